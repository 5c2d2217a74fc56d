// adapters/postmark/postmark.h - Postmark as Crosswalk knows it: what became of mail, and who may not be written to.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& postmark_adapter();

}  // namespace crosswalk
