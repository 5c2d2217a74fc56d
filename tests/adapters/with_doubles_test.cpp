// Each adapter against its vendor's double, built from the same fact sheet by other hands: do the two halves
// fit?
#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/activecampaign_double.h"
#include "tests/support/hubspot_double.h"
#include "tests/support/salesforce_double.h"

#include <algorithm>

#include <httplib.h>

namespace crosswalk::test::with_doubles {
namespace {

// What the engine's sender does, without its guards: adds the credential, sends, hands back the answer.
class Wire {
public:
    Wire(std::string url, std::string header, std::string credential)
        : url_(std::move(url)), header_(std::move(header)), credential_(std::move(credential)) {}

    HttpResponse operator()(const HttpRequest& request) const {
        httplib::Client client(url_);
        client.set_url_encode(false);
        httplib::Request out;
        out.method = request.method;
        out.path = request.path;
        for (const auto& [name, value] : request.headers) out.headers.emplace(name, value);
        out.headers.emplace(header_, credential_);
        out.body = request.body;
        HttpResponse in;
        if (const auto result = client.send(out)) {
            in.status = result->status;
            in.body = result->body;
            for (const auto& [name, value] : result->headers) in.headers[name] = value;
        }
        return in;
    }

private:
    std::string url_{}, header_{}, credential_{};
};

// One vendor kind with the wire to its double.
struct Account {
    const Adapter& adapter;
    const ObjectPlan& plan;
    Wire wire;
    ObjectSchema schema{};
    Connection connection{};

    Account(std::string_view vendor, std::string_view kind, Wire way)
        : adapter(*find_adapter(vendor)), plan(*adapter.manifest.plan(kind)), wire(std::move(way)) {}

    void describe() {
        const auto told = ask(adapter, SchemaQuery{plan}, connection, wire);
        ASSERT_TRUE(told) << told.error().what;
        schema = *told;
    }
    template <class What>
    Page read(What what, std::vector<std::string> fields) const {
        const auto page = ask(adapter, ReadQuery{plan, schema, std::move(fields), std::move(what)}, connection, wire
        );
        EXPECT_TRUE(page) << (page ? "" : page.error().what);
        return page ? *page : Page{};
    }
    // All pages of one poll; leaves the cursor where the next one begins.
    std::vector<Change> poll(std::string& cursor, const std::vector<std::string>& fields) const {
        std::vector<Change> out;
        for (int pages = 0; pages < 50; ++pages) {
            auto page = read(Since{cursor}, fields);
            for (auto& change : page.changes) out.push_back(std::move(change));
            cursor = page.next_cursor;
            if (!page.more) return out;
        }
        ADD_FAILURE() << "the poll does not end";
        return out;
    }
    WriteReport write(WriteKind operation, const std::vector<Record>& records) const {
        const WriteBatch batch{plan, schema, operation, plan.own_id_field, records};
        const auto report = ask(adapter, batch, connection, wire);
        EXPECT_TRUE(report) << (report ? "" : report.error().what);
        return report ? *report : WriteReport(records.size());
    }
};

const boost::json::value* told(
    const std::vector<Change>& changes, std::string_view id, std::string_view field
) {
    const boost::json::value* last = nullptr;
    for (const Change& change : changes)
        if (const auto it = change.fields.find(field); change.id.text == id && it != change.fields.end())
            last = &it->second;
    return last;
}

Record person(int n, Fields fields, std::optional<VendorId> id = {}) {
    return {
        .trace = {"trace-" + std::to_string(n)},
        .id = std::move(id),
        .own_id = "cw_" + std::to_string(n),
        .fields = std::move(fields)};
}

TEST(ActiveCampaignWithDouble, scores_are_described_read_and_found_by_polls_with_and_without_sideloading) {
    doubles::ActiveCampaignDouble vendor("key");
    vendor.limit_calls(false);
    const int ann = vendor.add_contact({{"email", "ann@example.com"}});
    vendor.set_score(ann, 73);
    Account account("activecampaign", "contact", Wire(vendor.url(), "Api-Token", "key"));
    account.describe();
    ASSERT_NE(account.schema.find("score/Engagement"), nullptr);
    const std::string id = std::to_string(ann);
    const std::vector<std::string> fields{"email", "score/Engagement"};

    const auto page = account.read(ByIds{{{id}, {"99999"}}}, fields);
    ASSERT_NE(told(page.changes, id, "score/Engagement"), nullptr);
    EXPECT_EQ(*told(page.changes, id, "score/Engagement"), "73");
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"99999"}}));
    EXPECT_EQ(
        account.read(ByMatch{"email", {"ann@example.com", "bo@example.com"}}, fields).changes.size(), 1U
    );

    for (const bool sideloaded : {true, false}) {
        vendor.sideload_scores(sideloaded);
        std::string cursor;
        account.poll(cursor, fields);
        vendor.set_score(ann, sideloaded ? 81 : 90);
        const auto found = account.poll(cursor, fields);
        ASSERT_NE(told(found, id, "score/Engagement"), nullptr);
        EXPECT_EQ(*told(found, id, "score/Engagement"), sideloaded ? "81" : "90");
    }
}

TEST(ActiveCampaignWithDouble, people_are_created_once_and_updated_by_id) {
    doubles::ActiveCampaignDouble vendor("key");
    vendor.limit_calls(false);
    vendor.add_field("CRM_STAGE", "CRM stage");
    Account account("activecampaign", "contact", Wire(vendor.url(), "Api-Token", "key"));
    account.describe();
    const Fields bo{{"email", "bo@example.com"}, {"firstName", "Bo"}, {"field/CRM_STAGE", "sql"}};
    const auto first = account.write(WriteKind::create, {person(1, bo)});
    ASSERT_EQ(first.outcomes()[0].verdict, Verdict::applied);
    const auto again = account.write(WriteKind::create, {person(1, bo)});
    EXPECT_EQ(again.outcomes()[0].id, first.outcomes()[0].id);
    const auto update = account.write(
        WriteKind::update,
        {person(1, {{"firstName", nullptr}, {"phone", "+15550100"}}, first.outcomes()[0].id)}
    );
    EXPECT_EQ(update.outcomes()[0].verdict, Verdict::applied);
    const auto page =
        account.read(ByIds{{*first.outcomes()[0].id}}, {"firstName", "phone", "field/CRM_STAGE"});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_TRUE(page.changes[0].fields.at("firstName").is_null());
    EXPECT_EQ(page.changes[0].fields.at("phone"), "+15550100");
    EXPECT_EQ(page.changes[0].fields.at("field/CRM_STAGE"), "sql");
}

TEST(HubspotWithDouble, batches_find_their_records_and_one_bad_one_stands_alone) {
    doubles::HubSpotDouble vendor("pat-1");
    Account account("hubspot", "contact", Wire(vendor.url(), "Authorization", "Bearer pat-1"));
    account.describe();
    ASSERT_NE(account.schema.find("crosswalk_id"), nullptr);
    const auto report = account.write(
        WriteKind::create,
        {person(1, {{"email", "ann@example.com"}, {"phone", "+15550100"}}),
         person(2, {{"email", "not an address"}}),
         person(3, {{"email", "cy@example.com"}})}
    );
    ASSERT_EQ(report.outcomes()[0].verdict, Verdict::applied) << report.outcomes()[0].vendor_says;
    EXPECT_EQ(report.outcomes()[1].verdict, Verdict::refused);
    ASSERT_EQ(report.outcomes()[2].verdict, Verdict::applied);
    EXPECT_NE(report.outcomes()[0].id, report.outcomes()[2].id);
    const auto ann = *report.outcomes()[0].id;
    EXPECT_EQ(
        account.write(WriteKind::create, {person(1, {{"email", "ann@example.com"}})}).outcomes()[0].id, ann
    ) << "once in effect";
    EXPECT_EQ(
        account.write(WriteKind::update, {person(1, {{"phone", nullptr}}, ann)}).outcomes()[0].verdict,
        Verdict::applied
    );

    const std::vector<std::string> fields{"email", "phone", "crosswalk_id"};
    const auto page = account.read(ByIds{{ann, {"987654321"}}}, fields);
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].fields.at("crosswalk_id"), "cw_1");
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"987654321"}}));
    for (const auto& [field, value] :
         {std::pair{"email", "cy@example.com"}, std::pair{"crosswalk_id", "cw_3"}}) {
        const auto found = account.read(ByMatch{field, {value, "nobody"}}, fields);
        ASSERT_EQ(found.changes.size(), 1U) << field;
        EXPECT_EQ(found.changes[0].id, *report.outcomes()[2].id);
    }
}

TEST(HubspotWithDouble, a_poll_tells_who_changed_and_a_phone_is_searched_for) {
    doubles::HubSpotDouble vendor("pat-1");
    vendor.let_search_lag(0);
    const auto ann = vendor.add_contact({{"email", "ann@example.com"}, {"phone", "+15550100"}});
    Account account("hubspot", "contact", Wire(vendor.url(), "Authorization", "Bearer pat-1"));
    std::string cursor;
    EXPECT_EQ(account.poll(cursor, {"email"}).size(), 1U);
    vendor.edit_contact(ann, {{"lastname", "Lee"}});
    const auto changes = account.poll(cursor, {"lastname"});
    ASSERT_NE(told(changes, std::to_string(ann), "lastname"), nullptr);
    EXPECT_EQ(*told(changes, std::to_string(ann), "lastname"), "Lee");
    EXPECT_EQ(account.read(ByMatch{"phone", {"+15550100", "+1999"}}, {"email"}).changes.size(), 1U);
}

class SalesforceWithDouble : public testing::Test {
protected:
    doubles::SalesforceDouble vendor{[] {
        doubles::SalesforceDouble::Login login;
        login.client_secret = "secret";
        return login;
    }()};
    Account account{"salesforce", "Lead", sign_in()};

    Wire sign_in() {
        httplib::Client client(vendor.url());
        const auto reply = client.Post(
            "/services/oauth2/token",
            "grant_type=client_credentials&client_id=3MVG9.crosswalk&client_secret=secret",
            "application/x-www-form-urlencoded"
        );
        const auto body = parse_json(reply ? reply->body : "");
        return {vendor.url(), "Authorization", "Bearer " + (body ? scalar_at(*body, "/access_token") : "")};
    }
};

TEST_F(SalesforceWithDouble, a_score_reaches_a_lead_that_was_there_before_and_its_owner_stays) {
    const auto ann =
        vendor.add_lead({{"LastName", "Lee"}, {"Company", "Example"}, {"Email", "ann@example.com"}});
    const auto owner = vendor.record("Lead", ann)->at("OwnerId");
    const std::vector<std::string> fields{"Email", "Lead_Score__c", "OwnerId", "Crosswalk_Id__c"};
    const auto found = account.read(ByMatch{"Email", {"ann@example.com", "o'neill@example.com"}}, fields);
    ASSERT_EQ(found.changes.size(), 1U);
    EXPECT_EQ(found.changes[0].id.text, ann);
    const auto report = account.write(
        WriteKind::update, {person(1, {{"Lead_Score__c", 73}, {"Crosswalk_Id__c", "cw_1"}}, VendorId{ann})}
    );
    ASSERT_EQ(report.outcomes()[0].verdict, Verdict::applied) << report.outcomes()[0].vendor_says;
    const auto page = account.read(ByIds{{{ann}, {"00QKa00000ZZZZZMAR"}}}, fields);
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].fields.at("Lead_Score__c"), 73.0);
    EXPECT_EQ(page.changes[0].fields.at("OwnerId"), owner);
    EXPECT_EQ(page.hidden.size(), 1U);
    EXPECT_EQ(account.read(ByMatch{"Crosswalk_Id__c", {"cw_1"}}, fields).changes.size(), 1U);
}

TEST_F(SalesforceWithDouble, every_row_has_its_verdict_and_a_create_happens_once) {
    account.describe();
    EXPECT_TRUE(account.schema.find("Crosswalk_Id__c")->unique);
    const std::vector<Record> people{
        person(1, {{"LastName", "Lee"}, {"Company", "Example"}}),
        person(2, {{"Company", "Example"}}),
        person(3, {{"LastName", "Diallo"}, {"Company", "Example"}, {"Email", "cy@example.com"}})};
    const auto report = account.write(WriteKind::create, people);
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::applied) << report.outcomes()[0].vendor_says;
    EXPECT_EQ(report.outcomes()[1].verdict, Verdict::refused);
    EXPECT_EQ(report.outcomes()[1].vendor_code, "REQUIRED_FIELD_MISSING");
    EXPECT_EQ(report.outcomes()[2].verdict, Verdict::applied);
    const auto before = vendor.records("Lead").size();
    EXPECT_EQ(account.write(WriteKind::create, people).outcomes()[0].id, report.outcomes()[0].id);
    EXPECT_EQ(vendor.records("Lead").size(), before);
}

TEST_F(SalesforceWithDouble, a_poll_tells_changes_and_deletions_and_comes_to_an_end) {
    const auto ann = vendor.add_lead({{"LastName", "Lee"}, {"Company", "Example"}});
    const auto bo = vendor.add_lead({{"LastName", "Diallo"}, {"Company", "Example"}});
    std::string cursor;
    EXPECT_EQ(account.poll(cursor, {"LastName"}).size(), 2U);
    vendor.edit("Lead", ann, {{"LastName", "Okafor"}});
    vendor.remove("Lead", bo);
    const auto changes = account.poll(cursor, {"LastName"});
    ASSERT_NE(told(changes, ann, "LastName"), nullptr);
    EXPECT_EQ(*told(changes, ann, "LastName"), "Okafor");
    EXPECT_TRUE(std::ranges::any_of(changes, [&](const Change& c) { return c.id.text == bo && c.deleted; }));
}

}  // namespace
}  // namespace crosswalk::test::with_doubles
