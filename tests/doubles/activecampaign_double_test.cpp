#include "tests/support/activecampaign_double.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/client.h"

namespace crosswalk::doubles {
namespace {

class ActiveCampaign : public ::testing::Test {
protected:
    ActiveCampaign() {
        vendor.set_clock([this] { return now; });
        ann = vendor.add_contact(
            {{"email", "ann@example.com"},
             {"firstName", "Ann"},
             {"lastName", "Lee"},
             {"phone", "+15550100"},
             {"ip", "198.51.100.7"},
             {"field/LEAD_SOURCE", "Webinar"}},
            42
        );
        vendor.add_tag(ann, "MQL");
        vendor.add_tag(ann, "newsletter");
    }
    Reply ask(const std::string& method, const std::string& target, const std::string& body = {}) {
        now += 1000;
        return call(vendor.url(), method, "/api/3" + target, {{"Api-Token", "key"}}, body);
    }
    std::int64_t now{1'795'459'200'000};
    ActiveCampaignDouble vendor{"key"};
    int ann{};
};

std::string fixture(const std::string& name) {
    std::ifstream in(std::string(CROSSWALK_SOURCE_DIR) + "/tests/fixtures/activecampaign/" + name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

TEST_F(ActiveCampaign, AnswersScoresAsTextsWithTheirTime) {
    vendor.set_score(ann, 73);
    const auto reply = ask("GET", "/contacts/42/scoreValues");
    ASSERT_EQ(reply.status, 200);
    const auto& row = reply.json().at("scoreValues").at(0);
    EXPECT_EQ(row.at("scoreValue"), "73");
    EXPECT_EQ(row.at("score"), "2");
    EXPECT_EQ(row.at("mdate"), "2026-11-23T18:40:00+00:00");
}

TEST_F(ActiveCampaign, PostsTheRecordedAutomationBodyOnceWhenTheScoreCrosses) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(500).always();
    vendor.send_automations_to(receiver.url() + "/hooks/ac/secret?src=score", {60});
    vendor.set_score(ann, 59);
    vendor.set_score(ann, 73);
    vendor.set_score(ann, 80);
    ASSERT_TRUE(receiver.wait_until([&] { return vendor.hooks().idle(); }));
    ASSERT_EQ(receiver.calls().size(), 1u);
    EXPECT_EQ(receiver.calls()[0].target, "/hooks/ac/secret?src=score");
    EXPECT_EQ(receiver.calls()[0].body, fixture("automation_webhook_action_score_trigger.form"));
}

TEST_F(ActiveCampaign, RefusesTheSixthCallInASecond) {
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(call(vendor.url(), "GET", "/api/3/scores", {{"Api-Token", "key"}}).status, 200);
    const auto refused = call(vendor.url(), "GET", "/api/3/scores", {{"Api-Token", "key"}});
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("Retry-After"), "1");
    EXPECT_EQ(ask("GET", "/scores").status, 200);
}

TEST_F(ActiveCampaign, ForbidsAWrongKey) {
    EXPECT_EQ(call(vendor.url(), "GET", "/api/3/users/me", {{"Api-Token", "wrong"}}).status, 403);
}

TEST_F(ActiveCampaign, PagesByIdAndSideloadsScores) {
    for (int i = 0; i < 30; ++i) vendor.add_contact({{"email", "p" + std::to_string(i) + "@example.com"}});
    vendor.set_score(ann, 73);
    const auto first = ask("GET", "/contacts?orders%5Bid%5D=ASC&id_greater=0&limit=20&include=scoreValues");
    EXPECT_EQ(first.json().at("contacts").as_array().size(), 20u);
    EXPECT_EQ(first.json().at("scoreValues").at(0).at("contact"), "42");
    EXPECT_EQ(first.json().at("meta").at("total"), "31");
    const auto last = first.json().at("contacts").at(19).at("id").as_string();
    const auto second =
        ask("GET", "/contacts?orders%5Bid%5D=ASC&id_greater=" + std::string(last) + "&limit=20");
    EXPECT_EQ(second.json().at("contacts").as_array().size(), 11u);
    EXPECT_EQ(second.json().at("scoreValues").as_array().size(), 0u);
    EXPECT_EQ(ask("GET", "/contacts?email=ANN%40example.com").json().at("contacts").as_array().size(), 1u);
}

TEST_F(ActiveCampaign, FindsByUpdateTimeWhichScoresDoNotTouchUnlessTold) {
    const auto seen = now;
    now += 5000;
    vendor.set_score(ann, 73);
    const std::string since = "/contacts?filters%5Bupdated_after%5D=" + encode_form(utc_time(seen));
    EXPECT_EQ(ask("GET", since).json().at("meta").at("total"), "0");
    vendor.let_scores_touch_udate(true);
    vendor.set_score(ann, 74);
    EXPECT_EQ(ask("GET", since).json().at("meta").at("total"), "1");
}

TEST_F(ActiveCampaign, SyncsByEmailAndRefusesASecondOneOfTheSameAddress) {
    EXPECT_EQ(
        ask("POST", "/contact/sync", R"({"contact":{"email":"ann@example.com","phone":"+1"}})").status, 200
    );
    EXPECT_EQ(vendor.contact(42)->fields["phone"], "+1");
    EXPECT_EQ(vendor.contact(42)->fields["firstName"], "Ann");
    EXPECT_EQ(ask("POST", "/contact/sync", R"({"contact":{"email":"new@example.com"}})").status, 201);
    const auto twice = ask("POST", "/contacts", R"({"contact":{"email":"ann@example.com"}})");
    EXPECT_EQ(twice.status, 422);
    EXPECT_EQ(twice.json().at("errors").at(0).at("code"), "duplicate");
    const auto update =
        ask("PUT", "/contacts/42", R"({"contact":{"fieldValues":[{"field":"1","value":"Fair"}]}})");
    EXPECT_EQ(update.status, 200);
    EXPECT_EQ(vendor.contact(42)->custom[1], "Fair");
    EXPECT_EQ(ask("PUT", "/contacts/999", R"({"contact":{}})").status, 404);
}

TEST_F(ActiveCampaign, SubscribesAndUnsubscribesAndAsksForAWordWhenSomebodyReturns) {
    const auto set = [&](const std::string& status, const std::string& more = "") {
        return ask(
            "POST",
            "/contactLists",
            R"({"contactList":{"list":"1","contact":"42","status":")" + status + '"' + more + "}}"
        );
    };
    EXPECT_EQ(set("1").json().at("contactList").at("status"), 1);
    EXPECT_EQ(set("2").status, 200);
    EXPECT_EQ(set("1").status, 400) << "who left comes back only with sourceid 4";
    EXPECT_EQ(vendor.contact(42)->lists[1].status, 2);
    EXPECT_EQ(set("1", R"(,"sourceid":4)").status, 200);
    EXPECT_EQ(set("7").status, 422);
    const auto rows = ask("GET", "/contacts/42/contactLists").json().at("contactLists");
    EXPECT_EQ(rows.at(0).at("status"), "1");
    EXPECT_EQ(ask("GET", "/contactLists?filters%5Bstatus%5D=2").json().at("meta").at("total"), "0");
    EXPECT_EQ(ask("GET", "/contacts/42").json().at("contactLists").at(0).at("list"), "1");
    EXPECT_EQ(ask("GET", "/contacts?include=contactLists").json().at("contactLists").as_array().size(), 1u);
}

TEST_F(ActiveCampaign, GivesAndTakesTagsByTheirLink) {
    const auto tag = ask("POST", "/tags", R"({"tag":{"tag":"SQL","tagType":"contact"}})");
    EXPECT_EQ(tag.status, 201);
    const std::string id(tag.json().at("tag").at("id").as_string());
    const auto link = ask("POST", "/contactTags", R"({"contactTag":{"contact":"42","tag":")" + id + R"("}})");
    EXPECT_EQ(link.status, 201);
    EXPECT_THAT(vendor.contact(42)->tags, ::testing::Contains("SQL"));
    const std::string link_id(link.json().at("contactTag").at("id").as_string());
    EXPECT_EQ(ask("DELETE", "/contactTags/" + link_id).status, 200);
    EXPECT_EQ(ask("DELETE", "/contactTags/" + link_id).status, 404);
    EXPECT_EQ(
        ask("GET", "/tags?filters%5Bsearch%5D%5Beq%5D=SQL").json().at("tags").at(0).at("id"), id.c_str()
    );
}

TEST_F(ActiveCampaign, TellsOfListsAndTagsOnceUnlessHooksAreLostRepeatedOrTurnedRound) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(200).always();
    vendor.send_events_to(receiver.url() + "/hooks");
    vendor.lose_hooks(1);
    vendor.subscribe(ann, 1, 12);
    vendor.repeat_hooks(1);
    vendor.unsubscribe(ann, 1);
    vendor.hold_hooks();
    vendor.add_tag(ann, "one");
    vendor.add_tag(ann, "two");
    vendor.release_hooks();
    vendor.import_csv({"new@example.com"}, 1);
    ask("POST", "/contactLists", R"({"contactList":{"list":"2","contact":"42","status":"1"}})");
    ASSERT_TRUE(receiver.wait_until([&] { return vendor.hooks().idle(); }));
    const auto calls = receiver.calls();
    ASSERT_EQ(calls.size(), 4u);
    EXPECT_THAT(calls[0].body, ::testing::HasSubstr("type=unsubscribe"));
    EXPECT_EQ(calls[1].body, calls[0].body);
    EXPECT_THAT(calls[2].body, ::testing::HasSubstr("tag=two"));
    EXPECT_THAT(calls[3].body, ::testing::HasSubstr("tag=one"));
}

TEST_F(ActiveCampaign, RemembersCallsItDoesNotKnow) {
    EXPECT_EQ(ask("GET", "/deals").status, 501);
    EXPECT_THAT(vendor.unplanned_calls(), ::testing::ElementsAre("GET /api/3/deals"));
}

}  // namespace
}  // namespace crosswalk::doubles
