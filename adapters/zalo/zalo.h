// adapters/zalo/zalo.h - Zalo Official Account as Crosswalk knows it: notices as messages of an Official Account, and their receipts.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& zalo_adapter();

}  // namespace crosswalk
