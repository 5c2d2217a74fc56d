// adapters/smtp/smtp.h - E-mail as Crosswalk knows it: notices as messages that any mail server takes.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& smtp_adapter();

}  // namespace crosswalk
