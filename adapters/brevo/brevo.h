// adapters/brevo/brevo.h - Brevo as Crosswalk knows it: contacts, their attributes, lists and opt-outs.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& brevo_adapter();

}  // namespace crosswalk
