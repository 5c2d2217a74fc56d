// adapters/mailerlite/mailerlite.h - MailerLite as Crosswalk knows it: subscribers, their status, their
// groups.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& mailerlite_adapter();

}  // namespace crosswalk
