// adapters/salesforce/salesforce.h - Salesforce as Crosswalk knows it: leads and contacts over REST, outbound
// messages in.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// Lives as long as the program.
const Adapter& salesforce_adapter();

}  // namespace crosswalk
