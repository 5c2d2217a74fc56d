// A vendor's words are kept and shown without our credentials, wherever they come from and go.
#include <gmock/gmock.h>

#include <filesystem>

#include "connector/crypto/crypto.h"
#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kToken[] = "pat-na1-demo", kLongToken[] = "pat-na1-8f2c1d3e-4b5a-6978-8a9b-0c1d2e3f4a5b";

// A refusal of HubSpot's that quotes the credential of the request so.
std::string refusal(const std::string& category, const std::string& echo) {
    return R"({"status":"error","category":")" + category +
           R"(","message":"Header Authorization: Bearer )" + echo + R"( was not understood."})";
}

class Scrubbing : public ServiceFixture {
protected:
    // The vendor's words are shown somewhere.
    bool quoted() const {
        const auto shown = service->command({"parked", "list"}).out + service->command({"status"}).out;
        return shown.find("Bearer [secret]") != std::string::npos;
    }
    // No file of the store and nothing that any command says holds it.
    void expect_nowhere(const std::string& spelling) {
        for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
            const auto name = file.path().filename().string();
            if (name.starts_with("crosswalk.db") || name.starts_with("serve.")) {
                EXPECT_EQ(text_of_file(file.path()).find(spelling), std::string::npos) << name;
            }
        }
        for (const std::vector<std::string>& command :
             {std::vector<std::string>{"status"}, {"parked", "list"}, {"lead", "history", "ann@example.com"}}) {
            auto with_json = command;
            with_json.emplace_back("--json");
            for (const auto& one : {command, with_json}) {
                const auto said = service->command(one);
                EXPECT_THAT(said.out + said.err, Not(HasSubstr(spelling))) << command.front();
            }
        }
        const auto live = service->command({"check", "--live"});
        EXPECT_THAT(live.out + live.err, Not(HasSubstr(spelling)));
    }
};

TEST_F(Scrubbing, ARefusedWriteThatQuotesTheTokenIsParkedWithoutIt) {
    open();
    const auto encoded = crypto::base64(std::string("x:") + kToken);
    doubles.hubspot()
        .when(any("/batch/update"))
        .reply(400, refusal("VALIDATION_ERROR", std::string(kToken) + ", " + encoded))
        .always();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return quoted(); }));
    expect_nowhere(kToken);
    expect_nowhere(encoded);
}

TEST_F(Scrubbing, ARefusedAccountIsNamedWithoutAPartOfItsToken) {
    prepare();
    folder.write("hubspot.token", kLongToken);
    const std::string token = kLongToken, start = token.substr(0, 14), end = token.substr(token.size() - 13);
    doubles.hubspot()
        .when(any("/"))
        .reply(401, refusal("INVALID_AUTHENTICATION", token + " (" + start + "..." + end + ")"))
        .always();
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] { return quoted(); }));
    for (const auto& part : {token, start, end}) expect_nowhere(part);
}

TEST_F(Scrubbing, AWebhookThatQuotesItsOwnSecretIsJournalledWithoutIt) {
    open();
    ASSERT_EQ(
        activecampaign_says(
            std::string("contact[id]=42&contact[email]=ann%40example.com&seriesid=1&hook=%2Fhooks%2F") + kPathSecret
        ).status,
        200
    );
    ASSERT_TRUE(balances());
    expect_nowhere(kPathSecret);
}

}  // namespace
}  // namespace crosswalk::doubles
