// What editors are told must be what the checker knows.
#include "connector/mapping/compile/check.h"
#include "connector/mapping/tools/compile_tool.h"

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

TEST(MappingSchemas, OfTheHandoffNameOnlyWordsTheCheckerKnows) {
    // Where such a table stands in the file, around one row of it.
    const std::vector<std::pair<std::string, std::string>> places{
        {"", "@: x"},
        {"/properties/calendars/additionalProperties", "calendars: { a: { @: x } }"},
        {"/properties/members/additionalProperties", "members: { a: { @: x } }"},
        {"/properties/teams/additionalProperties", "teams: { a: { @: x } }"},
        {"/properties/routing/items", "routing: [{ @: x }]"},
        {"/properties/agreement", "agreement: { @: x }"},
        {"/properties/agreement/properties/sales", "agreement: { sales: { @: x } }"},
        {"/properties/agreement/properties/sales/properties/accept", "agreement: { sales: { accept: { @: x } } }"},
        {"/properties/agreement/properties/marketing", "agreement: { marketing: { @: x } }"},
        {"/properties/reject/additionalProperties", "reject: { a: { @: x } }"},
        {"/properties/notices/items", "notices: [{ @: x }]"},
        {"/properties/texts/additionalProperties", "texts: { a: { @: x } }"},
        {"/properties/say/items", "say: [{ @: x }]"}};
    for (const auto& [pointer, around] : places)
        for (const std::string& key : properties("handoff", pointer)) {
            std::string text = around;
            text.replace(text.find('@'), 1, key);
            EXPECT_FALSE(unknown({{"fields.yaml", kConnection + " }\nfields: {}\n"}, {"handoff.yaml", text + "\n"}}, key))
                << text;
        }
}

TEST(MappingSchemas, OfTheFiguresNameOnlyWordsTheCheckerKnows) {
    for (const auto& [pointer, around] : std::vector<std::pair<std::string, std::string>>{
             {"", "@: x"}, {"/properties/costs/items", "costs: [{ @: x }]"}})
        for (const std::string& key : properties("kpi", pointer)) {
            std::string text = around;
            text.replace(text.find('@'), 1, key);
            EXPECT_FALSE(unknown({{"fields.yaml", kConnection + " }\nfields: {}\n"}, {"kpi.yaml", text + "\n"}}, key))
                << text;
        }
}

TEST(MappingSchemas, OfTheScoreNameOnlyWordsTheCheckerKnows) {
    for (const auto& [pointer, around] : std::vector<std::pair<std::string, std::string>>{
             {"", "@: x"},
             {"/properties/fields", "fields: { @: x }"},
             {"/properties/interest/items", "interest: [{ @: x }]"},
             {"/properties/fit/items", "fit: [{ @: x }]"}})
        for (const std::string& key : properties("scoring", pointer)) {
            std::string text = around;
            text.replace(text.find('@'), 1, key);
            EXPECT_FALSE(unknown({{"fields.yaml", kConnection + " }\nfields: {}\n"}, {"scoring.yaml", text + "\n"}}, key))
                << text;
        }
}

TEST(MappingSchemas, OfADeclaredToolNameOnlyWordsTheCheckerKnows) {
    for (const auto& [pointer, around] : std::vector<std::pair<std::string, std::string>>{
             {"", "@: x"},
             {"/properties/auth", "auth: { @: x }"},
             {"/properties/probe", "probe: { @: x }"},
             {"/properties/limits", "limits: { @: x }"},
             {"/properties/errors", "errors: { @: x }"},
             {"/properties/refusals/items", "refusals: [{ @: x }]"},
             {"/properties/webhook", "webhook: { @: x }"},
             {"/properties/people", "people: { @: x }"},
             {"/properties/people/properties/opted_out", "people: { opted_out: { @: x } }"},
             {"/properties/people/properties/read", "people: { read: { @: x } }"},
             {"/properties/people/properties/find", "people: { find: { @: x } }"},
             {"/properties/people/properties/create", "people: { create: { @: x } }"},
             {"/properties/people/properties/changes", "people: { changes: { @: x } }"},
             {"/properties/people/properties/changes/properties/page", "people: { changes: { page: { @: x } } }"}})
        for (const std::string& key : properties("tool", pointer)) {
            std::string text = around;
            text.replace(text.find('@'), 1, key);
            for (const Finding& one : tools::compile_tool("toy", {"toy.yaml", text + "\n"}).findings)
                EXPECT_FALSE(one.code == "mapping.unknown_key" && one.what.find("'" + key + "'") != std::string::npos)
                    << text;
        }
}

// Each row of the admin's README stands for a word; none of them may be one that editors do not know.
TEST(MappingSchemas, NameEveryWordOfTheReadme) {
    const std::string readme = bytes_of("README.md");
    for (const auto& [file, pointer] : std::vector<std::pair<std::string, std::string>>{
             {"fields", "/properties/connections/additionalProperties"},
             {"fields", "/properties/fields/additionalProperties"},
             {"fields", "/properties/consent/additionalProperties"},
             {"lifecycle", ""},
             {"lifecycle", "/properties/stages/additionalProperties"},
             {"handoff", ""},
             {"handoff", "/properties/calendars/additionalProperties"},
             {"handoff", "/properties/members/additionalProperties"},
             {"handoff", "/properties/teams/additionalProperties"},
             {"handoff", "/properties/routing/items"},
             {"handoff", "/properties/agreement"},
             {"handoff", "/properties/agreement/properties/sales"},
             {"handoff", "/properties/agreement/properties/sales/properties/accept"},
             {"handoff", "/properties/agreement/properties/sales/properties/accept/properties/ladder/items"},
             {"handoff", "/properties/agreement/properties/marketing"},
             {"handoff", "/properties/reject/additionalProperties"},
             {"handoff", "/properties/notices/items"},
             {"handoff", "/properties/texts/additionalProperties"},
             {"handoff", "/properties/say/items"},
             {"kpi", ""},
             {"kpi", "/properties/costs/items"},
             {"scoring", ""},
             {"scoring", "/properties/fields"},
             {"scoring", "/properties/interest/items"},
             {"scoring", "/properties/fit/items"},
             {"tool", ""},
             {"tool", "/properties/auth"},
             {"tool", "/properties/limits"},
             {"tool", "/properties/errors"},
             {"tool", "/properties/webhook"},
             {"tool", "/properties/people"},
             {"tool", "/properties/people/properties/read"},
             {"tool", "/properties/people/properties/find"},
             {"tool", "/properties/people/properties/changes/properties/page"}})
        for (const std::string& key : properties(file, pointer))
            EXPECT_NE(readme.find("`" + key + "`"), std::string::npos) << key;
}

}  // namespace
}  // namespace crosswalk
