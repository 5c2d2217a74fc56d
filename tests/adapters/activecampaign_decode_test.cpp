#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"

#include <algorithm>

namespace crosswalk::test::activecampaign_decode {
namespace {

const Adapter& activecampaign = *find_adapter("activecampaign");

InboundEvent decoded(const std::string& body, const Connection& connection = {}) {
    auto news = activecampaign.decode(delivery_of(body), connection);
    EXPECT_TRUE(news) << (news ? "" : news.error().what);
    EXPECT_TRUE(!news || news->size() == 1);
    return news ? news->front() : InboundEvent{};
}
InboundEvent from(std::string_view file) { return decoded(fixture("activecampaign/" + std::string(file))); }
std::string fault_of(const std::string& body) {
    const auto news = activecampaign.decode(delivery_of(body), {});
    return news ? "fine" : news.error().code;
}

TEST(ActiveCampaignDecode, the_webhook_of_an_automation_carries_no_score_so_the_rest_must_be_read) {
    const auto change = std::get<Change>(from("automation_webhook_action_score_trigger.form"));
    EXPECT_EQ(change.kind.text, "contact");
    EXPECT_EQ(change.id.text, "42");
    EXPECT_EQ(change.completeness, Completeness::read_the_rest);
    EXPECT_EQ(change.fields.at("email"), "ann@example.com");
    EXPECT_EQ(change.fields.at("phone"), "+15550100");
    EXPECT_EQ(change.fields.at("firstName"), "Ann");
    EXPECT_EQ(change.fields.at("field/LEAD_SOURCE"), "Webinar");
    EXPECT_FALSE(change.occurred_at);
    EXPECT_EQ(change.origin, Origin::automation);
}

TEST(ActiveCampaignDecode, the_second_crossing_of_a_score_is_byte_for_byte_the_first_and_still_new) {
    EXPECT_EQ(std::get<Change>(from("automation_webhook_action_score_trigger.form")).event_key, "");
    EXPECT_EQ(std::get<Change>(from("webhook_update.form")).event_key, "");
}

TEST(ActiveCampaignDecode, an_update_carries_the_present_values_and_its_time) {
    const auto change = std::get<Change>(from("webhook_update.form"));
    EXPECT_EQ(change.completeness, Completeness::shown);
    EXPECT_TRUE(change.field_times.empty()) << "which of them moved is not told";
    EXPECT_EQ(iso_text(change.occurred_at->at), "2026-03-01T09:00:00.000Z");
    EXPECT_EQ(change.occurred_at->precision, Precision::seconds);
    EXPECT_EQ(change.fields.at("lastName"), "Lee");
    EXPECT_EQ(change.fields.at("field/FAVOURITE_COLOR"), "blue");
    EXPECT_EQ(change.fields.size(), 6U);
    EXPECT_EQ(change.origin, Origin::ourselves) << "through the API: a hint";
}

TEST(ActiveCampaignDecode, blank_and_zero_dates_are_blank_and_what_is_not_told_is_not_there) {
    const auto change =
        std::get<Change>(decoded("type=update&contact%5Bid%5D=42&contact%5Bphone%5D=&contact%5Bfields%5D%"
                                 "5Bborn%5D=0000-00-00&contact%5Bfields%5D%5Bx%2Fy+z%5D=1"));
    EXPECT_TRUE(change.fields.at("phone").is_null());
    EXPECT_TRUE(change.fields.at("field/BORN").is_null());
    EXPECT_EQ(change.fields.at("field/X/Y Z"), "1");
    EXPECT_FALSE(change.fields.contains("email"));
}

TEST(ActiveCampaignDecode, tells_in_which_role_somebody_acted_but_not_through_the_api) {
    EXPECT_EQ(std::get<Change>(from("webhook_unsubscribe.form")).last_by, "subscriber");
    EXPECT_EQ(std::get<Change>(from("webhook_contact_tag_added.form")).last_by, "admin");
    EXPECT_EQ(std::get<Change>(from("webhook_contact_tag_added.form")).who, "") << "a role is nobody";
    EXPECT_EQ(std::get<Change>(from("webhook_update.form")).last_by, "") << "that may be we ourselves";
    EXPECT_EQ(std::get<Change>(from("automation_webhook_action_score_trigger.form")).last_by, "");
}

TEST(ActiveCampaignDecode, a_time_without_a_zone_is_none) {
    const auto change =
        std::get<Change>(decoded("type=update&contact%5Bid%5D=42&date_time=2013-07-18+08%3A46%3A33"));
    EXPECT_FALSE(change.occurred_at);
}

TEST(ActiveCampaignDecode, leaving_a_list_closes_and_only_a_listed_form_confirms) {
    const auto gone = std::get<Change>(from("webhook_unsubscribe.form"));
    ASSERT_TRUE(gone.consent);
    EXPECT_FALSE(gone.consent->opted_in);
    EXPECT_EQ(gone.consent->scope, "1");
    const auto by_admin = std::get<Change>(from("webhook_subscribe.form"));
    EXPECT_TRUE(by_admin.consent->opted_in);
    EXPECT_EQ(by_admin.consent->kind, "admin");
    const std::string by_form = "type=subscribe&initiated_from=public&list=3&contact[id]=42&form[id]=12";
    EXPECT_EQ(std::get<Change>(decoded(by_form)).consent->kind, "form");
    const Connection listed{.settings = {{"double_opt_in_forms", "1, 12"}}};
    EXPECT_EQ(std::get<Change>(decoded(by_form, listed)).consent->kind, "confirmed");
    const Connection other{.settings = {{"double_opt_in_forms", "112,2"}}};
    EXPECT_EQ(std::get<Change>(decoded(by_form, other)).consent->kind, "form");
    const auto sms = std::get<Change>(from("webhook_sms_unsub.form"));
    EXPECT_EQ(sms.consent->channel, "sms");
    EXPECT_FALSE(sms.consent->opted_in);
}

TEST(ActiveCampaignDecode, leaving_one_list_while_on_another_closes_that_one_alone) {
    const auto change = std::get<Change>(from("webhook_unsubscribe.form"));
    EXPECT_EQ(change.fields.at("lists/1"), true);
    EXPECT_EQ(change.fields.at("lists/all"), false) << "list 2 is among the active subscriptions";
    EXPECT_EQ(change.completeness, Completeness::shown);
    EXPECT_EQ(change.field_times.contains("lists/1"), change.occurred_at.has_value()) << "that one moved";
    EXPECT_FALSE(change.field_times.contains("email"));
}

TEST(ActiveCampaignDecode, whether_a_list_was_the_last_one_is_read_and_not_guessed) {
    for (const char* rest : {"", "&active_subscriptions[0]=", "&active_subscriptions[0]=0"}) {
        const auto change = std::get<Change>(
            decoded(std::string("type=unsubscribe&initiated_from=public&list=3&contact[id]=42") + rest)
        );
        EXPECT_EQ(change.fields.at("lists/3"), true) << rest;
        EXPECT_FALSE(change.fields.contains("lists/all")) << rest;
        EXPECT_EQ(change.completeness, Completeness::read_the_rest) << rest;
    }
    const auto nowhere = std::get<Change>(decoded("type=unsubscribe&list=0&contact[id]=42"));
    EXPECT_FALSE(nowhere.fields.contains("lists/0"));
    EXPECT_EQ(nowhere.completeness, Completeness::read_the_rest);
}

TEST(ActiveCampaignDecode, who_joins_a_list_is_on_one_and_the_proof_goes_along) {
    const auto change = std::get<Change>(decoded(
        "type=subscribe&initiated_from=public&list=3&contact[id]=42&form[id]=12",
        {.settings = {{"double_opt_in_forms", "12"}}}
    ));
    EXPECT_EQ(change.fields.at("lists/3"), false);
    EXPECT_EQ(change.fields.at("lists/all"), false);
    ASSERT_TRUE(change.consent);
    EXPECT_EQ(change.consent->kind, "confirmed");
    EXPECT_TRUE(change.consent->opted_in);
    const auto by_api = std::get<Change>(decoded("type=subscribe&initiated_from=api&list=3&contact[id]=42"));
    EXPECT_EQ(by_api.consent->kind, "api");
}

TEST(ActiveCampaignDecode, a_bounce_and_a_text_message_say_nothing_about_lists) {
    EXPECT_TRUE(std::holds_alternative<Engagement>(from("webhook_bounce.form")));
    const auto sms = std::get<Change>(from("webhook_sms_unsub.form"));
    for (const auto& [field, value] : sms.fields) EXPECT_FALSE(field.starts_with("lists/")) << field;
}

TEST(ActiveCampaignDecode, tags_come_and_go_and_one_without_a_name_is_read) {
    EXPECT_EQ(std::get<Change>(from("webhook_contact_tag_added.form")).fields.at("tag/MQL"), true);
    EXPECT_EQ(std::get<Change>(from("webhook_contact_tag_removed.form")).fields.at("tag/MQL"), false);
    const auto nameless = std::get<Change>(decoded("type=contact_tag_added&contact[id]=42"));
    EXPECT_EQ(nameless.completeness, Completeness::read_the_rest);
    const auto twice = std::get<Change>(decoded("type=contact_tag_added&contact[id]=42&tag=a&tag=b"));
    EXPECT_EQ(twice.completeness, Completeness::read_the_rest);
    EXPECT_FALSE(twice.fields.contains("tag/a"));
}

TEST(ActiveCampaignDecode, what_a_person_did_is_engagement_and_the_rest_is_set_aside) {
    for (const auto& [type, what] : std::map<std::string, std::string>{
             {"open", "opened"},
             {"click", "clicked"},
             {"reply", "replied"},
             {"forward", "forwarded"},
             {"share", "shared"},
             {"bounce", "bounced"}}) {
        const auto news = from("webhook_" + type + ".form");
        EXPECT_EQ(std::get<Engagement>(news).what, what) << "in the word that all tools are read in";
        EXPECT_EQ(std::get<Engagement>(news).id.text, "42");
    }
    const auto click = std::get<Engagement>(from("webhook_click.form"));
    EXPECT_EQ(click.link, "https://example.com/?a=1&b=2");
    EXPECT_EQ(click.campaign, "March news");
    for (const char* type :
         {"sent",
          "deal_add",
          "deal_update",
          "account_add",
          "list_add",
          "subscriber_note",
          "contact_task_add"})
        EXPECT_TRUE(std::holds_alternative<Handshake>(from("webhook_" + std::string(type) + ".form")))
            << type;
    EXPECT_TRUE(std::holds_alternative<Handshake>(decoded("type=something_new")));
    for (const char* type : {"contact_tag_added", "contact_tag_removed"})
        EXPECT_TRUE(std::holds_alternative<Change>(from("webhook_" + std::string(type) + ".form"))) << type;
}

TEST(ActiveCampaignDecode, keys_stay_flat_as_every_recorded_delivery_shows) {
    for (const auto& entry : std::filesystem::directory_iterator(fixture_path("activecampaign"))) {
        if (entry.path().extension() != ".form") continue;
        EXPECT_EQ(fault_of(fixture("activecampaign/" + entry.path().filename().string())), "fine")
            << entry.path();
    }
}

TEST(ActiveCampaignDecode, refuses_a_form_that_names_no_contact_or_contradicts_itself) {
    EXPECT_EQ(fault_of("contact[id]=42"), "activecampaign.not_a_webhook") << "neither a type nor a series";
    EXPECT_EQ(fault_of("type=update"), "activecampaign.not_a_webhook");
    EXPECT_EQ(fault_of("type=update&contact[id]=4x"), "activecampaign.not_a_webhook");
    EXPECT_EQ(fault_of("type=update&contact[id]=42&contact[id]=43"), "activecampaign.not_a_webhook");
    EXPECT_EQ(fault_of("type=update&contact[id]=42&contact[id]=42"), "fine");
    EXPECT_EQ(fault_of("type=update&contact[id]=%ff&contact[email]=ann%40example.com"), "form.encoding");
    EXPECT_EQ(fault_of(R"({"type":"update","contact":{"id":42}})"), "activecampaign.not_a_webhook");
    std::string flood = "type=update&contact[id]=42";
    for (int i = 0; i < 3'000; ++i) flood += "&a=1";
    EXPECT_EQ(fault_of(flood), "form.too_many_fields");
}

TEST(ActiveCampaignDecode, AValueThatIsNoTextLeavesTheRestOfTheFormReadable) {
    const auto news = activecampaign.decode(
        delivery_of(
            "type=update&contact[id]=42&contact[email]=ann%40example.com&contact[fields][city]=%ff&a=%"
        ),
        {}
    );
    ASSERT_TRUE(news);
    const auto& change = std::get<Change>(news->front());
    EXPECT_EQ(change.fields.at("email"), "ann@example.com");
    EXPECT_FALSE(change.fields.contains("field/CITY"));
    EXPECT_EQ(change.completeness, Completeness::read_the_rest) << "what it was is read";
}

TEST(ActiveCampaignManifest, knows_what_its_vendor_punishes) {
    const Manifest& m = activecampaign.manifest;
    EXPECT_EQ(m.webhook.ok.status, 200);
    EXPECT_NE(m.webhook.busy.status, 410) << "it switches the webhook off for good";
    EXPECT_LT(m.budget.requests, 5);
    EXPECT_TRUE(m.poll_by_default);
    EXPECT_GT(m.denials_tolerated, 0);
    EXPECT_TRUE(m.base_url.empty()) << "the admin gives it";
    const auto denied = verdict_on_refusal(m, answer(403, fixture("activecampaign/err_403_message.json")));
    EXPECT_EQ(denied->verdict, Verdict::reconnect);
    EXPECT_NE(denied->advice.find("API key"), std::string::npos);
}

}  // namespace
}  // namespace crosswalk::test::activecampaign_decode
