// What editors are told must be what the checker knows.
#include "connector/mapping/compile/check.h"

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <fstream>
#include <sstream>

namespace crosswalk {
namespace {

std::string bytes_of(const std::string& path) {
    std::ifstream in(std::string(CROSSWALK_SOURCE_DIR) + "/mappings/" + path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::vector<std::string> properties(std::string_view file, std::string_view pointer) {
    const auto schema = boost::json::parse(bytes_of("schema/" + std::string(file) + ".schema.json"));
    std::vector<std::string> out;
    for (const auto& [key, value] : schema.at_pointer(pointer).at("properties").as_object())
        out.emplace_back(key);
    return out;
}

bool unknown(const std::vector<MappingFile>& files, const std::string& key) {
    for (const Finding& finding : check_mapping(files, {}).findings)
        if (finding.code == "mapping.unknown_key" && finding.what.find("'" + key + "'") != std::string::npos)
            return true;
    return false;
}

const std::string kConnection =
    "format: 1\nconnections:\n  crm: { side: sales, kinds: { lead: Lead }, match_by: email";

TEST(MappingSchemas, NameOnlyWordsTheCheckerKnows) {
    for (const std::string& key : properties("fields", "/properties/connections/additionalProperties"))
        EXPECT_FALSE(unknown(
            {{"fields.yaml", "format: 1\nconnections:\n  crm: { " + key + ": x }\nfields: {}\n"}}, key
        )) << key;
    for (const std::string& key : properties("fields", "/properties/fields/additionalProperties"))
        EXPECT_FALSE(
            unknown({{"fields.yaml", kConnection + " }\nfields:\n  email: { " + key + ": x }\n"}}, key)
        ) << key;
    for (const std::string& key : properties("lifecycle", "/properties/stages/additionalProperties"))
        EXPECT_FALSE(unknown(
            {{"fields.yaml", kConnection + " }\nfields: {}\n"},
             {"lifecycle.yaml", "stages:\n  lead: { " + key + ": x }\n"}},
            key
        )) << key;
}

// Each row of the admin's README stands for a word; none of them may be one that editors do not know.
TEST(MappingSchemas, NameEveryWordOfTheReadme) {
    const std::string readme = bytes_of("README.md");
    for (const auto& [file, pointer] : std::vector<std::pair<std::string, std::string>>{
             {"fields", "/properties/connections/additionalProperties"},
             {"fields", "/properties/fields/additionalProperties"},
             {"fields", "/properties/consent/additionalProperties"},
             {"lifecycle", ""},
             {"lifecycle", "/properties/stages/additionalProperties"}})
        for (const std::string& key : properties(file, pointer))
            EXPECT_NE(readme.find("`" + key + "`"), std::string::npos) << key;
}

}  // namespace
}  // namespace crosswalk
