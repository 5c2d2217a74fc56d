// connector/mapping/tools/compile_tool.h - reads a declaration, and says everything that is wrong with it at once. Pure.
#pragma once

#include "connector/mapping/compile/check.h"
#include "connector/mapping/tools/tool.h"

#include <memory>

namespace crosswalk::tools {

inline constexpr std::size_t kMostBytes = 65'536;  // of a declaration, and of its cases

// No tool where one of the findings is an error. Codes: "tool.*", and those of mapping files. Never throws.
struct Compiled {
    std::vector<Finding> findings{};
    std::unique_ptr<const Tool> tool{};
};
// `name`: what crosswalk.yaml calls it, and its file.
Compiled compile_tool(std::string_view name, const MappingFile&);

// Plays NAME.cases.yaml: a body in, news out; a record, the request. Codes: "tool.case_failed", and those of files.
struct CasesPlayed {
    std::vector<Finding> findings{};
    int run = 0;
};
CasesPlayed play_cases(const Tool&, const MappingFile&);

}  // namespace crosswalk::tools
