// tests/readme/blocks.h - the code blocks of a Markdown file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crosswalk::readme {

struct Block {
    std::string language{};            // "sh", "yaml"; empty when none is named
    std::vector<std::string> lines{};  // without the indent of the fence
    int line = 0;                      // of the opening fence
    std::string text() const;
};

std::vector<Block> blocks_of(std::string_view markdown);

// A command line without its remark ("crosswalk check   # all errors" -> "crosswalk check").
std::string without_remark(std::string_view line);

std::string replaced(std::string text, std::string_view what, std::string_view with);

}  // namespace crosswalk::readme
