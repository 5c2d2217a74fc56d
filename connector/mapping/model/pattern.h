// connector/mapping/model/pattern.h - texts with holes. Pure.
#pragma once

#include <string_view>

namespace crosswalk {

// True when the text is the pattern, in which * stands for any text; capitals of A to Z make no difference. An empty
// pattern fits everything. In time proportional to both lengths multiplied, at worst.
bool fits_pattern(std::string_view pattern, std::string_view text);

}  // namespace crosswalk
