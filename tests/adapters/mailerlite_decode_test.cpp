#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"

namespace crosswalk::test::mailerlite_decode {
namespace {

const Adapter& mailerlite = *find_adapter("mailerlite");

std::vector<InboundEvent> news(const std::string& body) {
    auto out = mailerlite.decode(delivery_of(body), {});
    EXPECT_TRUE(out) << (out ? "" : out.error().what);
    return out ? *out : std::vector<InboundEvent>{};
}
Change change(const std::string& body) {
    const auto all = news(body);
    EXPECT_FALSE(all.empty());
    const auto* out = all.empty() ? nullptr : std::get_if<Change>(&all.front());
    EXPECT_NE(out, nullptr) << body;
    return out == nullptr ? Change{} : *out;
}
std::string flat(const std::string& event, const std::string& status, const std::string& more = "") {
    return R"({"id":"42","email":"ann@example.com","status":")" + status +
           R"(","updated_at":"2026-03-02 09:00:00",)" + more + R"("event":"subscriber.)" + event +
           R"(","account_id":83510})";
}
const boost::json::value* opt_out(const Change& told) {
    const auto it = told.fields.find("preferences/all");
    return it == told.fields.end() ? nullptr : &it->second;
}

TEST(MailerLiteDecode, an_unsubscription_tells_the_fields_the_time_in_utc_and_the_opt_out) {
    const auto told = change(fixture("mailerlite/webhook_subscriber_unsubscribed.json"));
    EXPECT_EQ(told.id.text, "165968862226941797");
    EXPECT_EQ(told.kind.text, "subscriber");
    ASSERT_TRUE(told.occurred_at);
    EXPECT_EQ(iso_text(told.occurred_at->at), "2026-03-02T09:00:00.000Z");
    EXPECT_EQ(told.fields.at("email"), "ann@example.com");
    EXPECT_EQ(told.fields.at("name"), "Ann");
    EXPECT_EQ(told.fields.at("subscribed_at"), "2025-09-19T11:10:41.000Z") << "a time of UTC that anybody reads";
    EXPECT_EQ(told.fields.at("unsubscribed_at"), "2026-03-02T09:00:00.000Z");
    EXPECT_TRUE(told.fields.at("phone").is_null()) << "told as blank";
    EXPECT_FALSE(told.fields.contains("lead_score")) << "not told";
    ASSERT_NE(opt_out(told), nullptr);
    EXPECT_EQ(*opt_out(told), true);
    ASSERT_TRUE(told.consent);
    EXPECT_FALSE(told.consent->opted_in);
}

TEST(MailerLiteDecode, a_complaint_is_an_opt_out_whatever_the_status_says) {
    const auto told = change(flat("spam_reported", "active"));
    ASSERT_NE(opt_out(told), nullptr);
    EXPECT_EQ(*opt_out(told), true);
    EXPECT_EQ(told.consent->kind, "spam_reported");
}

TEST(MailerLiteDecode, a_bounce_is_an_engagement_and_no_word_about_consent) {
    const auto all = news(flat("bounced", "bounced"));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(opt_out(std::get<Change>(all[0])), nullptr);
    EXPECT_FALSE(std::get<Change>(all[0]).consent);
    EXPECT_EQ(std::get<Change>(all[0]).fields.at("status"), "bounced");
    const auto& bounce = std::get<Engagement>(all[1]);
    EXPECT_EQ(bounce.what, "bounced");
    EXPECT_EQ(bounce.event_key, "bounced:42:2026-03-02T09:00:00.000Z");
}

TEST(MailerLiteDecode, active_proves_an_opt_in_only_where_it_was_given_at_that_moment) {
    const auto anew =
        change(flat("active", "active", R"("source":"form","opted_in_at":"2026-03-02 09:00:00",)"));
    ASSERT_TRUE(anew.consent);
    EXPECT_TRUE(anew.consent->opted_in);
    EXPECT_EQ(anew.consent->kind, "confirmed");
    const auto old =
        change(flat("active", "active", R"("source":"form","opted_in_at":"2025-03-02 09:00:00",)"));
    EXPECT_FALSE(old.consent);
    EXPECT_FALSE(change(flat("active", "active")).consent);
}

TEST(MailerLiteDecode, somebody_new_is_read_and_an_update_is_not) {
    EXPECT_EQ(change(flat("created", "active")).completeness, Completeness::read_the_rest);
    EXPECT_EQ(change(flat("updated", "active")).completeness, Completeness::shown);
}

TEST(MailerLiteDecode, the_deleted_are_gone_and_the_forgotten_are_opted_out_too) {
    EXPECT_TRUE(change(flat("deleted", "active")).deleted);
    const auto forgotten = change(flat("deleted", "active", R"("forget_at":"2026-04-01 11:10:45",)"));
    EXPECT_TRUE(forgotten.deleted);
    EXPECT_EQ(*opt_out(forgotten), true);
}

TEST(MailerLiteDecode, an_opt_out_is_one_whatever_the_status_says) {
    for (const char* status : {"active", "bounced", "unconfirmed", "unsubscribed"})
        EXPECT_EQ(change(flat("unsubscribed", status)).fields.at("preferences/all"), true) << status;
}

TEST(MailerLiteDecode, groups_are_joined_and_left) {
    const auto joined = change(fixture("mailerlite/webhook_added_to_group.json"));
    EXPECT_EQ(joined.fields.at("groups/100000000000000000"), true);
    EXPECT_FALSE(joined.occurred_at) << "the event tells no time";
    const auto left = change(
        R"({"type":"subscriber.removed_from_group","subscriber":{"id":"42","status":"active"},"group":{"id":"12"}})"
    );
    EXPECT_EQ(left.fields.at("groups/12"), false);
    EXPECT_FALSE(left.fields.contains("preferences/all")) << "it carries no time";
}

TEST(MailerLiteDecode, an_envelope_brings_all_its_events_and_a_bad_one_spoils_no_other) {
    EXPECT_EQ(news(fixture("mailerlite/webhook_batched.json")).size(), 2U);
    const auto some = news(
        R"({"events":[{"event":"subscriber.updated"},null,)" + flat("updated", "active") + "],\"total\":3}"
    );
    ASSERT_EQ(some.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<Unreadable>(some[0]));
    EXPECT_TRUE(std::holds_alternative<Unreadable>(some[1]));
    EXPECT_TRUE(std::holds_alternative<Change>(some[2]));
}

TEST(MailerLiteDecode, what_is_about_nobody_is_nothing_to_apply) {
    EXPECT_TRUE(std::holds_alternative<Handshake>(news(fixture("mailerlite/webhook_campaign_sent.json")).at(0)
    ));
    EXPECT_TRUE(std::holds_alternative<Handshake>(news(R"({"event":"campaign.open","id":"7"})").at(0)))
        << "the id is the campaign's";
    const auto click =
        news(R"({"type":"campaign.click","subscriber":{"id":"42","email":"ann@example.com"}})");
    EXPECT_EQ(std::get<Engagement>(click.at(0)).what, "clicked");
}

TEST(MailerLiteDecode, an_envelope_of_nothing_and_a_body_without_an_event_are_parked) {
    for (const char* body : {R"({"events":[],"total":0})", R"({"id":"42"})", R"({"events":7})"}) {
        const auto told = mailerlite.decode(delivery_of(body), {});
        ASSERT_FALSE(told) << body;
        EXPECT_EQ(told.error().code, "mailerlite.not_an_event");
    }
}

}  // namespace
}  // namespace crosswalk::test::mailerlite_decode
