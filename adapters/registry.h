// adapters/registry.h - every vendor Crosswalk knows. A new one adds a line here and a folder beside it.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// In the order of their names. They live as long as the program; safe to share between threads.
std::span<const Adapter* const> all_adapters();

// Null when there is no adapter of that name.
const Adapter* find_adapter(std::string_view vendor);

}  // namespace crosswalk
