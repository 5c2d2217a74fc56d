// adapters/pagerduty/pagerduty.h - PagerDuty as Crosswalk knows it: alerts for operators, and their all-clear.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& pagerduty_adapter();

}  // namespace crosswalk
