// The commands beside a running service.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CommandsBeside : public ServiceFixture {
protected:
    std::string raw_request(const std::string& body, const Pairs& signature) const {
        std::string out = "POST /hooks/hubspot HTTP/1.1\r\nHost: crosswalk.example.com\r\n";
        for (const auto& [name, value] : signature) out += name + ": " + value + "\r\n";
        return out + "Content-Type: application/json\r\n\r\n" + body;
    }
    Finished explain(const std::string& raw, const std::vector<std::string>& more = {}) const {
        const auto file = folder.write("request.http", raw);
        std::vector<std::string> words{"explain", "hubspot", "--request", file};
        words.insert(words.end(), more.begin(), more.end());
        return service->command(words);
    }
    std::string phone_body() const {
        return replaced(
            text_of_file(std::string(CROSSWALK_SOURCE_DIR) + "/deploy/demo/hubspot_property_change.json"),
            {{"@NOW@", std::to_string(system_ms())}}
        );
    }
};

TEST_F(CommandsBeside, GoThroughTheSocketOfTheService) {
    open();
    const std::string socket = folder.path() + "/crosswalk.sock";
    struct stat about {};
    ASSERT_EQ(::stat(socket.c_str(), &about), 0);
    EXPECT_TRUE(S_ISSOCK(about.st_mode));
    EXPECT_EQ(about.st_mode & 0777, 0600u);
    EXPECT_EQ(ask({"status"}).at("running"), true);
    EXPECT_EQ(service->terminate(), 0);
    EXPECT_FALSE(std::filesystem::exists(socket));
    EXPECT_EQ(ask({"books"}).at("connections").as_object().size(), 3u)
        << "the file itself, when nothing runs";
}

TEST_F(CommandsBeside, ArePossibleAfterACrashLeftASocketBehind) {
    open();
    service->kill();
    EXPECT_TRUE(std::filesystem::exists(folder.path() + "/crosswalk.sock"));
    EXPECT_EQ(ask({"books"}).at("connections").as_object().size(), 3u);
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_EQ(ask({"status"}).at("running"), true);
}

TEST_F(CommandsBeside, PauseHoldsWritesBackUntilResume) {
    open();
    EXPECT_EQ(service->command({"pause", "hubspot", "--reason", "spring cleaning"}).exit_code, 0);
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73; }));
    EXPECT_EQ(text_of(status_of("hubspot"), "state"), "paused");
    EXPECT_THAT(text_of(status_of("hubspot"), "detail"), HasSubstr("spring cleaning"));
    EXPECT_EQ(contact_score(), 41);
    EXPECT_EQ(service->terminate(), 0);
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_EQ(text_of(status_of("hubspot"), "state"), "paused") << "a restart does not forget it";
    EXPECT_GE(status_of("hubspot").at("writes_waiting").to_number<int>(), 1);
    EXPECT_EQ(contact_score(), 41);
    EXPECT_EQ(service->command({"resume", "hubspot"}).exit_code, 0);
    EXPECT_TRUE(soon([&] { return contact_score() == 73; }));
    const auto nobody = service->command({"pause", "hubspott"});
    EXPECT_EQ(nobody.exit_code, 1);
    EXPECT_THAT(nobody.err, HasSubstr("connection.unknown: "));
}

TEST_F(CommandsBeside, ATokenOpensTheAdminApi) {
    open();
    const auto status_with = [&](const Pairs& headers) {
        return call(service->admin_url(), "GET", "/api/v1/status", headers);
    };
    EXPECT_EQ(status_with({}).status, 401);
    EXPECT_EQ(status_with({{"Authorization", "Bearer guessed"}}).status, 401);
    const auto answer = status_with({{"Authorization", "Bearer " + new_token()}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.json().at("connections").at("hubspot").at("vendor"), "hubspot");
    EXPECT_EQ(call(service->public_url(), "GET", "/api/v1/status").status, 404);
    EXPECT_EQ(call(service->admin_url(), "GET", "/metrics").status, 401);
    EXPECT_EQ(call(service->admin_url(), "GET", "/healthz").status, 200);
}

TEST_F(CommandsBeside, ExplainTellsWhatWouldBecomeOfARequest) {
    prepare();
    const auto body = phone_body();
    const auto valid = explain(raw_request(body, hubspot_signature(body, system_ms())));
    EXPECT_EQ(valid.exit_code, 0) << valid.err;
    EXPECT_THAT(valid.out, AllOf(HasSubstr("verified: valid"), HasSubstr("phone"), HasSubstr("salesforce")));
    EXPECT_FALSE(std::filesystem::exists(folder.path() + "/crosswalk.db")) << "nothing is kept";
    EXPECT_THAT(doubles.salesforce().calls(), IsEmpty()) << "nothing is sent";
}

TEST_F(CommandsBeside, ExplainTellsAStaleRequestFromAForgedOne) {
    prepare();
    const auto body = phone_body();
    const auto request = raw_request(body, hubspot_signature(body, system_ms()));
    const auto later = std::to_string(system_ms() / 1000 + 900);
    const auto stale = explain(request, {"--now", later});
    EXPECT_EQ(stale.exit_code, 1);
    EXPECT_THAT(stale.out, HasSubstr("verified: stale ("));
    const auto forged = explain(replaced(request, {{"+12025550143", "+12025550144"}}));
    EXPECT_EQ(forged.exit_code, 1);
    EXPECT_THAT(forged.out, AllOf(HasSubstr("verified: forged ("), Not(HasSubstr("Lead"))));
    EXPECT_THAT(forged.out, Not(HasSubstr(kHubSpotSecret)));
}

TEST_F(CommandsBeside, BooksAreThreeForEachConnectionWithAllTheirWordsAndWhatWasRecoveredBeside) {
    open();
    ASSERT_TRUE(falls_quiet());
    const auto told = books();
    for (const char* connection : {"salesforce", "hubspot", "activecampaign"}) {
        const auto& three = told.at("connections").at(connection).as_object();
        EXPECT_EQ(three.size(), 4u);
        EXPECT_EQ(three.at("recovered"), 0);
        const auto words = [&](const char* book) {
            std::vector<std::string> out;
            for (const auto& [word, number] : three.at(book).as_object()) out.emplace_back(word);
            return out;
        };
        using ::testing::UnorderedElementsAre;
        EXPECT_THAT(
            words("deliveries"),
            UnorderedElementsAre("decoded", "duplicate", "undecodable", "waiting", "total")
        );
        EXPECT_THAT(
            words("changes"),
            UnorderedElementsAre(
                "applied", "duplicate", "echo", "superseded", "irrelevant", "parked", "waiting", "total"
            )
        );
        EXPECT_THAT(
            words("writes"),
            UnorderedElementsAre("applied", "merged", "withdrawn", "parked", "in_flight", "waiting", "total")
        );
    }
    EXPECT_THAT(unbalanced(told), IsEmpty());
}

}  // namespace
}  // namespace crosswalk::doubles
