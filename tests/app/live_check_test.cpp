// What the vendors themselves say about the configuration and the mapping.
#include "connector/app/daemon/mapping_versions.h"
#include "connector/app/cli/inspect.h"
#include "tests/app/toy_vendor.h"

#include <gtest/gtest.h>

namespace crosswalk::test {
namespace {

// Answers by path; the CRM is never reached.
class Vendors final : public Sender {
public:
    Result<HttpResponse> send(std::string_view connection, const HttpRequest& request) override {
        if (connection != "mail") return Fault{"send.unreachable", "Nobody answers.", "Look at the network."};
        const auto answer = answers.find(request.path);
        return answer == answers.end() ? HttpResponse{.status = 404} : answer->second;
    }
    void forget_credential(std::string_view) override {}
    void stop() override {}

    std::map<std::string, HttpResponse> answers{
        {"/me", {.status = 200}}, {"/fields", {.status = 200, .body = R"("email score")"}}};
};

std::vector<std::string> codes(const Config& config, Vendors& vendors) {
    const OnDisk disk = mapping_on_disk(config);
    EXPECT_TRUE(disk.checked.ok());
    std::vector<std::string> out;
    for (const Finding& one : live_findings(config, vendors, disk.checked.mapping.get())) {
        EXPECT_GT(one.line, 0);
        EXPECT_GT(one.column, 0);
        out.push_back(one.code);
    }
    return out;
}

using Codes = std::vector<std::string>;

TEST(LiveCheck, IsSilentWhereEverythingIsAsItIsMapped) {
    const Household house;
    Vendors vendors;
    EXPECT_EQ(codes(house.config(), vendors), Codes{})
        << "a CRM without a probe and a field list is not asked";
}

TEST(LiveCheck, NamesAFieldThatTheAccountDoesNotHave) {
    const Household house;
    Vendors vendors;
    vendors.answers["/fields"].body = R"("email scores")";
    EXPECT_EQ(codes(house.config(), vendors), Codes{"field.unknown_vendor_field"});
    vendors.answers["/fields"].body = R"("email! score")";
    EXPECT_EQ(codes(house.config(), vendors), Codes{"field.not_writable"});
}

TEST(LiveCheck, SaysWhenTheSignInIsRefused) {
    const Household house;
    Vendors vendors;
    vendors.answers["/me"].status = 401;
    EXPECT_EQ(codes(house.config(), vendors), Codes{"live.sign_in"});
}

TEST(Connect, SaysThatTheAccountAnswers) {
    const Household house;
    Vendors vendors;
    const OnDisk disk = mapping_on_disk(house.config());
    const auto said = inspect_connect(house.config(), vendors, disk.checked.mapping.get(), "mail");
    EXPECT_EQ(said.exit, kFine) << said.text;
    EXPECT_TRUE(said.text.starts_with("mail is connected")) << said.text;
}

TEST(Connect, NamesWhatIsMissingOfThisAccountAlone) {
    const Household house;
    Vendors vendors;
    vendors.answers["/me"].status = 401;
    const auto said = inspect_connect(house.config(), vendors, nullptr, "mail");
    EXPECT_EQ(said.exit, kNotFine);
    EXPECT_EQ(said.data.at("findings").as_array().size(), 1U);
    EXPECT_EQ(inspect_connect(house.config(), vendors, nullptr, "nobody").exit, kNotFine);
}

TEST(Describe, ListsTheFieldsOfAKind) {
    const Household house;
    Vendors vendors;
    const auto said = inspect_describe(house.config(), vendors, "mail", "contact");
    EXPECT_EQ(said.exit, kFine);
    EXPECT_EQ(said.data.at("fields").get_array().size(), 2u);
    EXPECT_EQ(inspect_describe(house.config(), vendors, "mail", "deal").exit, kNotFine);
    EXPECT_EQ(inspect_describe(house.config(), vendors, "nobody", "contact").exit, kNotFine);
}

}  // namespace
}  // namespace crosswalk::test
