// tests/architecture/tree.h - the source tree as text, and what a check says about it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crosswalk::architecture {

// Path from the repository root ("connector/lead/lead.h") -> text. Tests build tiny ones by hand.
using Tree = std::map<std::string, std::string, std::less<>>;

// Every text file below `root`, without what git and the build tools put there.
Tree read_tree(const std::string& root);

struct Complaint {
    std::string where{};   // "connector/sync/echo.cpp:12"
    std::string what{};    // what is wrong there
    std::string remedy{};  // what to do instead
    std::string text() const { return where + ": " + what + ". " + remedy; }
};
using Complaints = std::vector<Complaint>;

struct Line {
    int number = 0;
    std::string_view text{};
};
std::vector<Line> lines_of(std::string_view text);
std::string at_line(std::string_view path, int number);

bool is_cpp(std::string_view path);
bool is_below(std::string_view path, std::string_view folder);  // "adapters" holds "adapters/registry.cpp"

// The folders directly below `folder`, by name.
std::vector<std::string> folders_in(const Tree&, std::string_view folder);

}  // namespace crosswalk::architecture
