#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

#include <map>

namespace crosswalk::test::activecampaign_api {
namespace {

const Adapter& activecampaign = *find_adapter("activecampaign");
const ObjectPlan& kContact = *activecampaign.manifest.plan("contact");
const ObjectSchema kSchema{
    .kind = {"contact"},
    .fields = {
        {.name = "email", .vendor_key = "email"},
        {.name = "field/LEAD_SOURCE", .vendor_key = "6"},
        {.name = "score/Engagement", .vendor_key = "2", .writable = false},
        {.name = "tag/MQL", .vendor_key = "16"}}};

template <class What>
ReadQuery<What> reading(What what, std::vector<std::string> fields) {
    return {kContact, kSchema, std::move(fields), std::move(what)};
}

// Answers by path; remembers what was asked, in order.
struct Vendor {
    std::map<std::string, HttpResponse> answers{};
    std::vector<std::string> asked{};
    HttpResponse operator()(const HttpRequest& request) {
        asked.push_back(request.path);
        const auto it = answers.find(request.path);
        return it == answers.end() ? answer(404, R"({"message":"No Result found for Subscriber with id 1"})")
                                   : it->second;
    }
};

const std::string kContactOne =
    R"({"contact":{"id":"1","email":"ann@example.com","phone":"","firstName":"Ann","udate":"2026-03-01T03:00:00-06:00","deleted":"0"},)"
    R"("fieldValues":[{"contact":"1","field":"6","value":"Webinar","udate":"2026-02-01T03:00:00-06:00"},{"contact":"1","field":"7","value":"x"}]})";

// ---- read by id

TEST(ActiveCampaignRead, scores_alone_cost_one_call_a_contact) {
    Vendor vendor;
    vendor.answers["/api/3/contacts/1/scoreValues"] =
        answer(200, fixture("activecampaign/res_contact_scoreValues_200.json"));
    const auto query = reading(ByIds{{{"1"}, {"9"}}}, {"score/Engagement"});
    const auto page = ask(activecampaign, query, Connection{}, std::ref(vendor));
    ASSERT_TRUE(page) << page.error().what;
    EXPECT_EQ(
        vendor.asked,
        (std::vector<std::string>{"/api/3/contacts/1/scoreValues", "/api/3/contacts/9/scoreValues"})
    );
    ASSERT_EQ(page->changes.size(), 1U);
    EXPECT_EQ(page->changes[0].fields.at("score/Engagement"), "73");
    EXPECT_EQ(iso_text(page->changes[0].field_times.at("score/Engagement").at), "2018-10-23T01:15:28.000Z");
    EXPECT_EQ(page->gone, (std::vector<VendorId>{{"9"}}));
}

TEST(ActiveCampaignRead, a_contact_and_its_scores_are_two_calls_and_a_missing_contact_one) {
    Vendor vendor;
    vendor.answers["/api/3/contacts/1"] = answer(200, kContactOne);
    vendor.answers["/api/3/contacts/1/scoreValues"] = answer(200, R"({"scoreValues":[]})");
    const auto query =
        reading(ByIds{{{"9"}, {"1"}}}, {"email", "phone", "field/LEAD_SOURCE", "score/Engagement"});
    const auto page = ask(activecampaign, query, Connection{}, std::ref(vendor));
    ASSERT_TRUE(page) << page.error().what;
    EXPECT_EQ(
        vendor.asked,
        (std::vector<std::string>{"/api/3/contacts/9", "/api/3/contacts/1", "/api/3/contacts/1/scoreValues"})
    );
    ASSERT_EQ(page->changes.size(), 2U);
    const auto& contact = page->changes[0];
    EXPECT_EQ(contact.fields.at("email"), "ann@example.com");
    EXPECT_TRUE(contact.fields.at("phone").is_null());
    EXPECT_EQ(contact.fields.at("field/LEAD_SOURCE"), "Webinar");
    EXPECT_EQ(iso_text(contact.field_times.at("field/LEAD_SOURCE").at), "2026-02-01T09:00:00.000Z");
    EXPECT_FALSE(contact.fields.contains("firstName")) << "nobody asked";
    EXPECT_TRUE(page->changes[1].fields.at("score/Engagement").is_null())
        << "the contact is there and has no score";
}

TEST(ActiveCampaignRead, the_score_of_a_deal_is_not_the_persons) {
    Vendor vendor;
    vendor.answers["/api/3/contacts/1/scoreValues"] = answer(
        200,
        R"({"scoreValues":[{"score":"2","contact":null,"deal":"1","scoreValue":"99"},{"score":"2","contact":"11","scoreValue":"98"}]})"
    );
    const auto page = ask(activecampaign, reading(ByIds{{{"1"}}}, {"score/Engagement"}), Connection{}, std::ref(vendor)
    );
    EXPECT_TRUE(page->changes[0].fields.at("score/Engagement").is_null());
}

TEST(ActiveCampaignRead, an_unknown_score_is_told_and_not_left_out) {
    const auto query = reading(ByIds{{{"1"}}}, {"email", "score/Engagment"});
    const auto page = first_answer(activecampaign, query, {}, answer(200, kContactOne));
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, "activecampaign.unknown_field");
    EXPECT_NE(page.error().what.find("score/Engagment"), std::string::npos);
}

TEST(ActiveCampaignRead, an_answer_about_somebody_else_is_no_answer) {
    const auto query = reading(ByIds{{{"7"}}}, {"email"});
    EXPECT_FALSE(first_answer(activecampaign, query, {}, answer(200, kContactOne)));
}

TEST(ActiveCampaignRead, the_most_it_may_be_asked_for_fits_into_the_turns) {
    ByIds ids;
    for (std::size_t i = 0; i < kContact.limits.read_records; ++i) ids.ids.push_back({std::to_string(i + 1)});
    int calls = 0;
    const auto page = ask(activecampaign,
        reading(ids, {"email", "score/Engagement", "lists/all", "tag/MQL"}),
        Connection{},
        [&](const HttpRequest& request) {
            ++calls;
            const auto what = request.path.substr(std::min(request.path.find('/', 16), request.path.size()));
            const auto id = request.path.substr(16, request.path.find('/', 16) - 16);
            if (what.empty()) return answer(200, R"({"contact":{"id":")" + id + R"("}})");
            return answer(200, R"({"scoreValues":[],"contactLists":[],"contactTags":[]})");
        }
    );
    ASSERT_TRUE(page) << page.error().what;
    EXPECT_EQ(calls, 28);
    EXPECT_EQ(page->changes.size(), 28U);
}

// ---- look up

TEST(ActiveCampaignLookup, one_value_a_call_and_what_comes_back_is_compared_again) {
    Vendor vendor;
    vendor.answers["/api/3/contacts?email=Ann%2Bx%40example.com&limit=100&include=scoreValues"] = answer(
        200,
        R"({"contacts":[{"id":"1","email":"ann+x@example.com"},{"id":"2","email":"joann+x@example.com"}]})"
    );
    vendor.answers["/api/3/contacts?email=bo%40example.com&limit=100&include=scoreValues"] =
        answer(200, R"({"contacts":[]})");
    const auto query =
        reading(ByMatch{"email", {"Ann+x@example.com", "bo@example.com"}}, {"score/Engagement"});
    const auto page = ask(activecampaign, query, Connection{}, std::ref(vendor));
    ASSERT_TRUE(page) << page.error().what;
    ASSERT_EQ(page->changes.size(), 1U);
    EXPECT_EQ(page->changes[0].id.text, "1");
    EXPECT_EQ(page->changes[0].fields.at("email"), "ann+x@example.com");
    EXPECT_EQ(page->changes[0].completeness, Completeness::read_the_rest)
        << "the list does not tell the score";
}

TEST(ActiveCampaignLookup, a_phone_is_compared_by_its_digits_not_by_how_it_begins) {
    const auto query = reading(ByMatch{"phone", {"+15550100"}}, {"phone"});
    EXPECT_EQ(first_request(activecampaign, query).path, "/api/3/contacts?phone=%2B15550100&limit=100");
    const auto page = *first_answer(activecampaign,
        query,
        {},
        answer(200, R"({"contacts":[{"id":"1","phone":"+1 555-0100"},{"id":"2","phone":"+155501009"}]})")
    );
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].id.text, "1");
}

TEST(ActiveCampaignLookup, other_fields_find_nobody_which_an_upsert_by_address_can_bear) {
    const auto query = reading(ByMatch{"field/LEAD_SOURCE", {"x", "y"}}, {"email"});
    const auto page = *first_answer(activecampaign, query, {}, answer(200, R"({"contacts":[{"id":"1","email":"x"}]})")
    );
    EXPECT_TRUE(page.changes.empty());
}

// ---- write

struct Write {
    std::vector<Record> records{};
    WriteKind operation = WriteKind::create;
    WriteBatch batch() const { return {kContact, kSchema, operation, "", records}; }
    HttpRequest ask() const { return first_request(activecampaign, batch()); }
    Outcome read(int status, const std::string& body) const {
        return (*first_answer(activecampaign, batch(), {}, answer(status, body))).outcomes()[0];
    }
};
Record ann() {
    return {
        .trace = {"t1"},
        .own_id = "cw_1",
        .fields = {{"email", "ann@example.com"}, {"phone", nullptr}, {"field/LEAD_SOURCE", 73}}};
}

TEST(ActiveCampaignWrite, a_create_is_an_upsert_by_address_with_fields_by_number) {
    const auto request = Write{.records = {ann()}}.ask();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/api/3/contact/sync");
    const auto body = *parse_json(request.body);
    EXPECT_EQ(text_at(body, "/contact/email"), "ann@example.com");
    EXPECT_EQ(text_at(body, "/contact/fieldValues/0/field"), "6");
    EXPECT_EQ(text_at(body, "/contact/fieldValues/0/value"), "73");
    ASSERT_NE(value_at(body, "/contact/phone"), nullptr);
    EXPECT_EQ(text_at(body, "/contact/phone"), "");
    const auto out = Write{.records = {ann()}}.read(201, fixture("activecampaign/res_contact_sync_201.json"));
    EXPECT_EQ(out.verdict, Verdict::applied);
    EXPECT_EQ(out.id->text, "10");
}

TEST(ActiveCampaignWrite, an_update_goes_by_id_and_must_be_answered_about_that_id) {
    auto record = ann();
    record.id = VendorId{"10"};
    Write write{.records = {record}, .operation = WriteKind::update};
    EXPECT_EQ(write.ask().method, "PUT");
    EXPECT_EQ(write.ask().path, "/api/3/contacts/10");
    EXPECT_EQ(write.read(200, R"({"contact":{"id":"10"}})").verdict, Verdict::applied);
    EXPECT_EQ(write.read(200, R"({"contact":{"id":"11"}})").verdict, Verdict::unanswered);
    EXPECT_EQ(write.read(200, R"({"succeeded":0,"message":"no"})").verdict, Verdict::unanswered);
}

TEST(ActiveCampaignWrite, what_cannot_be_said_is_refused_and_not_sent) {
    struct Case {
        const char* field;
        const char* code;
    };
    for (const auto& [field, code] :
         {Case{"score/Engagement", "score_not_writable"},
          Case{"field/NONE", "unknown_field"},
          Case{"Email", "unknown_field"}}) {
        auto record = ann();
        record.fields[field] = "1";
        const Write write{.records = {record}};
        EXPECT_TRUE(write.ask().path.empty()) << field;
        const auto out = write.read(200, R"({"user":{}})");
        EXPECT_EQ(out.verdict, Verdict::refused);
        EXPECT_EQ(out.vendor_code, code);
        EXPECT_EQ(out.field, field);
        EXPECT_NE(out.advice.find(field), std::string::npos);
    }
    auto nameless = ann();
    nameless.fields["email"] = nullptr;
    EXPECT_EQ(Write{.records = {nameless}}.read(200, "{}").vendor_code, "no_email");
}

TEST(ActiveCampaignWrite, refusals_of_every_shape_are_told) {
    const Write write{.records = {ann()}};
    EXPECT_EQ(write.read(422, fixture("activecampaign/err_422_duplicate.json")).vendor_code, "duplicate");
    EXPECT_EQ(write.read(422, fixture("activecampaign/err_422_duplicate.json")).field, "email");
    const auto missing = write.read(422, fixture("activecampaign/err_422_missing_attribute.json"));
    EXPECT_EQ(missing.vendor_code, "http_422");
    EXPECT_EQ(missing.vendor_says, "Missing attribute");
    EXPECT_EQ(write.read(404, fixture("activecampaign/err_404_errors.json")).vendor_code, "http_404");
    EXPECT_EQ(
        write.read(404, fixture("activecampaign/err_404_message.json")).vendor_says,
        "No Result found for Subscriber with id 1"
    );
    for (const auto& out : {write.read(400, "{}"), missing}) {
        EXPECT_EQ(out.verdict, Verdict::refused);
        EXPECT_FALSE(out.advice.empty());
    }
}

}  // namespace
}  // namespace crosswalk::test::activecampaign_api
