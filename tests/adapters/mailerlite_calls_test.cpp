// What is asked of MailerLite, and what its answers bring, call by call.
#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

namespace crosswalk::test::mailerlite_calls {
namespace {

const Adapter& mailerlite = *find_adapter("mailerlite");
const ObjectPlan& kPlan = *mailerlite.manifest.plan("subscriber");
const ObjectSchema kSchema{.kind = {"subscriber"}};
const std::string kNobody = fixture("mailerlite/error_404.json");

template <class What>
ReadQuery<What> reading(What what, std::vector<std::string> fields = {"email", "name"}) {
    return {kPlan, kSchema, std::move(fields), std::move(what)};
}
Record person(Fields fields, std::string id = {}) {
    Record out{.trace = {"t1"}, .own_id = "cw_1", .fields = std::move(fields)};
    if (!id.empty()) out.id = VendorId{id};
    return out;
}
WriteKind kind_of(const Record& record) { return record.id ? WriteKind::update : WriteKind::create; }
HttpRequest sent(const Record& record) {
    return first_request(mailerlite, WriteBatch{kPlan, kSchema, kind_of(record), "", std::span(&record, 1)});
}
Outcome outcome(const Record& record, const HttpResponse& response) {
    const WriteBatch batch{kPlan, kSchema, kind_of(record), "", std::span(&record, 1)};
    const auto report = first_answer(mailerlite, batch, {}, response);
    EXPECT_TRUE(report) << (report ? "" : report.error().what);
    return report ? report->outcomes()[0] : Outcome{};
}
std::string one(std::string_view status, std::string_view fields = R"({"name":"Ann"})") {
    return R"({"data":{"id":"42","email":"ann@example.com","status":")" + std::string(status) +
           R"(","updated_at":"2026-03-02 09:00:00","fields":)" + std::string(fields) +
           R"(,"groups":[{"id":"12","name":"MQL"}]}})";
}

TEST(MailerLiteRead, asks_for_each_id_and_each_address) {
    EXPECT_EQ(first_request(mailerlite, reading(ByIds{{{"42"}}})).path, "/api/subscribers/42");
    EXPECT_EQ(
        first_request(mailerlite, reading(ByMatch{"email", {"ann+b@example.com"}})).path,
        "/api/subscribers/ann%2Bb%40example.com"
    );
    EXPECT_EQ(first_request(mailerlite, reading(ByMatch{"email", {"42"}})).path, "")
        << "it would be taken for an id";
    EXPECT_EQ(first_request(mailerlite, reading(ByMatch{"phone", {"+15550100"}})).path, "");
}

TEST(MailerLiteRead, tells_fields_opt_out_and_groups_and_nothing_that_was_not_asked_for) {
    const auto query =
        reading(ByIds{{{"42"}}}, {"email", "name", "city", "preferences/all", "groups/12", "groups/13"});
    const auto page = *first_answer(
        mailerlite, query, {}, answer(200, one("unsubscribed", R"({"name":"Ann","city":null})"))
    );
    ASSERT_EQ(page.changes.size(), 1U);
    const auto& fields = page.changes[0].fields;
    EXPECT_EQ(fields.size(), 6U);
    EXPECT_EQ(fields.at("name"), "Ann");
    EXPECT_TRUE(fields.at("city").is_null());
    EXPECT_EQ(fields.at("preferences/all"), true);
    EXPECT_EQ(fields.at("groups/12"), true);
    EXPECT_EQ(fields.at("groups/13"), false);
    EXPECT_TRUE(page.changes[0].occurred_at);
}

TEST(MailerLiteRead, the_opt_out_is_not_told_where_the_status_is_no_word_of_the_person) {
    for (const char* status : {"bounced", "unconfirmed", "paused"}) {
        const auto query = reading(ByIds{{{"42"}}}, {"status", "preferences/all", "groups/12"});
        const auto page = *first_answer(mailerlite, query, {}, answer(200, one(status)));
        EXPECT_FALSE(page.changes.at(0).fields.contains("preferences/all")) << status;
        EXPECT_EQ(page.changes[0].fields.at("status"), status);
    }
}

TEST(MailerLiteRead, its_own_times_are_told_in_utc_and_a_missing_one_is_blank) {
    const auto body = R"({"data":{"id":"42","subscribed_at":"2025-09-19 11:10:41","unsubscribed_at":null,"fields":{}}})";
    const auto page = *first_answer(
        mailerlite, reading(ByIds{{{"42"}}}, {"subscribed_at", "unsubscribed_at"}), {}, answer(200, body)
    );
    const auto& told = page.changes.at(0).fields;
    EXPECT_EQ(told.at("subscribed_at"), "2025-09-19T11:10:41.000Z");
    EXPECT_TRUE(told.at("unsubscribed_at").is_null());
}

TEST(MailerLiteRead, groups_of_a_form_never_seen_are_not_told) {
    const auto body = R"({"data":{"id":"42","groups":[{"name":"MQL"}]}})";
    const auto page =
        *first_answer(mailerlite, reading(ByIds{{{"42"}}}, {"groups/12"}), {}, answer(200, body));
    EXPECT_TRUE(page.changes.at(0).fields.empty());
}

TEST(MailerLiteRead, nobody_is_gone_only_where_mailerlite_says_so) {
    const auto gone = first_answer(mailerlite, reading(ByIds{{{"42"}}}), {}, answer(404, kNobody));
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->gone, (std::vector<VendorId>{{"42"}}));
    const auto lost = answer(404, R"({"message":"The route api/subscribers could not be found."})");
    const auto elsewhere = first_answer(mailerlite, reading(ByIds{{{"42"}}}), {}, lost);
    ASSERT_FALSE(elsewhere);
    EXPECT_EQ(elsewhere.error().code, "answer.refused");
    EXPECT_TRUE(
        first_answer(mailerlite, reading(ByMatch{"email", {"a@example.com"}}), {}, answer(404, kNobody))
            ->changes.empty()
    );
}

TEST(MailerLiteChanges, go_through_the_whole_list_by_its_own_token) {
    EXPECT_EQ(first_request(mailerlite, reading(Since{})).path, "/api/subscribers?limit=100&include=groups");
    const auto row =
        R"({"data":[{"id":"42","email":"ann@example.com","status":"active","fields":{}}],"meta":{"next_cursor":)";
    const auto first =
        *first_answer(mailerlite, reading(Since{}), {}, answer(200, row + std::string(R"("e/y="}})")));
    EXPECT_TRUE(first.more);
    const auto next = reading(Since{first.next_cursor});
    EXPECT_EQ(first_request(mailerlite, next).path, "/api/subscribers?limit=100&include=groups&cursor=e%2Fy%3D");
    const Headers at{{"Date", "Mon, 02 Mar 2026 09:00:00 GMT"}};
    const auto last = *first_answer(mailerlite, next, {}, answer(200, row + std::string("null}}"), at));
    EXPECT_FALSE(last.more);
    EXPECT_EQ(first_request(mailerlite, reading(Since{last.next_cursor})).path, "/api/subscribers?limit=100&include=groups");
}

TEST(MailerLiteDescribe, fields_by_key_and_groups_by_id) {
    const auto schema = ask(mailerlite, SchemaQuery{kPlan}, {}, [](const HttpRequest& request) {
        if (request.path.starts_with("/api/groups"))
            return answer(200, R"({"data":[{"id":"12","name":"MQL"}]})");
        return answer(200, R"({"data":[{"id":"1","name":"Lead score","key":"lead_score","type":"number"}]})");
    });
    ASSERT_TRUE(schema) << schema.error().what;
    ASSERT_NE(schema->find("lead_score"), nullptr);
    EXPECT_EQ(schema->find("lead_score")->shape, FieldShape::number);
    ASSERT_NE(schema->find("groups/12"), nullptr);
    EXPECT_EQ(schema->find("groups/12")->shape, FieldShape::boolean);
    EXPECT_EQ(schema->find("groups/12")->label, "MQL");
    EXPECT_TRUE(schema->find("email")->unique);
    EXPECT_FALSE(schema->find("status")->writable);
}

TEST(MailerLiteWrite, somebody_new_is_an_upsert_by_address_with_opt_out_and_groups) {
    const auto request = sent(person(
        {{"email", "ann@example.com"},
         {"name", "Ann"},
         {"preferences/all", true},
         {"groups/12", true},
         {"groups/13", false}}
    ));
    EXPECT_EQ(request.method + " " + request.path, "POST /api/subscribers");
    EXPECT_EQ(
        *parse_json(request.body),
        *parse_json(
            R"({"email":"ann@example.com","status":"unsubscribed","fields":{"name":"Ann"},"groups":["12"]})"
        )
    );
}

TEST(MailerLiteWrite, somebody_known_is_updated_by_id_and_never_made_active) {
    const auto request = sent(person({{"name", nullptr}, {"preferences/all", false}}, "42"));
    EXPECT_EQ(request.method + " " + request.path, "PUT /api/subscribers/42");
    EXPECT_EQ(*parse_json(request.body), *parse_json(R"({"fields":{"name":null}})"));
    EXPECT_EQ(sent(person({{"preferences/all", false}}, "42")).method, "GET")
        << "nothing to say, something to see";
}

TEST(MailerLiteWrite, is_done_where_the_answer_shows_what_was_sent) {
    const auto out =
        outcome(person({{"email", "Ann@Example.com"}, {"name", "Ann"}}), answer(201, one("active")));
    EXPECT_EQ(out.verdict, Verdict::applied);
    EXPECT_EQ(out.id, VendorId{"42"});
    const auto made = answer(201, fixture("mailerlite/subscriber_upsert_response_201.json"));
    EXPECT_EQ(
        outcome(person({{"email", "ann@example.com"}, {"company", nullptr}}), made).verdict, Verdict::applied
    );
}

struct NotTaken {
    Fields sent{};
    std::string status{}, code{}, field{};
};
TEST(MailerLiteWrite, is_refused_where_the_answer_shows_that_something_was_not_taken) {
    for (const NotTaken& one_of : std::initializer_list<NotTaken>{
             {{{"preferences/all", true}}, "active", "opt_out_not_taken", "preferences/all"},
             {{{"preferences/all", false}}, "unsubscribed", "opt_in_not_taken", "preferences/all"},
             {{{"email", "other@example.com"}}, "active", "value_not_taken", "email"},
             {{{"lead_score", 73}}, "active", "unknown_field", "lead_score"}}) {
        const auto out = outcome(person(one_of.sent, "42"), answer(200, one(one_of.status)));
        EXPECT_EQ(out.verdict, Verdict::refused) << one_of.code;
        EXPECT_EQ(out.vendor_code, one_of.code);
        EXPECT_EQ(out.field, one_of.field);
        EXPECT_FALSE(out.advice.empty());
    }
}

TEST(MailerLiteWrite, is_unanswered_where_the_answer_speaks_of_another_or_shows_too_little) {
    const auto name = person({{"name", "Ann"}}, "43");
    EXPECT_EQ(outcome(name, answer(200, one("active"))).verdict, Verdict::unanswered);
    EXPECT_EQ(outcome(name, answer(200, R"({"data":{"id":"43"}})")).verdict, Verdict::unanswered);
}

TEST(MailerLiteWrite, nobody_is_taken_out_of_a_group_and_nothing_is_sent) {
    const auto out = person({{"groups/12", false}}, "42");
    EXPECT_EQ(sent(out).path, "");
    const auto said = outcome(out, answer(200, one("active")));
    EXPECT_EQ(said.vendor_code, "leave_group");
    EXPECT_NE(said.advice.find("groups/12"), std::string::npos);
}

TEST(MailerLiteWrite, refusals_say_what_to_do) {
    const auto bad = outcome(person({{"email", "ann"}}), answer(422, fixture("mailerlite/error_422.json")));
    EXPECT_EQ(bad.verdict, Verdict::refused);
    EXPECT_EQ(bad.field, "email");
    EXPECT_NE(bad.advice.find("no valid e-mail address"), std::string::npos);
    EXPECT_EQ(outcome(person({{"name", "Ann"}}, "42"), answer(404, kNobody)).verdict, Verdict::merged);
    const auto wait = verdict_on_refusal(
        mailerlite.manifest, answer(429, fixture("mailerlite/error_429.json"), {{"Retry-After", "41"}})
    );
    ASSERT_TRUE(wait);
    EXPECT_EQ(wait->wait, std::chrono::seconds{41});
    EXPECT_EQ(
        verdict_on_refusal(mailerlite.manifest, answer(401, fixture("mailerlite/error_401.json")))->verdict,
        Verdict::reconnect
    );
}

}  // namespace
}  // namespace crosswalk::test::mailerlite_calls
