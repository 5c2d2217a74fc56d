// connector/mapping/yaml/yaml_text.h - a mapping file as text, before it is parsed. Of this room alone.
#pragma once

#include "connector/mapping/yaml/yaml_tree.h"

namespace crosswalk::tree {

struct Place {
    int line = 1, column = 1;
};

// Turns byte columns into character columns, as editors count.
class Lines {
public:
    explicit Lines(std::string_view);  // which outlives it
    Place at(int line, int byte_column) const;
    Place of_byte(std::size_t offset) const;

private:
    std::string_view text_;
    std::vector<std::size_t> starts_{};
};

// False, with a finding: it is not UTF-8, holds control characters, or has lines that are too long to parse.
bool is_readable(std::string_view text, const Lines&, Notes&);
// One finding a line; lines that are nothing but a comment do no harm. True when there are tabs.
bool note_tabs(std::string_view text, const Lines&, Notes&);

}  // namespace crosswalk::tree
