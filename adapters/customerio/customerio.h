// adapters/customerio/customerio.h - Customer.io as Crosswalk knows it: people, their attributes and opt-outs.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& customerio_adapter();

}  // namespace crosswalk
