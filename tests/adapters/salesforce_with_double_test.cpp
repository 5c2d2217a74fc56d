// What becomes of people in Salesforce, as the adapter hears of it: converted, merged, deleted, opted out.
#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/client.h"
#include "tests/support/operations.h"
#include "tests/support/salesforce_double.h"

#include <algorithm>

namespace crosswalk::test::salesforce_with_double {
namespace {

const std::vector<std::string> kFields{
    "Email", "Lead_Score__c", "HasOptedOutOfEmail", "OwnerId", "LeadSource"};

class SalesforceLife : public testing::Test {
protected:
    SalesforceLife() {
        vendor.set_clock([this] { return now; });
        const auto reply = doubles::call(
            vendor.url(),
            "POST",
            "/services/oauth2/token",
            {},
            {"grant_type=client_credentials&client_id=3MVG9.crosswalk&client_secret=secret",
             "application/x-www-form-urlencoded"}
        );
        const auto body = parse_json(reply.body);
        token = body ? scalar_at(*body, "/access_token") : "";
        ann = vendor.add_lead(
            {{"LastName", "Lee"}, {"Company", "Example"}, {"Email", "ann@example.com"}, {"LeadSource", "Web"}}
        );
    }

    HttpResponse send(const HttpRequest& request) const {
        doubles::Pairs headers{{"Authorization", "Bearer " + token}};
        for (const auto& [name, value] : request.headers)
            if (name != "Content-Type") headers.emplace_back(name, value);
        const auto reply = doubles::call(vendor.url(), request.method, request.path, headers, request.body);
        HttpResponse out{.status = reply.status, .body = reply.body};
        for (const auto& [name, value] : reply.headers) out.headers[name] = value;
        return out;
    }
    template <class What>
    Page read(std::string_view kind, What what) const {
        const ObjectSchema none{.kind = {std::string(kind)}};
        const ReadQuery query{*adapter.manifest.plan(kind), none, kFields, std::move(what)};
        const auto page =
            ask(adapter, query, connection, [this](const HttpRequest& r) { return send(r); });
        EXPECT_TRUE(page) << (page ? "" : page.error().what);
        return page ? *page : Page{};
    }
    // All that a poll brings; leaves the cursor where the next one begins.
    Page poll(std::string_view kind, std::string& cursor) const {
        Page whole;
        do add_page(whole, read(kind, Since{cursor}));
        while (cursor = whole.next_cursor, whole.more);
        return whole;
    }
    Outcome write(std::string_view kind, WriteKind operation, Record record) const {
        const ObjectPlan& plan = *adapter.manifest.plan(kind);
        const ObjectSchema none{.kind = plan.kind};
        const std::vector<Record> records{std::move(record)};
        const auto report = ask(adapter,
            WriteBatch{plan, none, operation, plan.own_id_field, records},
            connection,
            [this](const HttpRequest& r) { return send(r); }
        );
        EXPECT_TRUE(report) << (report ? "" : report.error().what);
        return report ? report->outcomes()[0] : Outcome{};
    }
    Outcome update(std::string_view kind, const std::string& id, Fields fields) const {
        return write(kind, WriteKind::update, {.id = VendorId{id}, .fields = std::move(fields)});
    }

    const Adapter& adapter = *find_adapter("salesforce");
    std::int64_t now{1'795'459'200'000};
    doubles::SalesforceDouble vendor{{.client_secret = "secret"}};
    Connection connection{
        .name = "sf", .settings = {{"organization_id", doubles::SalesforceDouble::kOrganization}}};
    std::string token, ann;
};

TEST_F(SalesforceLife, a_write_to_a_converted_lead_leads_to_its_contact) {
    const auto contact = vendor.convert_lead(ann);
    const auto refused = update("Lead", ann, {{"Lead_Score__c", 73}});
    EXPECT_EQ(refused.verdict, Verdict::merged);
    EXPECT_EQ(refused.vendor_code, "CANNOT_UPDATE_CONVERTED_LEAD");
    const auto page = read("Lead", ByIds{{{ann}}});
    EXPECT_TRUE(page.changes.empty());
    EXPECT_TRUE(page.gone.empty());
    ASSERT_EQ(page.merges.size(), 1U);
    EXPECT_EQ(page.merges[0].winner.text, contact);
    EXPECT_EQ(page.merges[0].winner_kind.text, "Contact");
    EXPECT_EQ(update("Contact", contact, {{"Lead_Score__c", 73}}).verdict, Verdict::applied);
    EXPECT_EQ(vendor.record("Contact", contact)->at("Lead_Score__c"), 73.0);
    EXPECT_TRUE(read("Lead", ByMatch{"Email", {"ann@example.com"}}).changes.empty());
    ASSERT_EQ(read("Contact", ByMatch{"Email", {"ann@example.com"}}).changes.size(), 1U);
}

TEST_F(SalesforceLife, a_poll_tells_conversions_merges_deletions_and_what_came_back) {
    const auto bo = vendor.add_lead({{"LastName", "Diallo"}, {"Company", "Example"}});
    const auto bo_again = vendor.add_lead({{"LastName", "Diallo"}, {"Company", "Example"}});
    const auto cy = vendor.add_lead({{"LastName", "Okafor"}, {"Company", "Example"}});
    std::string leads, contacts;
    EXPECT_EQ(poll("Lead", leads).changes.size(), 4U);
    EXPECT_TRUE(poll("Contact", contacts).changes.empty());
    now += 3'600'000;
    const auto contact = vendor.convert_lead(ann);
    vendor.merge("Lead", bo, bo_again);
    vendor.remove("Lead", cy);
    const auto told = poll("Lead", leads);
    ASSERT_EQ(told.merges.size(), 2U);
    for (const Merge& merge : told.merges) {
        EXPECT_EQ(merge.losers.front().text, merge.winner_kind.text.empty() ? bo_again : ann);
        EXPECT_EQ(merge.winner.text, merge.winner_kind.text.empty() ? bo : contact);
    }
    ASSERT_EQ(told.changes.size(), 2U);
    for (const Change& change : told.changes) EXPECT_EQ(change.deleted, change.id.text == cy);
    ASSERT_EQ(poll("Contact", contacts).changes.size(), 1U);
    now += 3'600'000;
    EXPECT_EQ(poll("Lead", leads).merges.size(), 2U) << "five minutes are read twice";
    now += 3'600'000;
    EXPECT_TRUE(poll("Lead", leads).changes.empty()) << "the vendor's own clock tells where to go on";
    vendor.undelete("Lead", cy);
    const auto back = poll("Lead", leads);
    ASSERT_EQ(back.changes.size(), 1U);
    EXPECT_FALSE(back.changes[0].deleted);
}

TEST_F(SalesforceLife, a_deleted_record_is_gone_and_a_merged_one_is_not) {
    const auto kept = vendor.add_contact({{"LastName", "Lee"}});
    const auto lost = vendor.add_contact({{"LastName", "Lee"}});
    const auto gone = vendor.add_contact({{"LastName", "Ray"}});
    vendor.merge("Contact", kept, lost);
    vendor.remove("Contact", gone);
    EXPECT_EQ(update("Contact", lost, {{"Title", "Dr"}}).verdict, Verdict::merged);
    EXPECT_EQ(update("Contact", gone, {{"Title", "Dr"}}).verdict, Verdict::merged);
    const auto purged = update("Contact", "003Ka00000zzzzzAAA", {{"Title", "Dr"}});
    EXPECT_EQ(purged.verdict, Verdict::merged) << "it is asked for: nobody says that it was deleted";
    EXPECT_EQ(update("Contact", kept, {{"OwnerId", "005Ka00000zzzzzAAA"}}).verdict, Verdict::refused)
        << "with a field, it is that field which points nowhere";
    const auto page = read("Contact", ByIds{{{lost}, {gone}, {kept}}});
    ASSERT_EQ(page.merges.size(), 1U);
    EXPECT_EQ(page.merges[0].winner.text, kept);
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{gone}}));
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].id.text, kept);
}

TEST_F(SalesforceLife, contacts_are_created_once_and_opt_outs_go_both_ways) {
    const Record bo{
        .own_id = "cw_7",
        .fields = {{"LastName", "Diallo"}, {"Email", "bo@example.com"}, {"HasOptedOutOfEmail", true}}};
    const auto made = write("Contact", WriteKind::create, bo);
    ASSERT_EQ(made.verdict, Verdict::applied) << made.vendor_says;
    EXPECT_EQ(write("Contact", WriteKind::create, bo).id, made.id);
    EXPECT_EQ(vendor.record("Contact", made.id->text)->at("HasOptedOutOfEmail"), true);
    std::string leads, contacts;
    EXPECT_EQ(poll("Contact", contacts).changes.front().fields.at("HasOptedOutOfEmail"), true);
    EXPECT_EQ(poll("Lead", leads).changes.front().fields.at("HasOptedOutOfEmail"), false);
    now += 3'600'000;
    vendor.edit("Lead", ann, {{"HasOptedOutOfEmail", true}});
    const auto told = poll("Lead", leads);
    ASSERT_EQ(told.changes.size(), 1U);
    EXPECT_EQ(told.changes[0].fields.at("HasOptedOutOfEmail"), true);
    EXPECT_EQ(told.changes[0].fields.at("LeadSource"), "Web");
    EXPECT_FALSE(told.changes[0].fields.at("OwnerId").is_null());
}

TEST_F(SalesforceLife, a_message_of_a_conversion_names_the_contact) {
    doubles::VendorDouble receiver;
    receiver.start();
    receiver.when(doubles::post("/hooks/sf"))
        .reply(200, "<notificationsResponse><Ack>true</Ack></notificationsResponse>")
        .always();
    vendor.send_messages_to(receiver.url() + "/hooks/sf");
    const auto contact = vendor.convert_lead(ann);
    ASSERT_TRUE(receiver.wait_until([&] { return vendor.messages().idle(); }));
    std::vector<InboundEvent> news;
    for (const auto& call : receiver.calls()) {
        auto told = adapter.decode(delivery_of(call.body), connection);
        ASSERT_TRUE(told) << told.error().what;
        news.insert(news.end(), told->begin(), told->end());
    }
    ASSERT_EQ(news.size(), 3U) << "the contact, the lead, and that they are one";
    EXPECT_EQ(std::get<Change>(news[0]).kind.text, "Contact");
    EXPECT_EQ(std::get<Change>(news[1]).kind.text, "Lead");
    EXPECT_EQ(std::get<Merge>(news[2]).winner.text, contact);
}

TEST_F(SalesforceLife, what_is_told_of_owners_sources_and_conversions_is_described) {
    for (const char* kind : {"Lead", "Contact"}) {
        const ObjectPlan& plan = *adapter.manifest.plan(kind);
        const auto schema = ask(adapter, SchemaQuery{plan}, connection, [this](const auto& r) { return send(r); }
        );
        ASSERT_TRUE(schema) << schema.error().what;
        for (const char* field :
             {"OwnerId", "LeadSource", "CreatedDate", "Reject_Reason__c", "HasOptedOutOfEmail"})
            EXPECT_NE(schema->find(field), nullptr) << kind << " " << field;
        EXPECT_EQ(schema->find("HasOptedOutOfEmail")->type, "boolean");
        EXPECT_FALSE(schema->find("CreatedDate")->writable);
        EXPECT_EQ(schema->find("ConvertedOpportunityId") != nullptr, plan.kind.text == "Lead");
    }
}

}  // namespace
}  // namespace crosswalk::test::salesforce_with_double
