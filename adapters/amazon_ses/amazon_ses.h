// adapters/amazon_ses/amazon_ses.h - Amazon SES as Crosswalk knows it: what became of mail, told through SNS, and the
// account's list of those who may not be written to.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& amazon_ses_adapter();

}  // namespace crosswalk
