// A vendor's words are kept and shown without our credentials, wherever they come from and go.
#include <gmock/gmock.h>

#include <filesystem>

#include "connector/crypto/crypto.h"
#include "tests/scenarios/office.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kToken[] = "pat-na1-8f2c1d3e-4b5a-6978-8a9b-0c1d2e3f4a5b";
constexpr char kRefused[] =
    R"({"status":"error","category":"VALIDATION_ERROR","message":"Header Authorization: Bearer @ECHO@ and property crosswalk_lead_score do not go together."})";

class Scrubbing : public Office {
protected:
    // The vendor refuses Ann's score and quotes the credential so; the parked item's words.
    void refuse_with(const std::string& echo) {
        prepare();
        folder.write("hubspot.token", kToken);
        const auto words = replaced(kRefused, {{"@ECHO@", echo}});
        for (const char* path : {"/crm/v3/objects/contacts/batch/update", "/crm/objects"})
            doubles.hubspot().when(post(path)).reply(400, words).always();
        doubles.hubspot().when(get("/crm")).reply(401, words).always();
        ASSERT_TRUE(service->start()) << service->log();
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

TEST_F(Scrubbing, ARefusalThatQuotesTheTokenIsKeptWithoutIt) {
    const std::string token = kToken;
    refuse_with(token);
    ASSERT_TRUE(soon([&] { return text_of(status_of("hubspot"), "state") != "ok" || !ask({"parked", "list"}).at("parked").as_array().empty(); }));
    const auto shown = service->command({"parked", "list", "--json"}).out + service->command({"status", "--json"}).out;
    EXPECT_THAT(shown, HasSubstr("[secret]"));
    expect_nowhere(token);
    expect_nowhere(token.substr(0, 14));
}

TEST_F(Scrubbing, ASomewhatOtherSpellingOfTheTokenHelpsNobody) {
    const std::string token = kToken;
    const auto encoded = crypto::base64("x:" + token);
    refuse_with(encoded + " (" + token.substr(token.size() - 13) + ")");
    ASSERT_TRUE(soon([&] { return text_of(status_of("hubspot"), "state") != "ok" || !ask({"parked", "list"}).at("parked").as_array().empty(); }));
    expect_nowhere(encoded);
    expect_nowhere(token.substr(token.size() - 13));
}

TEST_F(Scrubbing, AWebhookThatQuotesItsOwnSecretIsJournalledWithoutIt) {
    open();
    ASSERT_EQ(
        activecampaign_says(
            std::string("contact[id]=42&contact[email]=ann%40example.com&seriesid=1&hook=%2Fhooks%2F") + kPathSecret
        ).status,
        200
    );
    ASSERT_TRUE(soon([&] { return unbalanced(books()).empty(); }));
    expect_nowhere(kPathSecret);
}

}  // namespace
}  // namespace crosswalk::doubles
