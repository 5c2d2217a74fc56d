// tests/fuzz/seeds.h - what is mutated: the fixtures and samples that the project has already.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crosswalk::fuzz {

struct SeedFile {
    std::string name{};  // without its folder
    std::string bytes{};
};
// The files of a folder of the repository whose names end so, by name; those below it too.
std::vector<SeedFile> files_below(std::string_view folder, std::string_view ending = {});

// Every string of a JSON text, and the text itself.
std::vector<std::string> strings_in(std::string_view json_text);

}  // namespace crosswalk::fuzz
