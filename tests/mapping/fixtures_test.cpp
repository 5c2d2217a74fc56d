// Every file under tests/fixtures/mapping is a mapping that must pass, or must be refused with exactly the
// findings that stand in the .expected file beside it. CROSSWALK_WRITE_EXPECTED=1 writes those files anew, to
// be read before commit.
#include "connector/sync/cases.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace crosswalk {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

// "a_tag.fields.yaml" is the file fields.yaml of the mapping a_tag.
std::map<std::string, std::vector<MappingFile>> mappings_in(const fs::path& folder) {
    std::map<std::string, std::vector<MappingFile>> out;
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
    std::ranges::sort(paths);
    for (const fs::path& path : paths) {
        const std::string file = path.filename().string();
        const std::size_t dot = file.find('.');
        if (file.ends_with(".expected")) continue;
        const std::string role = file.substr(dot + 1);
        const std::string name = role.starts_with("cases") ? file : role;
        out[file.substr(0, dot)].push_back({name, bytes_of(path)});
    }
    return out;
}

const fs::path kFixtures = fs::path(CROSSWALK_SOURCE_DIR) / "tests/fixtures/mapping";

std::string all_of(const std::vector<Finding>& findings) {
    std::string out;
    for (const Finding& finding : findings) out += finding.text() + "\n";
    return out;
}

TEST(MappingFixtures, EveryValidMappingPassesWithItsCases) {
    for (const auto& [name, files] : mappings_in(kFixtures / "valid")) {
        const Checked checked = check_with_cases(files, {});
        EXPECT_TRUE(checked.ok()) << name << ":\n" << all_of(checked.findings);
        EXPECT_TRUE(checked.findings.empty()) << name << ":\n" << all_of(checked.findings);
    }
}

TEST(MappingFixtures, EveryInvalidMappingIsRefusedWithAllItsFindingsAtOnce) {
    for (const auto& [name, files] : mappings_in(kFixtures / "invalid")) {
        const Checked checked = check_with_cases(files, {});
        EXPECT_FALSE(checked.ok()) << name;
        const fs::path expected = kFixtures / "invalid" / (name + ".expected");
        if (std::getenv("CROSSWALK_WRITE_EXPECTED") != nullptr)
            std::ofstream(expected) << all_of(checked.findings);
        EXPECT_EQ(all_of(checked.findings), bytes_of(expected)) << name;
    }
}

TEST(MappingFixtures, EveryFindingSaysWhereWhatAndWhatToDo) {
    for (const auto& [name, files] : mappings_in(kFixtures / "invalid"))
        for (const Finding& finding : check_with_cases(files, {}).findings) {
            EXPECT_FALSE(finding.file.empty()) << name;
            EXPECT_FALSE(finding.code.empty()) << name;
            EXPECT_TRUE(finding.what.ends_with(".")) << name << ": " << finding.what;
            EXPECT_TRUE(finding.remedy.ends_with(".") || finding.remedy.ends_with("?"))
                << name << ": " << finding.remedy;
        }
}

TEST(MappingFixtures, NoCutOrSplicedMappingEverEscapesAsAnException) {
    const auto valid = mappings_in(kFixtures / "valid");
    for (const auto& [name, files] : valid)
        for (std::size_t cut = 0; cut < files.front().text.size(); cut += 7) {
            auto broken = files;
            std::string& text = broken.front().text;
            text = text.substr(0, cut) + text.substr(std::min(text.size(), cut + 5));
            const Checked checked = check_with_cases(broken, {});
            EXPECT_TRUE(checked.ok() || !checked.findings.empty()) << name << " cut at " << cut;
        }
}

}  // namespace
}  // namespace crosswalk
