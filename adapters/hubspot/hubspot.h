// adapters/hubspot/hubspot.h - HubSpot as Crosswalk knows it: contacts over the CRM API, signed webhooks in.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// Lives as long as the program.
const Adapter& hubspot_adapter();

}  // namespace crosswalk
