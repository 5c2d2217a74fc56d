// adapters/standard_webhooks/standard_webhooks.h - Standard Webhooks as Crosswalk knows it: notices as signed events to an endpoint of the admin's.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& standard_webhooks_adapter();

}  // namespace crosswalk
