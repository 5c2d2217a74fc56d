#include "tests/readme/blocks.h"

#include <algorithm>
#include <optional>

namespace crosswalk::readme {

std::string Block::text() const {
    std::string out;
    for (const std::string& one : lines) out += one + "\n";
    return out;
}

std::vector<Block> blocks_of(std::string_view markdown) {
    std::vector<Block> blocks;
    std::optional<Block> open;
    std::size_t indent = 0;
    for (int number = 1; !markdown.empty(); ++number) {
        const auto end = std::min(markdown.find('\n'), markdown.size());
        const auto line = markdown.substr(0, end);
        markdown.remove_prefix(std::min(end + 1, markdown.size()));
        const auto first = std::min(line.find_first_not_of(' '), line.size());
        if (line.substr(first).starts_with("```")) {
            if (open) {
                blocks.push_back(std::move(*open));
                open.reset();
            } else {
                open = Block{.language = std::string(line.substr(first + 3)), .line = number};
                indent = first;
            }
        } else if (open) {
            open->lines.emplace_back(line.substr(std::min(first, indent)));
        }
    }
    return blocks;
}

std::string without_remark(std::string_view line) {
    line = line.substr(0, line.find(" #"));
    while (line.ends_with(' ')) line.remove_suffix(1);
    return std::string(line);
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

}  // namespace crosswalk::readme
