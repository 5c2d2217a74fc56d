// tests/adapters/packages.h - what deploy/ installs in a vendor's account, and the delivered mapping it must fit.
#pragma once

#include "adapters/registry.h"
#include "connector/mapping/compile/check.h"
#include "tests/adapters/fixtures.h"

#include <set>

namespace crosswalk::test {

using Words = std::set<std::string, std::less<>>;

inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    EXPECT_TRUE(in.good()) << path << " is not there";
    return {std::istreambuf_iterator<char>(in), {}};
}

// Every file below a folder of deploy/ whose name ends so.
inline std::vector<std::filesystem::path> package_files(std::string_view folder, std::string_view ending) {
    std::vector<std::filesystem::path> out;
    const auto top = std::filesystem::path(CROSSWALK_SOURCE_DIR) / "deploy" / folder;
    for (const auto& file : std::filesystem::recursive_directory_iterator(top))
        if (file.is_regular_file() && file.path().string().ends_with(ending)) out.push_back(file.path());
    std::ranges::sort(out);
    return out;
}

inline boost::json::value package_json(std::string_view path) {
    const auto text = file_text(std::filesystem::path(CROSSWALK_SOURCE_DIR) / "deploy" / path);
    const auto read = parse_json(text);
    EXPECT_TRUE(read) << path;
    return read ? *read : boost::json::value(nullptr);
}

inline const Mapping& delivered_mapping() {
    static const auto mapping = [] {
        const auto files = read_mapping_folder(CROSSWALK_SOURCE_DIR "/mappings");
        return files ? check_mapping(*files, {}).mapping : nullptr;
    }();
    EXPECT_NE(mapping, nullptr);
    return *mapping;
}

inline std::vector<std::string> stage_names(const Mapping& mapping) {
    std::vector<std::string> out;
    for (const auto* stages : {&mapping.path, &mapping.aside})
        for (const Stage& stage : *stages) out.push_back(stage.name);
    return out;
}

}  // namespace crosswalk::test
