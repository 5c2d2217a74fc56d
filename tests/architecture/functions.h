// tests/architecture/functions.h - the functions of a C++ source, with their sizes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crosswalk::architecture {

struct Function {
    std::string name{};  // "lambda" for one
    int line = 0;        // where it begins
    int parameters = 0;
    int lines = 0;  // from its first line to its closing brace; 0: it is only declared here
};

// Functions, constructors, operators, members of local classes and lambdas, in no particular order. Reads
// what formatted code of this repository looks like; it is no compiler.
std::vector<Function> functions_in(std::string_view source);

}  // namespace crosswalk::architecture
