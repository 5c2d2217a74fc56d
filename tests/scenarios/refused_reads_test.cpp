// What a vendor does not let us read: the real program goes on without it, says so, and catches up.
#include <gmock/gmock.h>

#include <atomic>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;

constexpr char kNew[] = "neu@example.com";

class RefusedReads : public ServiceFixture {
protected:
    // A stranger crosses the threshold: an automation of the email tool tells, and the rest must be read.
    void somebody_new() {
        doubles.activecampaign().add_contact({{"email", kNew}, {"firstName", "Neu"}, {"lastName", "Ling"}}, 77);
        doubles.activecampaign().set_score(77, 66);
        EXPECT_EQ(activecampaign_says("contact%5Bid%5D=77&contact%5Bemail%5D=neu%40example.com&seriesid=13").status, 200);
    }
    bool is_lead(const std::string& email) {
        for (const auto& row : doubles.salesforce().records("Lead"))
            if (text_of(row, "Email") == email) return true;
        return false;
    }
    bool is_named(const std::string& connection, const std::string& field) const {
        const auto status = status_of(connection);
        for (const auto& trouble : status.at("troubles").as_array())
            if (text_of(trouble.as_object(), "field") == field) return true;
        return false;
    }
};

TEST_F(RefusedReads, AHiddenColumnStandsStillAloneUntilItIsShownAgain) {
    open();
    doubles.salesforce().hide_field("Lead", "Industry");
    somebody_new();
    EXPECT_TRUE(soon([&] { return is_lead(kNew); })) << "people are looked up and made without it";
    ASSERT_TRUE(soon([&] { return is_named("salesforce", "Industry"); }));
    const auto shown = service->command({"status"});
    EXPECT_EQ(shown.exit_code, 1);
    EXPECT_THAT(shown.out, HasSubstr("Industry"));
    EXPECT_EQ(text_of(status_of("salesforce"), "state"), "degraded");
    const auto item = parked("INVALID_FIELD", "industry");
    EXPECT_EQ(text_of(item, "what"), "field");
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 73; }));

    doubles.salesforce().show_field("Lead", "Industry");
    EXPECT_EQ(service->command({"parked", "replay", std::to_string(item.at("id").to_number<int>())}).exit_code, 0);
    EXPECT_TRUE(soon([&] { return text_of(status_of("salesforce"), "state") == "ok"; }));
    EXPECT_TRUE(parked("INVALID_FIELD").empty());
    EXPECT_EQ(service->command({"status"}).exit_code, 0);
}

TEST_F(RefusedReads, ScoresThatTheKeyMayNotReadStandStillAloneAndTheKeyIsNotBlamed) {
    prepare();
    std::atomic<bool> denied = true;
    doubles.activecampaign()
        .when(get("/api/3/scores"), [&](const Call&) { return denied.load(); })
        .reply(403, R"({"message":"You are not authorized."})")
        .always();
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] { return is_named("activecampaign", "score/Engagement"); }));
    EXPECT_EQ(text_of(status_of("activecampaign"), "state"), "degraded");
    somebody_new();
    EXPECT_TRUE(soon([&] { return doubles.hubspot().contact(kNew).has_value(); })) << "people are made without it";

    denied = false;
    EXPECT_EQ(service->command({"resume", "activecampaign"}).exit_code, 0);
    EXPECT_TRUE(soon([&] { return lead_score() == 41; })) << "what it missed is read";
    EXPECT_TRUE(soon([&] { return text_of(status_of("activecampaign"), "state") == "ok"; }));
}

TEST_F(RefusedReads, AScoreThatIsRenamedIsNamedAndThePeopleAreMadeWithoutIt) {
    prepare();
    std::atomic<bool> renamed = true;
    doubles.activecampaign()
        .when(get("/api/3/scores"), [&](const Call&) { return renamed.load(); })
        .reply(
            200, R"({"scores":[{"id":"2","name":"Involvement","reltype":"contact","status":"1"}],"meta":{"total":"1"}})"
        )
        .always();
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] { return is_named("activecampaign", "score/Engagement"); }));
    EXPECT_EQ(service->command({"status"}).exit_code, 1);
    EXPECT_EQ(text_of(parked("read.field_missing", "score/Engagement"), "what"), "field");
    somebody_new();
    EXPECT_TRUE(soon([&] { return doubles.hubspot().contact(kNew).has_value(); }));
    EXPECT_EQ(lead_score(), -1) << "the renamed score arrives nowhere";

    renamed = false;
    EXPECT_EQ(service->command({"resume", "activecampaign"}).exit_code, 0);
    EXPECT_TRUE(soon([&] { return lead_score() == 41; })) << "what it missed is read";
    EXPECT_TRUE(soon([&] { return text_of(status_of("activecampaign"), "state") == "ok"; }));
    EXPECT_TRUE(parked("read.field_missing").empty());
}

TEST_F(RefusedReads, APropertyThatARefusalNamesIsLeftOut) {
    open();
    std::atomic<bool> gone = true;
    doubles.hubspot()
        .when(post("/contacts/"), body_has("\"company\""), [&](const Call& call) {
            return gone.load() && call.path.find("update") == std::string::npos;
        })
        .reply(
            400,
            R"({"status":"error","message":"Property \"company\" does not exist","category":"VALIDATION_ERROR"})"
        )
        .always();
    somebody_new();
    ASSERT_TRUE(soon([&] { return is_named("hubspot", "company"); }));
    EXPECT_TRUE(soon([&] { return is_lead(kNew); }));
    gone = false;
    EXPECT_EQ(service->command({"parked", "replay", "--all"}).exit_code, 0);
    EXPECT_TRUE(soon([&] { return text_of(status_of("hubspot"), "state") == "ok"; }));
}

TEST_F(RefusedReads, APageThatIsRepeatedIsNoStorm) {
    prepare();
    boost::json::object row{
        {"attributes", {{"type", "Lead"}}},
        {"Id", "00QKa00000A1b2CMAR"},
        {"SystemModstamp", "2026-03-01T09:00:00.000+0000"},
        {"IsDeleted", false}};
    doubles.salesforce()
        .when(get("/queryAll"))
        .reply(
            200,
            boost::json::serialize(boost::json::object{
                {"totalSize", 500}, {"done", false}, {"records", boost::json::array{row}}})
        )
        .always();
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] { return text_of(status_of("salesforce"), "state") == "degraded"; }));
    EXPECT_EQ(service->command({"status"}).exit_code, 1);
    EXPECT_LE(doubles.salesforce().count(get("/queryAll")), 12U);
}

TEST_F(RefusedReads, ALiveCheckSharesTheBudgetOfTheServiceAndWaitsOutALimit) {
    open();
    doubles.activecampaign().fail_next("/api/3/users/me", 429, "{}", {{"Retry-After", "1"}});
    const auto checked = service->command({"check", "--live"});
    EXPECT_EQ(checked.exit_code, 0) << checked.out;
}

}  // namespace
}  // namespace crosswalk::doubles
