// tests/architecture/size_rules.h - how long a file or a function may be, and how much a function may be
// given.
#pragma once

#include "tests/architecture/tree.h"

namespace crosswalk::architecture {

// Constructors and lambdas count like every function, in tests too: what belongs together is a struct there
// as well, and designated initializers name its members at the call.
inline constexpr int kMostParameters = 5;
// From the first line of its signature to its closing brace.
inline constexpr int kLongestFunction = 60;
inline constexpr int kLongestSource = 300, kLongestHeader = 130;
// A test file is a list of cases that do not depend on each other, so it may be longer.
inline constexpr int kLongestTest = 400;

Complaints check_parameters(const Tree&);
Complaints check_function_lengths(const Tree&);
Complaints check_file_lengths(const Tree&);

}  // namespace crosswalk::architecture
