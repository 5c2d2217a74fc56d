// What is asked of Brevo, and what its answers bring, call by call.
#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

namespace crosswalk::test::brevo_calls {
namespace {

const Adapter& brevo = *find_adapter("brevo");
const ObjectPlan& kPlan = *brevo.manifest.plan("contact");
const ObjectSchema kSchema{.kind = {"contact"}};
const std::string kAnn = "/v3/contacts/ann%40example.com?identifierType=email_id";

template <class What>
ReadQuery<What> reading(What what, std::vector<std::string> fields = {"email", "FNAME"}) {
    return {kPlan, kSchema, std::move(fields), std::move(what)};
}
Record person(Fields fields, std::string id = "ann@example.com") {
    Record out{.trace = {"t1"}, .own_id = "cw_1", .fields = std::move(fields)};
    if (!id.empty()) out.id = VendorId{id};
    return out;
}
WriteBatch batch_of(const Record& record, bool lists = false) {
    const auto kind = lists ? WriteKind::membership : record.id ? WriteKind::update : WriteKind::create;
    return {kPlan, kSchema, kind, "", std::span(&record, 1)};
}
HttpRequest sent(const Record& record) { return first_request(brevo, batch_of(record)); }
// The write is answered by `status`, and the contact is shown behind it.
Outcome played(const Record& record, int status, const std::string& shown, bool lists = false) {
    const auto report = ask(brevo, batch_of(record, lists), {}, [&](const HttpRequest& asked) {
        if (asked.method == "GET") return answer(200, shown);
        return answer(status, status == 201 ? R"({"id":21})" : "");
    });
    EXPECT_TRUE(report) << (report ? "" : report.error().what);
    return report ? report->outcomes()[0] : Outcome{};
}
std::string one(
    bool blocked = false, std::string_view email = "ann@example.com", std::string_view left = "3"
) {
    return R"({"email":")" + std::string(email) + R"(","id":42,"emailBlacklisted":)" +
           (blocked ? "true" : "false") +
           R"(,"modifiedAt":"2026-03-01T16:40:31.000+02:00","listIds":[11,40],"listUnsubscribed":[)" +
           std::string(left) + R"(],"attributes":{"FNAME":"Ann","LEAD_SCORE":73}})";
}

TEST(BrevoRead, AsksForEachContactByAddress) {
    EXPECT_EQ(first_request(brevo, reading(ByIds{{{"ann@example.com"}}})).path, kAnn);
    EXPECT_EQ(first_request(brevo, reading(ByMatch{"email", {"Ann@Example.com"}})).path, kAnn);
    EXPECT_EQ(first_request(brevo, reading(ByMatch{"SMS", {"+15550100"}})).path, "");
    EXPECT_EQ(brevo.canonical_id("Ann@Example.com"), "ann@example.com");
}

TEST(BrevoRead, TellsAttributesOptOutAndLists) {
    const std::vector<std::string> fields{
        "LEAD_SCORE", "preferences/all", "groups/11", "groups/12", "lists/3", "lists/4"};
    const auto page = *first_answer(
        brevo,
        reading(ByIds{{{"ann@example.com"}}}, fields),
        {},
        answer(200, fixture("brevo/res_contact_get_200.json"))
    );
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].id.text, "ann@example.com");
    const auto& told = page.changes[0].fields;
    EXPECT_EQ(told.at("LEAD_SCORE"), 73);
    EXPECT_EQ(told.at("preferences/all"), false);
    EXPECT_EQ(told.at("groups/11"), true);
    EXPECT_EQ(told.at("groups/12"), false);
    EXPECT_EQ(told.at("lists/3"), true) << "left";
    EXPECT_EQ(told.at("lists/4"), false);
    EXPECT_EQ(
        first_answer(
            brevo, reading(ByIds{{{"ann@example.com"}}}), {}, answer(200, one(false, "ANN@example.com"))
        )
            ->changes.at(0)
            .id.text,
        "ann@example.com"
    );
}

TEST(BrevoRead, NobodyIsGoneOnlyWhereBrevoSaysSo) {
    const auto query = reading(ByIds{{{"ann@example.com"}}});
    EXPECT_EQ(first_answer(brevo, query, {}, answer(404, fixture("brevo/err_404.json")))->gone.size(), 1U);
    EXPECT_FALSE(first_answer(brevo, query, {}, answer(404, R"({"message":"no Route matched"})")));
}

TEST(BrevoChanges, AreReadInTheOrderOfTheirMakingAndTheSameSinceThroughoutASweep) {
    EXPECT_EQ(first_request(brevo, reading(Since{})).path, "/v3/contacts?limit=1000&sort=asc&offset=0");
    const Headers at{{"Date", "Mon, 02 Mar 2026 09:00:00 GMT"}};
    const auto page =
        first_answer(brevo, reading(Since{}), {}, answer(200, R"({"contacts":[)" + one() + "]}", at));
    ASSERT_TRUE(page);
    EXPECT_FALSE(page->more);
    EXPECT_EQ(
        first_request(brevo, reading(Since{page->next_cursor})).path,
        "/v3/contacts?limit=1000&sort=asc&offset=0&modifiedSince=2026-03-02T08%3A55%3A00.000Z"
    );
}

TEST(BrevoChanges, PassOverWhoHasAPhoneNumberAlone) {
    const std::string phone = R"({"id":43,"attributes":{"SMS":"15550100"}},{"id":44,"email":null})";
    const auto page =
        *first_answer(brevo, reading(Since{}), {}, answer(200, R"({"contacts":[)" + phone + "," + one() + "]}"));
    EXPECT_EQ(page.changes.size(), 1U);
    EXPECT_TRUE(page.unreadable.empty()) << "nothing that a person could mend";
    const auto nobody = *first_answer(brevo, reading(Since{}), {}, answer(200, R"({"contacts":[{}]})"));
    EXPECT_EQ(nobody.unreadable.size(), 1U);
}

TEST(BrevoDescribe, AttributesByNameAndTheCalculatedOnesReadOnly) {
    const auto schema = first_answer(
        brevo,
        SchemaQuery{kPlan},
        {},
        answer(
            200,
            R"({"attributes":[{"name":"LEAD_SCORE","category":"normal","type":"float"},)"
            R"({"name":"RATE","category":"calculated","type":"float","calculatedValue":"SUM[X]"}]})"
        )
    );
    ASSERT_TRUE(schema) << schema.error().what;
    EXPECT_EQ(schema->find("LEAD_SCORE")->shape, FieldShape::number);
    EXPECT_FALSE(schema->find("RATE")->writable);
    EXPECT_TRUE(schema->find("email")->unique);
}

TEST(BrevoWrite, SomebodyNewIsAnUpsertByAddressAndNobodyIsTakenOffTheBlocklist) {
    const auto request =
        sent(person({{"email", "Ann@example.com"}, {"LEAD_SCORE", 73}, {"preferences/all", true}}, ""));
    EXPECT_EQ(request.method + " " + request.path, "POST /v3/contacts");
    EXPECT_EQ(
        *parse_json(request.body),
        *parse_json(
            R"({"email":"Ann@example.com","attributes":{"LEAD_SCORE":73},"emailBlacklisted":true,"updateEnabled":true})"
        )
    );
    const auto open = sent(person({{"email", "ann@example.com"}, {"preferences/all", false}}, "")).body;
    EXPECT_EQ(open.find("emailBlacklisted"), std::string::npos) << open;
    EXPECT_EQ(sent(person({{"preferences/all", false}})).method, "GET") << "nothing to say, something to see";
}

TEST(BrevoWrite, AKnownContactIsUpdatedByAddressAndABlankIsAnEmptyText) {
    const auto request = sent(person({{"email", "anna@example.com"}, {"FNAME", nullptr}}));
    EXPECT_EQ(request.method + " " + request.path, "PUT " + kAnn);
    EXPECT_EQ(
        *parse_json(request.body), *parse_json(R"({"attributes":{"EMAIL":"anna@example.com","FNAME":""}})")
    );
}

TEST(BrevoWrite, CountsAsDoneOnlyWhereALookShowsIt) {
    const auto made = played(person({{"email", "Ann@example.com"}, {"LEAD_SCORE", 73}}, ""), 201, one());
    EXPECT_EQ(made.verdict, Verdict::applied) << made.vendor_code;
    EXPECT_EQ(made.id, VendorId{"ann@example.com"});
    EXPECT_EQ(played(person({{"preferences/all", true}}), 204, one(true)).verdict, Verdict::applied);
    EXPECT_EQ(played(person({{"LEAD_SCORE", 74}}), 204, one()).vendor_code, "value_not_taken");
    EXPECT_EQ(played(person({{"FNAME", nullptr}}), 204, one()).vendor_code, "value_not_taken");
    EXPECT_EQ(played(person({{"FNAME", 74}}), 204, one()).vendor_code, "value_not_taken") << "a text";
    EXPECT_EQ(played(person({{"FNAME", "Anna"}}), 204, one()).vendor_code, "value_not_taken");
    EXPECT_EQ(played(person({{"RANK", 1}}), 204, one()).vendor_code, "unknown_field");
    EXPECT_EQ(played(person({{"preferences/all", true}}), 204, one()).vendor_code, "opt_out_not_taken");
    EXPECT_EQ(played(person({{"preferences/all", false}}), 204, one(true)).vendor_code, "opt_in_not_taken");
    EXPECT_EQ(
        played(person({{"LEAD_SCORE", 73}}), 204, one(false, "bob@example.com")).verdict, Verdict::unanswered
    );
}

TEST(BrevoWrite, OfAnotherAddressIsFollowedThere) {
    const auto out = played(person({{"email", "Anna@example.com"}}), 204, one(false, "anna@example.com"));
    EXPECT_EQ(out.verdict, Verdict::merged);
    EXPECT_EQ(out.id, VendorId{"anna@example.com"});
}

TEST(BrevoLists, AreLookedAtBeforeAnybodyIsPutOnOne) {
    const auto join = person({{"groups/40", true}, {"groups/12", false}});
    EXPECT_EQ(first_request(brevo, batch_of(join, true)).method, "GET");
    EXPECT_EQ(played(join, 204, one(), true).verdict, Verdict::applied);
    EXPECT_EQ(played(person({{"groups/3", true}}), 204, one(), true).vendor_code, "left_list");
    EXPECT_EQ(played(person({{"groups/40", true}}), 204, one(true), true).vendor_code, "left_list")
        << "left all mail";
    EXPECT_EQ(played(person({{"groups/3", false}}), 204, one(), true).verdict, Verdict::applied);
    EXPECT_EQ(played(person({{"groups/12", true}}), 204, one(), true).vendor_code, "membership_not_taken");
    EXPECT_EQ(played(join, 204, R"({"email":"ann@example.com"})", true).verdict, Verdict::unanswered);
}

TEST(BrevoLists, OfSomebodyWhoLeftNoneNeedNotBeShown) {
    const std::string_view shown = R"({"email":"ann@example.com","emailBlacklisted":false,"attributes":{},"listIds":[40])";
    for (const char* left : {"}", R"(,"listUnsubscribed":null})"}) {
        const auto joined = played(person({{"groups/40", true}}), 204, std::string(shown) + left, true);
        EXPECT_EQ(joined.verdict, Verdict::applied) << left;
    }
    EXPECT_EQ(
        played(person({{"groups/40", true}}), 204, std::string(shown) + R"(,"listUnsubscribed":"3"})", true).verdict,
        Verdict::unanswered
    ) << "whatever that means";
}

TEST(BrevoLists, ThatSomebodyLeftOneCannotBeTold) {
    const auto out = person({{"lists/3", true}});
    EXPECT_EQ(sent(out).path, "");
    EXPECT_EQ(played(out, 204, one()).vendor_code, "list_opt_out");
}

TEST(BrevoRefusals, SayWhatToDo) {
    const auto verdict = [](int status, const char* file) {
        const auto report = first_answer(
            brevo,
            batch_of(person({{"FNAME", "Ann"}})),
            {},
            answer(status, fixture(std::string("brevo/") + file))
        );
        return report->outcomes()[0].verdict;
    };
    EXPECT_EQ(verdict(404, "err_404.json"), Verdict::merged) << "a read settles it";
    EXPECT_EQ(verdict(400, "err_400_duplicate.json"), Verdict::refused);
    EXPECT_EQ(verdict(400, "err_400_invalid.json"), Verdict::refused);
    EXPECT_EQ(
        verdict_on_refusal(brevo.manifest, answer(401, fixture("brevo/err_401.json")))->verdict,
        Verdict::reconnect
    );
    EXPECT_EQ(verdict_on_refusal(brevo.manifest, answer(429, ""))->verdict, Verdict::retry);
    const auto twice = answer(400, R"({"code":"duplicate_request","message":"Request is already in progress"})");
    EXPECT_FALSE(verdict_on_refusal(brevo.manifest, twice)) << "one contact, not the account";
}

TEST(BrevoWebhooks, AreAnsweredBusyByATooManyAndNeverByAServersFault) {
    EXPECT_EQ(brevo.manifest.webhook.busy.status, 429) << "anything else would lose the event";
}

}  // namespace
}  // namespace crosswalk::test::brevo_calls
