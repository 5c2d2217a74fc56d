// `tool: NAME` of crosswalk.yaml, and what `check` and `explain` say of the declaration behind it.
#include "connector/app/cli/inspect.h"
#include "connector/app/cli/setup.h"
#include "tests/app/toy_vendor.h"

#include <gtest/gtest.h>

namespace crosswalk::test {
namespace {

constexpr std::string_view kConnection = R"(  forms:
    tool: example_forms
    base_url: https://forms.example.net/api
    auth: { key: k }
    webhook: { path_secret: 0123456789abcdef0123456789abcdef }
)";

class DeclaredToolInTheConfiguration : public testing::Test {
protected:
    DeclaredToolInTheConfiguration() {
        for (const char* file : {"example_forms.yaml", "example_forms.cases.yaml"})
            write(std::string("mappings/tools/") + file, read_all(source / "mappings/tools" / file));
        write("crosswalk.yaml", read_all(house.config_path()) + std::string(kConnection));
        auto fields = read_all(house.folder().path() / "mappings/fields.yaml");
        const std::string crm = "  crm:\n    side: sales";
        fields.replace(
            fields.find(crm), 0, "  forms: { side: marketing, kinds: { lead: respondent }, match_by: [email] }\n"
        );
        fields.replace(fields.find("order: [crm, mail]"), 18, "order: [crm, mail, forms]");
        fields.insert(fields.find("  lead_score:"), "    read_from:\n      forms: email\n");
        write("mappings/fields.yaml", fields);
    }
    void write(const std::string& file, const std::string& text) { house.folder().write(file, text); }
    void edit(const std::string& file, const std::string& from, const std::string& to) {
        auto text = read_all(house.folder().path() / file);
        ASSERT_NE(text.find(from), std::string::npos) << from;
        write(file, text.replace(text.find(from), from.size(), to));
    }
    LoadedConfig load() const { return load_config(house.config_path(), no_environment(), toy_adapters()); }
    std::vector<std::string> codes() const {
        std::vector<std::string> out;
        for (const Finding& one : load().findings) out.push_back(one.code);
        return out;
    }

    const std::filesystem::path source{CROSSWALK_SOURCE_DIR};
    const Household house;
};

TEST_F(DeclaredToolInTheConfiguration, IsAnAdapterLikeAnyOtherAndItsCasesAreRun) {
    const auto loaded = load();
    for (const Finding& one : loaded.findings) ADD_FAILURE() << one.text();
    ASSERT_NE(loaded.config.connection("forms"), nullptr);
    EXPECT_EQ(loaded.config.connection("forms")->adapter->manifest.title, "Example Forms");
    const auto checked = inspect_check(loaded, nullptr);
    EXPECT_EQ(checked.exit, 0) << checked.text;
    EXPECT_EQ(checked.data.at("cases_run"), 3);
}

TEST_F(DeclaredToolInTheConfiguration, WithAMistakeIsNamedByItsOwnFileAndLineBesideAllOthers) {
    edit("mappings/tools/example_forms.yaml", "by: email", "by: mail");
    edit("mappings/tools/example_forms.yaml", "proof: path", "proof: pathh");
    edit("crosswalk.yaml", "adapter: toymail", "adapter: toymial");
    const auto checked = inspect_check(load(), nullptr);
    EXPECT_EQ(checked.exit, 1);
    for (const char* said :
         {"tools/example_forms.yaml:14:", "Did you mean 'path'?", "tools/example_forms.yaml:39:", "tool.unknown_field",
          "config.unknown_adapter"})
        EXPECT_NE(checked.text.find(said), std::string::npos) << said << " in\n" << checked.text;
    EXPECT_EQ(checked.text.find("config.unknown_adapter"), checked.text.rfind("config.unknown_adapter"));
}

TEST_F(DeclaredToolInTheConfiguration, WhoseCaseFailsIsAFinding) {
    edit("mappings/tools/example_forms.cases.yaml", "company: Acme", "company: Acne");
    const auto checked = inspect_check(load(), nullptr);
    EXPECT_EQ(checked.exit, 1);
    EXPECT_NE(checked.text.find("example_forms.cases.yaml:5:"), std::string::npos) << checked.text;
    EXPECT_NE(checked.text.find("tool.case_failed"), std::string::npos) << checked.text;
}

TEST_F(DeclaredToolInTheConfiguration, ThatIsNotThereOrCannotBeAFileIsRefused) {
    edit("crosswalk.yaml", "tool: example_forms", "tool: another");
    EXPECT_EQ(codes(), (std::vector<std::string>{"config.no_tool_file"}));
    for (const std::string name : {"../example_forms", "/etc/passwd", "Example", "a.b"}) {
        write("crosswalk.yaml", read_all(source / "tests/fixtures/app/tool.yaml"));
        edit("crosswalk.yaml", "NAME", name);
        EXPECT_EQ(codes(), (std::vector<std::string>{"config.bad_tool_name"})) << name;
    }
    edit("crosswalk.yaml", "a.b", "toymail");
    EXPECT_EQ(codes(), (std::vector<std::string>{"config.tool_is_built_in"}));
    edit("crosswalk.yaml", "tool: toymail", "tool: example_forms\n    adapter: toymail");
    EXPECT_EQ(codes(), (std::vector<std::string>{"config.adapter_and_tool"}));
}

TEST_F(DeclaredToolInTheConfiguration, ExplainsADeliveryBeforeAnythingIsSent) {
    const auto loaded = load();
    ASSERT_TRUE(loaded.ok);
    const std::string body = read_all(source / "tests/fixtures/example_forms/webhook_submitted.form");
    const std::string request = "POST /hooks/forms/0123456789abcdef0123456789abcdef HTTP/1.1\r\nHost: localhost\r\n"
                                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                                std::to_string(body.size()) + "\r\n\r\n" + body;
    const auto told = inspect_request(loaded.config, "forms", request, Millis{std::chrono::seconds{1'772'355'700}});
    EXPECT_EQ(told.exit, 0) << told.text << told.complaint;
    EXPECT_NE(told.text.find("ann@example.com"), std::string::npos) << told.text;
}

}  // namespace
}  // namespace crosswalk::test
