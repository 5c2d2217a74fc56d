// What Crosswalk knows about the simulated vendor: facts and pure functions, like any other adapter.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk::simulation {

// Kinds "Lead", "Contact" and "Person"; asked with POST /read/KIND, told with POST /write/KIND.
const Adapter& sim_adapter();

// Codes in the vendor's answers about one row.
inline constexpr std::string_view kBusy = "BUSY", kBad = "BAD", kExists = "EXISTS", kGone = "GONE",
                                  kMerged = "MERGED", kConverted = "CONVERTED";
inline constexpr std::string_view kOwnId = "crosswalk";

}  // namespace crosswalk::simulation
