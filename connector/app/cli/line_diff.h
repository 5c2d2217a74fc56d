// connector/app/cli/line_diff.h - what changed between two texts, line by line.
#pragma once

#include <string>
#include <string_view>

namespace crosswalk {

// "- old line" and "+ new line" with two lines around each change; empty when they are equal. Bounded: texts
// that differ over more than 2,000 lines are shown as removed and added whole. Pure.
std::string line_diff(std::string_view before, std::string_view after);

}  // namespace crosswalk
