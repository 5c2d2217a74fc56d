// tests/architecture/tokens.h - C++ source as tokens, as far as the rules about functions need it.
#pragma once

#include <string_view>
#include <vector>

namespace crosswalk::architecture {

struct Token {
    enum class Kind { name, number, text, punctuation };
    Kind kind = Kind::punctuation;
    std::string_view text{};
    int line = 0;
};
using Tokens = std::vector<Token>;

// Leaves out comments and preprocessor lines. A string is one token. Angle brackets are single tokens, so
// that `>>` closes two template lists.
Tokens tokens_of(std::string_view source);

}  // namespace crosswalk::architecture
