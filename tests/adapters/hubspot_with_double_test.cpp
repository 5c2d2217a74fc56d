// What becomes of people in HubSpot, as the adapter hears of it and writes it.
#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/client.h"
#include "tests/support/hubspot_double.h"

#include <algorithm>
#include <functional>

namespace crosswalk::test::hubspot_with_double {
namespace {

constexpr std::int64_t kNews = 39644612;

class HubspotLife : public testing::Test {
protected:
    HubspotLife() {
        vendor.set_clock([this] { return now; });
        vendor.limit_calls(0);
        vendor.limit_searches(0);
        ann = vendor.add_contact({{"email", "ann@example.com"}, {"lifecyclestage", "customer"}});
        bob = vendor.add_contact({{"email", "bob@example.com"}, {"lastname", "Ray"}});
    }
    HttpResponse send(const HttpRequest& request) {
        now += 1'000;
        doubles::Pairs headers{{"Authorization", "Bearer pat-1"}};
        const auto reply = doubles::call(vendor.url(), request.method, request.path, headers, request.body);
        return {.status = reply.status, .body = reply.body};
    }
    template <class What>
    Page read(What what, std::vector<std::string> fields = {"email"}) {
        const ReadQuery query{plan, schema, std::move(fields), std::move(what)};
        const auto page =
            ask(hubspot, query, {}, [this](const HttpRequest& r) { return send(r); });
        EXPECT_TRUE(page) << (page ? "" : page.error().what);
        return page ? *page : Page{};
    }
    Outcome write(std::int64_t id, Fields fields, WriteKind operation = WriteKind::update) {
        const std::vector<Record> records{
            {.trace = {"t1"},
             .id =
                 operation == WriteKind::update ? std::optional(VendorId{std::to_string(id)}) : std::nullopt,
             .own_id = "cw_1",
             .fields = std::move(fields)}};
        const WriteBatch batch{plan, schema, operation, "crosswalk_id", records};
        const auto report =
            ask(hubspot, batch, {}, [this](const HttpRequest& r) { return send(r); });
        EXPECT_TRUE(report) << (report ? "" : report.error().what);
        EXPECT_TRUE(vendor.unplanned_calls().empty());
        return report ? report->outcomes()[0] : Outcome{};
    }
    std::string value(std::int64_t id, const std::string& name) {
        return vendor.contact(id)->properties[name];
    }

    const Adapter& hubspot = *find_adapter("hubspot");
    const ObjectPlan& plan = *hubspot.manifest.plan("contact");
    const ObjectSchema schema{.kind = {"contact"}};
    std::int64_t now{1'795'459'200'000};
    doubles::HubSpotDouble vendor{"pat-1"};
    std::int64_t ann{}, bob{};
};

TEST_F(HubspotLife, a_stage_goes_back_though_hubspot_lets_it_go_forward_only) {
    EXPECT_EQ(write(ann, {{"lifecyclestage", "lead"}, {"phone", "+15550101"}}).verdict, Verdict::applied);
    EXPECT_EQ(value(ann, "lifecyclestage"), "lead");
    EXPECT_EQ(value(ann, "phone"), "+15550101");
    vendor.forget_calls();
    EXPECT_EQ(write(ann, {{"lifecyclestage", "opportunity"}}).verdict, Verdict::applied);
    EXPECT_EQ(vendor.count(doubles::post("/batch/update")), 1U) << "forward is one write";
}

TEST_F(HubspotLife, an_opt_out_arrives_and_is_read_back_as_one) {
    EXPECT_EQ(write(ann, {{"preferences/all", true}}).verdict, Verdict::applied);
    EXPECT_EQ(value(ann, "hs_email_optout"), "true");
    const auto page = read(ByIds{{{std::to_string(ann)}, {std::to_string(bob)}}}, {"preferences/all"});
    ASSERT_EQ(page.changes.size(), 2U);
    for (const auto& change : page.changes)
        EXPECT_EQ(change.fields.at("preferences/all"), change.id.text == std::to_string(ann));
    EXPECT_EQ(
        write(bob, {{"preferences/39644612", true}, {"email", "bo@example.com"}}).verdict, Verdict::applied
    );
    EXPECT_EQ(value(bob, "hs_email_optout_39644612"), "true") << "at the new address, too";
}

TEST_F(HubspotLife, somebody_new_is_out_from_the_start) {
    const auto out = write(
        0,
        {{"email", "cy@example.com"}, {"lifecyclestage", "lead"}, {"preferences/all", true}},
        WriteKind::create
    );
    ASSERT_EQ(out.verdict, Verdict::applied) << out.vendor_says;
    EXPECT_EQ(vendor.contact("cy@example.com")->properties["hs_email_optout"], "true");
}

TEST_F(HubspotLife, an_opt_in_is_taken_where_we_opted_out_and_not_where_the_person_did) {
    const std::string news = "preferences/" + std::to_string(kNews);
    EXPECT_EQ(write(ann, {{news, true}}).verdict, Verdict::applied);
    EXPECT_EQ(write(ann, {{news, false}}).verdict, Verdict::applied);
    EXPECT_NE(value(ann, "hs_email_optout_39644612"), "true");
    vendor.unsubscribe(bob, kNews);
    const auto out = write(bob, {{news, false}, {"phone", "+15550102"}});
    EXPECT_EQ(out.verdict, Verdict::refused);
    EXPECT_EQ(out.field, news);
    EXPECT_EQ(value(bob, "hs_email_optout_39644612"), "true");
    EXPECT_EQ(value(bob, "phone"), "+15550102") << "the rest does not wait";
    vendor.unsubscribe(bob);
    EXPECT_EQ(write(bob, {{"preferences/all", false}}).vendor_code, "NO_OPT_IN_TO_ALL");
    EXPECT_EQ(value(bob, "hs_email_optout"), "true");
}

TEST_F(HubspotLife, where_privacy_settings_are_on_the_refusal_says_what_to_give) {
    vendor.let_privacy_settings(true);
    const auto out = write(ann, {{"preferences/39644612", true}});
    EXPECT_EQ(out.verdict, Verdict::refused);
    EXPECT_NE(out.advice.find("legal_basis"), std::string::npos);
}

TEST_F(HubspotLife, a_merged_contact_is_told_by_id_by_poll_and_by_a_write) {
    std::string cursor = read(Since{}).next_cursor;
    now += 600'000;
    for (const bool new_record : {false, true}) {
        const auto loser = vendor.add_contact({{"email", new_record ? "x@example.com" : "y@example.com"}});
        now += 1'000;
        const auto survivor = vendor.merge_contacts(ann, loser, new_record);
        EXPECT_EQ(survivor != ann, new_record);
        const VendorId lost{std::to_string(loser)}, kept{std::to_string(survivor)};

        const auto page = read(ByIds{{lost}});
        EXPECT_TRUE(page.changes.empty());
        ASSERT_FALSE(page.merges.empty()) << "who was merged into her earlier may be told as well";
        EXPECT_EQ(page.merges[0].winner, kept);
        EXPECT_EQ(page.merges[0].losers, std::vector<VendorId>{lost});

        const auto polled = read(Since{cursor});
        ASSERT_EQ(polled.merges.size(), 1U);
        EXPECT_EQ(polled.merges[0].winner, kept);
        EXPECT_EQ(std::ranges::count(polled.merges[0].losers, lost), 1);

        const auto out = write(loser, {{"phone", "+15550103"}});
        EXPECT_EQ(out.verdict, Verdict::merged);
        EXPECT_EQ(out.id, kept);
        const auto consent = write(loser, {{"preferences/all", true}});
        EXPECT_EQ(consent.verdict, Verdict::merged);
    }
}

TEST_F(HubspotLife, what_webhooks_tell_is_what_happened) {
    doubles::VendorDouble receiver;
    receiver.start();
    receiver.when(doubles::post("/hook")).reply(200).always();
    vendor.send_webhooks_to(receiver.url() + "/hook", "secret");
    const auto news_of = [&](const std::function<void()>& story) {
        receiver.forget_calls();
        story();
        EXPECT_TRUE(vendor.wait_until([&] { return vendor.webhooks().idle(); }));
        std::vector<InboundEvent> out;
        for (const auto& call : receiver.calls())
            for (auto& one : *hubspot.decode(delivery_of(call.body), {})) out.push_back(std::move(one));
        return out;
    };
    const auto left = news_of([&] { vendor.unsubscribe(ann); });
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(std::get<Change>(left[0]).fields.at("preferences/all"), true);
    EXPECT_EQ(std::get<Change>(left[0]).occurred_at->at.time_since_epoch().count(), now);
    const auto gone = news_of([&] { vendor.delete_contact(bob); });
    EXPECT_TRUE(std::get<Change>(gone.at(0)).deleted);
    const auto back = news_of([&] { vendor.restore_contact(bob); });
    EXPECT_EQ(std::get<Change>(back.at(0)).completeness, Completeness::id_only);
    std::int64_t survivor = 0;
    const auto merged = news_of([&] { survivor = vendor.merge_contacts(ann, bob, true); });
    const auto& merge = std::get<Merge>(merged.at(0));
    EXPECT_EQ(merge.winner.text, std::to_string(survivor));
    EXPECT_EQ(merge.losers, (std::vector<VendorId>{{std::to_string(ann)}, {std::to_string(bob)}}));
    const auto erased = news_of([&] { vendor.erase_contact(survivor); });
    ASSERT_EQ(erased.size(), 2U);
    for (const auto& one : erased) EXPECT_TRUE(std::get<Change>(one).deleted);
    EXPECT_FALSE(vendor.contact(survivor));
}

}  // namespace
}  // namespace crosswalk::test::hubspot_with_double
