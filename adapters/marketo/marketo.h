// adapters/marketo/marketo.h - Marketo Engage as Crosswalk knows it: leads, what they did, and their static lists.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& marketo_adapter();

}  // namespace crosswalk
