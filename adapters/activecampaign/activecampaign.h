// adapters/activecampaign/activecampaign.h - ActiveCampaign as Crosswalk knows it: contacts and their scores.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// Lives as long as the program.
const Adapter& activecampaign_adapter();

}  // namespace crosswalk
