// adapters/klaviyo/klaviyo.h - Klaviyo as Crosswalk knows it: profiles, their properties, lists and opt-outs.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& klaviyo_adapter();

}  // namespace crosswalk
