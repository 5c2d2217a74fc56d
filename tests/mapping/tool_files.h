// tests/mapping/tool_files.h - the declared tools that are shipped as examples.
#pragma once

#include "connector/mapping/tools/compile_tool.h"
#include "connector/mapping/tools/tool_adapter.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace crosswalk::test {

inline constexpr const char* kExampleTools[] = {"example_forms", "example_score"};

inline MappingFile tool_file(const std::string& name) {
    const std::string path = std::string(CROSSWALK_SOURCE_DIR) + "/mappings/tools/" + name;
    std::ifstream in(path, std::ios::binary);
    EXPECT_TRUE(in.good()) << path;
    return {name, {std::istreambuf_iterator<char>(in), {}}};
}

// The example as an adapter, which lives as long as the program.
inline const Adapter& declared_adapter(const std::string& name) {
    static std::map<std::string, std::shared_ptr<const tools::ToolAdapter>> made;
    auto& one = made[name];
    if (one != nullptr) return one->adapter();
    auto compiled = tools::compile_tool(name, tool_file(name + ".yaml"));
    for (const Finding& finding : compiled.findings) ADD_FAILURE() << finding.text();
    if (compiled.tool == nullptr) throw std::runtime_error(name + " does not compile");
    one = *tools::ToolAdapter::make(std::move(compiled.tool));
    return one->adapter();
}

}  // namespace crosswalk::test
