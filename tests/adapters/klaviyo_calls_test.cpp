// What is asked of Klaviyo, and what its answers bring, call by call.
#include "adapters/registry.h"
#include "connector/sync/retry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

namespace crosswalk::test::klaviyo_calls {
namespace {

const Adapter& klaviyo = *find_adapter("klaviyo");
const ObjectPlan& kPlan = *klaviyo.manifest.plan("profile");
const ObjectSchema kSchema{.kind = {"profile"}};
const std::string kSubscriptions = "additional-fields%5Bprofile%5D=subscriptions";

template <class What>
ReadQuery<What> reading(
    What what, std::vector<std::string> fields = {"email", "lead_score", "preferences/all"}
) {
    return {kPlan, kSchema, std::move(fields), std::move(what)};
}
Record person(Fields fields, std::string id = "01AB") {
    Record out{.trace = {"t1"}, .own_id = "cw_1", .fields = std::move(fields)};
    if (!id.empty()) out.id = VendorId{id};
    return out;
}
WriteBatch batch_of(const Record& record, bool lists = false) {
    const auto kind = lists ? WriteKind::membership : record.id ? WriteKind::update : WriteKind::create;
    return {kPlan, kSchema, kind, "", std::span(&record, 1)};
}
HttpRequest sent(const Record& record) { return first_request(klaviyo, batch_of(record)); }
std::string consent(std::string_view word, bool reachable) {
    return R"("subscriptions":{"email":{"marketing":{"can_receive_email_marketing":)" +
           std::string(reachable ? "true" : "false") + R"(,"consent":")" + std::string(word) + R"("}}})";
}
std::string one(
    const std::string& subscriptions = consent("SUBSCRIBED", true),
    const std::string& email = R"("ann@example.com")"
) {
    return R"({"data":{"type":"profile","id":"01AB","attributes":{"email":)" + email +
           R"(,"first_name":"Ann","updated":"2026-03-01T09:00:00+00:00","properties":{"lead_score":73},)" +
           subscriptions + "}}}";
}
// Each call is answered by the next of these.
Outcome played(
    const Record& record, std::vector<HttpResponse> answers, std::vector<HttpRequest>* asked = nullptr
) {
    std::size_t at = 0;
    const auto report = ask(klaviyo, batch_of(record), {}, [&](const HttpRequest& request) {
        if (asked != nullptr) asked->push_back(request);
        return answers.at(at++);
    });
    EXPECT_TRUE(report) << (report ? "" : report.error().what);
    return report ? report->outcomes()[0] : Outcome{};
}

TEST(KlaviyoRead, AsksByIdAndByAddressAndForConsentAsWell) {
    const auto request = first_request(klaviyo, reading(ByIds{{{"01AB"}}}));
    EXPECT_EQ(request.path, "/api/profiles/01AB?" + kSubscriptions);
    EXPECT_EQ(request.headers.at("Accept"), "application/vnd.api+json");
    EXPECT_EQ(
        first_request(klaviyo, reading(ByMatch{"email", {"ann@example.com"}})).path,
        "/api/profiles?filter=equals%28email%2C%22ann%40example.com%22%29&" + kSubscriptions
    );
    EXPECT_NE(
        first_request(klaviyo, reading(ByMatch{"email", {"a\"b@example.com"}})).path.find("a%5C%22b"),
        std::string::npos
    ) << "a quote ends no value";
}

TEST(KlaviyoRead, TellsPropertiesAndWhatTheSuppressionAndTheConsentSay) {
    const auto page = *first_answer(klaviyo, reading(ByIds{{{"01AB"}}}), {}, answer(200, one()));
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].fields.at("lead_score"), 73);
    EXPECT_EQ(page.changes[0].fields.at("email"), "ann@example.com");
    EXPECT_TRUE(page.changes[0].occurred_at);
    const auto out = [](std::string_view word, bool reachable) {
        const auto told =
            first_answer(klaviyo, reading(ByIds{{{"01AB"}}}), {}, answer(200, one(consent(word, reachable))))
                ->changes.at(0);
        const auto it = told.fields.find("preferences/all");
        return it == told.fields.end() ? std::optional<bool>()
                                       : std::optional(it->second == boost::json::value(true));
    };
    EXPECT_EQ(out("SUBSCRIBED", true), false);
    EXPECT_EQ(out("SUBSCRIBED", false), true) << "suppressed, by a hard bounce perhaps";
    EXPECT_EQ(out("UNSUBSCRIBED", true), true);
    EXPECT_EQ(out("NEVER_SUBSCRIBED", true), std::nullopt) << "no word of theirs";
    EXPECT_EQ(out("NEVER_SUBSCRIBED", false), true);
}

TEST(KlaviyoRead, NobodyIsGoneOnlyWhereKlaviyoSaysSo) {
    const auto query = reading(ByIds{{{"01AB"}}});
    const auto gone = answer(404, R"({"errors":[{"status":404,"code":"not_found","detail":"No."}]})");
    EXPECT_EQ(first_answer(klaviyo, query, {}, gone)->gone.size(), 1U);
    EXPECT_FALSE(first_answer(klaviyo, query, {}, answer(404, R"({"message":"no such route"})")));
}

TEST(KlaviyoChanges, FollowItsOwnLinksThroughASweep) {
    EXPECT_EQ(
        first_request(klaviyo, reading(Since{})).path,
        "/api/profiles?sort=updated&page%5Bsize%5D=100&" + kSubscriptions
    );
    const Headers at{{"Date", "Mon, 02 Mar 2026 09:00:00 GMT"}};
    const auto page = [&](const std::string& next) {
        return answer(200, R"({"data":[],"links":{"next":)" + next + "}}", at);
    };
    const auto first = *first_answer(
        klaviyo, reading(Since{}), {}, page(R"("https://a.klaviyo.com/api/profiles?page%5Bcursor%5D=e")")
    );
    EXPECT_TRUE(first.more);
    EXPECT_EQ(
        first_request(klaviyo, reading(Since{first.next_cursor})).path, "/api/profiles?page%5Bcursor%5D=e"
    );
    const auto last = *first_answer(klaviyo, reading(Since{first.next_cursor}), {}, page("null"));
    EXPECT_FALSE(last.more);
    EXPECT_EQ(
        first_request(klaviyo, reading(Since{last.next_cursor})).path,
        "/api/profiles?sort=updated&page%5Bsize%5D=100&" + kSubscriptions +
            "&filter=greater-than%28updated%2C2026-03-02T08%3A55%3A00.000Z%29"
    );
}

TEST(KlaviyoDescribe, TheProfileAndWhateverPropertiesWereSeenOfWhichThereMayBeMore) {
    const auto schema = first_answer(
        klaviyo,
        SchemaQuery{kPlan},
        {},
        answer(200, R"({"data":[{"id":"1","attributes":{"properties":{"lead_score":7}}}]})")
    );
    ASSERT_TRUE(schema) << schema.error().what;
    EXPECT_NE(schema->find("lead_score"), nullptr);
    EXPECT_TRUE(schema->find("email")->unique);
    EXPECT_EQ(schema->find("1"), nullptr) << "that is a profile";
    EXPECT_FALSE(schema->whole);
}

TEST(KlaviyoWrite, SomebodyNewIsImportedAndSomebodyKnownIsPatched) {
    const auto made = sent(person({{"email", "ann@example.com"}, {"lead_score", 73}}, ""));
    EXPECT_EQ(made.method + " " + made.path, "POST /api/profile-import?" + kSubscriptions);
    EXPECT_EQ(made.headers.at("Content-Type"), "application/vnd.api+json");
    EXPECT_EQ(
        *parse_json(made.body),
        *parse_json(
            R"({"data":{"type":"profile","attributes":{"email":"ann@example.com","properties":{"lead_score":73}}}})"
        )
    );
    const auto known = sent(person({{"first_name", nullptr}}));
    EXPECT_EQ(known.method + " " + known.path, "PATCH /api/profiles/01AB?" + kSubscriptions);
    EXPECT_EQ(
        *parse_json(known.body),
        *parse_json(R"({"data":{"type":"profile","id":"01AB","attributes":{"first_name":null}}})")
    );
}

TEST(KlaviyoWrite, IsDoneWhereTheAnswerShowsIt) {
    EXPECT_EQ(played(person({{"lead_score", 73}}), {answer(200, one())}).verdict, Verdict::applied);
    EXPECT_EQ(played(person({{"email", "ann@example.com"}}, ""), {answer(201, one())}).id, VendorId{"01AB"});
    EXPECT_EQ(played(person({{"lead_score", 74}}), {answer(200, one())}).vendor_code, "value_not_taken");
    EXPECT_EQ(
        played(person({{"lead_score", 73}}, "02CD"), {answer(200, one())}).verdict, Verdict::unanswered
    );
}

TEST(KlaviyoConsent, AnOptOutIsLookedAtToldAndLookedAtAgain) {
    const auto out = person({{"preferences/all", true}});
    const auto open = answer(200, one()), left = answer(200, one(consent("UNSUBSCRIBED", false)));
    std::vector<HttpRequest> asked;
    EXPECT_EQ(played(out, {open, answer(202, ""), left}, &asked).verdict, Verdict::applied);
    ASSERT_EQ(asked.size(), 3U);
    EXPECT_EQ(asked[1].method + " " + asked[1].path, "POST /api/profile-subscription-bulk-delete-jobs");
    EXPECT_NE(asked[1].body.find(R"("consent":"UNSUBSCRIBED")"), std::string::npos) << asked[1].body;
    EXPECT_EQ(asked[1].body.find("relationships"), std::string::npos) << "without a list it holds for all";
    EXPECT_EQ(played(out, {left}).verdict, Verdict::applied) << "they have left already";
    const auto under_way = played(out, {open, answer(202, ""), open});
    EXPECT_EQ(under_way.verdict, Verdict::pending) << "it counts, and is parked in the end";
    EXPECT_EQ(under_way.vendor_code, "opt_out_under_way");
    EXPECT_GE(under_way.wait, std::chrono::seconds{120}) << "the job is not told again at once";
    EXPECT_EQ(played(out, {answer(200, one(consent("SUBSCRIBED", true), "null"))}).vendor_code, "no_address");
}

TEST(KlaviyoConsent, SomebodyNewWhoLeftElsewhereIsUnsubscribedAsSoonAsTheyAreThere) {
    const auto made = played(
        person({{"email", "ann@example.com"}, {"preferences/all", true}}, ""),
        {answer(201, one(consent("NEVER_SUBSCRIBED", true))),
         answer(202, ""),
         answer(200, one(consent("UNSUBSCRIBED", false)))}
    );
    EXPECT_EQ(made.verdict, Verdict::applied) << made.vendor_code;
    EXPECT_EQ(made.id, VendorId{"01AB"});
}

TEST(KlaviyoConsent, NobodyIsEverSubscribed) {
    std::vector<HttpRequest> asked;
    const auto open = person({{"preferences/all", false}});
    EXPECT_EQ(played(open, {answer(200, one())}, &asked).verdict, Verdict::applied)
        << "subscribed as they are";
    EXPECT_EQ(asked.at(0).method, "GET");
    EXPECT_EQ(
        played(open, {answer(200, one(consent("UNSUBSCRIBED", false)))}).vendor_code, "opt_in_not_taken"
    );
    EXPECT_EQ(
        sent(person({{"preferences/all", false}, {"title", "CEO"}})).body.find("SUBSCRIBED"),
        std::string::npos
    );
}

TEST(KlaviyoLists, AreToldOneByOneAndLookedAtTogether) {
    const auto record = person({{"groups/L1", true}, {"groups/L2", false}});
    std::vector<std::string> asked;
    const auto played_lists = [&](int refused, const std::string& shown) {
        asked.clear();
        const auto report = ask(klaviyo, batch_of(record, true), {}, [&](const HttpRequest& request) {
            asked.push_back(request.method + " " + request.path);
            if (request.method == "GET") return answer(200, shown);
            return asked.size() == 1 && refused != 0 ? answer(refused, R"({"errors":[{"code":"not_found"}]})")
                                                     : answer(204, "");
        });
        return report->outcomes()[0];
    };
    EXPECT_EQ(played_lists(0, R"({"data":[{"type":"list","id":"L1"}]})").verdict, Verdict::applied);
    EXPECT_EQ(
        asked,
        (std::vector<std::string>{
            "POST /api/lists/L1/relationships/profiles",
            "DELETE /api/lists/L2/relationships/profiles",
            "GET /api/profiles/01AB/lists"})
    );
    EXPECT_EQ(played_lists(0, R"({"data":[]})").vendor_code, "membership_not_taken");
    const auto wrong = played_lists(404, R"({"data":[{"id":"L1"}]})");
    EXPECT_EQ(wrong.vendor_code + " " + wrong.field, "no_such_list groups/L1");
    EXPECT_EQ(wrong.verdict, Verdict::refused);
    EXPECT_NE(wrong.advice.find("groups/L1"), std::string::npos) << wrong.advice;
}

TEST(KlaviyoLists, OfAProfileThatIsGoneAreNoMissingList) {
    const auto record = person({{"groups/L1", true}});
    const auto report = ask(klaviyo, batch_of(record, true), {}, [&](const HttpRequest&) {
        return answer(404, R"({"errors":[{"code":"not_found","detail":"No."}]})");
    });
    EXPECT_EQ(report->outcomes()[0].verdict, Verdict::merged) << "a read settles it";
}

TEST(KlaviyoLimits, OfAProfilesListsHoldUpNoOtherCall) {
    using namespace std::chrono_literals;
    CallBudgets budgets(klaviyo.manifest);
    const HttpRequest lists{.path = "/api/profiles/01AB/lists"}, profile{.path = "/api/profiles/01AB"};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(budgets.take(lists, 0ms), 0ms);
    EXPECT_EQ(budgets.take(lists, 0ms), 1000ms) << "three a second";
    const HttpResponse last{.status = 200, .headers = {{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "40"}}};
    budgets.ended(lists, &last, 10ms);
    EXPECT_EQ(budgets.take(lists, 10ms), 40'000ms);
    EXPECT_EQ(budgets.take(profile, 10ms), 0ms) << "an opt-out does not wait for lists";
    EXPECT_EQ(budgets.take({.path = "/api/accounts"}, 10ms), 0ms);
}

TEST(KlaviyoRefusals, SayWhatToDoAndNameTheField) {
    const auto bad = played(person({{"email", "ann"}}), {answer(400, fixture("klaviyo/err_400.json"))});
    EXPECT_EQ(bad.verdict, Verdict::refused);
    EXPECT_EQ(bad.field, "email");
    EXPECT_NE(bad.advice.find("'email'"), std::string::npos) << bad.advice;
    const auto twice = played(
        person({{"email", "bo@example.com"}}),
        {answer(409, fixture("klaviyo/err_409_duplicate_profile.json"))}
    );
    EXPECT_EQ(twice.vendor_code, "duplicate_profile");
    EXPECT_EQ(
        verdict_on_refusal(klaviyo.manifest, answer(429, "", {{"Retry-After", "12"}}))->wait,
        std::chrono::seconds{12}
    );
}

}  // namespace
}  // namespace crosswalk::test::klaviyo_calls
