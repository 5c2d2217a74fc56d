// adapters/mailgun/mailgun.h - Mailgun as Crosswalk knows it: what became of mail, and who may not be written to.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& mailgun_adapter();

}  // namespace crosswalk
