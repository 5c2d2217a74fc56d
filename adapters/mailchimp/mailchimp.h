// adapters/mailchimp/mailchimp.h - Mailchimp as Crosswalk knows it: the members of one audience, their
// status, tags and interests.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& mailchimp_adapter();

}  // namespace crosswalk
