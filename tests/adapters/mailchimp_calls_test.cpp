// What is asked of Mailchimp, and what its answers bring, call by call.
#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

namespace crosswalk::test::mailchimp_calls {
namespace {

const Adapter& mailchimp = *find_adapter("mailchimp");
const ObjectPlan& kPlan = *mailchimp.manifest.plan("member");
const ObjectSchema kSchema{.kind = {"member"}};
const std::string kAnn = "/members/6f8ae7d7d0f65eb9d5d9a7b8e0ec5dd1";  // any id
const std::string kId = kAnn.substr(9);

template <class What>
ReadQuery<What> reading(What what, std::vector<std::string> fields = {"email_address", "FNAME"}) {
    return {kPlan, kSchema, std::move(fields), std::move(what)};
}
Record person(Fields fields, std::string id = {}) {
    Record out{.trace = {"t1"}, .own_id = "cw_1", .fields = std::move(fields)};
    if (!id.empty()) out.id = VendorId{id};
    return out;
}
WriteBatch batch_of(const Record& record, bool tags = false) {
    const auto kind = tags ? WriteKind::membership : record.id ? WriteKind::update : WriteKind::create;
    return {kPlan, kSchema, kind, "", std::span(&record, 1)};
}
HttpRequest sent(const Record& record) { return first_request(mailchimp, batch_of(record)); }
Outcome outcome(const Record& record, const HttpResponse& response, Calls* further = nullptr) {
    const auto report = first_answer(mailchimp, batch_of(record), {}, response, further);
    EXPECT_TRUE(report) << (report ? "" : report.error().what);
    return report ? report->outcomes()[0] : Outcome{};
}
std::string one(
    std::string_view status, std::string_view id = kId, std::string_view email = "ann@example.com"
) {
    return R"({"id":")" + std::string(id) + R"(","email_address":")" + std::string(email) +
           R"(","status":")" + std::string(status) +
           R"(","last_changed":"2026-03-01T09:00:00+00:00","merge_fields":{"FNAME":"Ann","LEADSCORE":73},)"
           R"("interests":{"i1":true},"member_rating":3,"tags_count":1,"tags":[{"id":1011,"name":"MQL"}]})";
}
HttpResponse refused(int status, const char* file) {
    return answer(status, fixture(std::string("mailchimp/") + file));
}

TEST(MailchimpIds, AreMadeOfTheAddressInLowerCase) {
    EXPECT_EQ(mailchimp.canonical_id("A+B@Example.COM"), "4709dfd443b6cca9b5a01b3324124203");
    EXPECT_EQ(mailchimp.canonical_id("zo\xC3\xAB@example.com"), "0cfaf4857028b01d78c9cfbb57537f7e");
    EXPECT_EQ(mailchimp.canonical_id("B418773A2C51FB9777A1648346FA7394"), "b418773a2c51fb9777a1648346fa7394");
}

TEST(MailchimpRead, AsksForEachIdAndEachAddress) {
    EXPECT_EQ(first_request(mailchimp, reading(ByIds{{{kId}}})).path, kAnn);
    EXPECT_EQ(
        first_request(mailchimp, reading(ByMatch{"email_address", {"A@Example.com"}})).path,
        "/members/b418773a2c51fb9777a1648346fa7394"
    );
    EXPECT_EQ(first_request(mailchimp, reading(ByMatch{"PHONE", {"+15550100"}})).path, "");
}

TEST(MailchimpRead, TellsMergeFieldsOptOutTagsAndInterests) {
    const std::vector<std::string> fields{
        "FNAME", "LEADSCORE", "member_rating", "preferences/all", "tag/MQL", "tag/Cold", "groups/i1"};
    const auto page =
        *first_answer(mailchimp, reading(ByIds{{{kId}}}, fields), {}, answer(200, one("unsubscribed")));
    ASSERT_EQ(page.changes.size(), 1U);
    const auto& told = page.changes[0].fields;
    EXPECT_EQ(told.at("LEADSCORE"), 73);
    EXPECT_EQ(told.at("member_rating"), 3);
    EXPECT_EQ(told.at("preferences/all"), true);
    EXPECT_EQ(told.at("tag/MQL"), true);
    EXPECT_EQ(told.at("tag/Cold"), false);
    EXPECT_EQ(told.at("groups/i1"), true);
    EXPECT_TRUE(page.changes[0].occurred_at);
}

TEST(MailchimpRead, OnlySubscribedUnsubscribedAndCleanedSaySomethingOfTheOptOut) {
    for (const auto& [status, out] : std::map<std::string, std::optional<bool>>{
             {"subscribed", false},
             {"unsubscribed", true},
             {"cleaned", true},
             {"pending", {}},
             {"transactional", {}}}) {
        const auto query = reading(ByIds{{{kId}}}, {"preferences/all"});
        const auto fields =
            first_answer(mailchimp, query, {}, answer(200, one(status)))->changes.at(0).fields;
        EXPECT_EQ(fields.contains("preferences/all"), out.has_value()) << status;
        if (out) {
            EXPECT_EQ(fields.at("preferences/all"), *out) << status;
        }
    }
    EXPECT_TRUE(first_answer(mailchimp, reading(ByIds{{{kId}}}), {}, answer(200, one("archived")))
                    ->changes.at(0)
                    .deleted);
}

TEST(MailchimpRead, NobodyIsGoneBeforeTheAudienceIsSeen) {
    Calls further;
    const auto page =
        first_answer(mailchimp, reading(ByIds{{{kId}}}), {}, refused(404, "err_404.json"), &further);
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->gone.empty());
    ASSERT_EQ(further.size(), 1U);
    EXPECT_TRUE(further.front().request.path.starts_with("/members?")) << further.front().request.path;
}

TEST(MailchimpChanges, AreReadNewestFirstAndTheSameSinceThroughoutASweep) {
    EXPECT_EQ(
        first_request(mailchimp, reading(Since{})).path,
        "/members?sort_field=last_changed&sort_dir=DESC&count=1000&offset=0"
    );
    std::string rows;
    for (int i = 0; i < 1000; ++i) rows += (i == 0 ? "" : ",") + one("subscribed", "id" + std::to_string(i));
    const Headers at{{"Date", "Mon, 02 Mar 2026 09:00:00 GMT"}};
    const auto page =
        first_answer(mailchimp, reading(Since{}), {}, answer(200, R"({"members":[)" + rows + "]}", at));
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->more);
    EXPECT_TRUE(first_request(mailchimp, reading(Since{page->next_cursor})).path.ends_with("&offset=980"));
    const auto last = first_answer(
        mailchimp, reading(Since{page->next_cursor}), {}, answer(200, R"({"members":[],"total_items":0})")
    );
    EXPECT_FALSE(last->more);
    EXPECT_EQ(
        first_request(mailchimp, reading(Since{last->next_cursor})).path,
        "/members?sort_field=last_changed&sort_dir=DESC&count=1000&offset=0"
        "&since_last_changed=2026-03-02T08%3A55%3A00.000Z"
    );
}

TEST(MailchimpDescribe, FieldsOfTheMemberAndMergeFieldsByTag) {
    const auto schema = first_answer(
        mailchimp,
        SchemaQuery{kPlan},
        {},
        answer(
            200, R"({"merge_fields":[{"merge_id":9,"tag":"LEADSCORE","name":"Lead score","type":"number"}]})"
        )
    );
    ASSERT_TRUE(schema) << schema.error().what;
    EXPECT_EQ(schema->find("LEADSCORE")->shape, FieldShape::number);
    EXPECT_TRUE(schema->find("email_address")->unique);
    EXPECT_FALSE(schema->find("member_rating")->writable);
}

TEST(MailchimpWrite, SomebodyNewIsAnUpsertThatChangesNoStatusOfWhoeverIsThere) {
    const auto request =
        sent(person({{"email_address", "A@example.com"}, {"LEADSCORE", 73}, {"groups/i1", true}}));
    EXPECT_EQ(
        request.method + " " + request.path,
        "PUT /members/b418773a2c51fb9777a1648346fa7394?skip_merge_validation=true"
    );
    EXPECT_EQ(
        *parse_json(request.body),
        *parse_json(
            R"({"email_address":"A@example.com","merge_fields":{"LEADSCORE":73},"interests":{"i1":true},)"
            R"("status_if_new":"transactional"})"
        )
    );
}

TEST(MailchimpWrite, SomebodyWhoLeftElsewhereIsUnsubscribedWhetherTheyAreNewOrNot) {
    const auto body =
        *parse_json(sent(person({{"email_address", "a@example.com"}, {"preferences/all", true}})).body);
    EXPECT_EQ(text_at(body, "/status"), "unsubscribed");
    EXPECT_EQ(text_at(body, "/status_if_new"), "unsubscribed");
}

TEST(MailchimpWrite, NobodyIsEverMadeSubscribedOrPending) {
    for (const bool known : {false, true})
        for (const bool out : {false, true})
            for (const char* more : {"FNAME", "preferences/all"}) {
                Fields fields{{"email_address", "a@example.com"}, {more, "x"}};
                fields["preferences/all"] = out;
                const auto body = sent(person(fields, known ? kId : "")).body;
                EXPECT_EQ(body.find("\"subscribed\""), std::string::npos) << body;
                EXPECT_EQ(body.find("pending"), std::string::npos) << body;
            }
    EXPECT_EQ(sent(person({{"preferences/all", false}}, kId)).method, "GET")
        << "nothing to say, something to see";
}

TEST(MailchimpWrite, ABlankIsAnEmptyTextWhereAMergeFieldTakesNoNull) {
    const auto request = sent(person({{"FNAME", nullptr}, {"vip", true}}, kId));
    EXPECT_EQ(request.method + " " + request.path, "PATCH " + kAnn + "?skip_merge_validation=true");
    EXPECT_EQ(*parse_json(request.body), *parse_json(R"({"vip":true,"merge_fields":{"FNAME":""}})"));
}

TEST(MailchimpWrite, IsDoneWhereTheAnswerShowsWhatWasSent) {
    const auto out = outcome(
        person({{"email_address", "Ann@example.com"}, {"LEADSCORE", 73}}, kId), answer(200, one("subscribed"))
    );
    EXPECT_EQ(out.verdict, Verdict::applied) << out.vendor_code;
    EXPECT_EQ(
        outcome(person({{"preferences/all", true}}, kId), answer(200, one("cleaned"))).verdict,
        Verdict::applied
    );
}

TEST(MailchimpWrite, IsRefusedWhereTheAnswerShowsThatSomethingWasNotTaken) {
    const auto code = [](Fields fields, const char* status) {
        return outcome(person(std::move(fields), kId), answer(200, one(status))).vendor_code;
    };
    EXPECT_EQ(code({{"preferences/all", true}}, "subscribed"), "opt_out_not_taken");
    EXPECT_EQ(code({{"preferences/all", false}}, "unsubscribed"), "opt_in_not_taken");
    EXPECT_EQ(code({{"email_address", "other@example.com"}}, "subscribed"), "value_not_taken");
    EXPECT_EQ(code({{"RANK", 73}}, "subscribed"), "unknown_field");
}

TEST(MailchimpWrite, OfSomebodyWhoStaysArchivedSaysWhatToDo) {
    const auto out = outcome(person({{"email_address", "ann@example.com"}}), answer(200, one("archived")));
    EXPECT_EQ(out.verdict, Verdict::refused);
    EXPECT_EQ(out.vendor_code, "archived");
    EXPECT_FALSE(out.advice.empty());
    EXPECT_EQ(
        outcome(person({{"FNAME", "Ann"}}, kId), answer(200, one("archived"))).verdict, Verdict::merged
    ) << "a read settles it";
}

TEST(MailchimpWrite, OfAnotherAddressIsFollowedToTheIdThatTheAddressMakes) {
    const std::string moved = "b418773a2c51fb9777a1648346fa7394";
    const auto out = outcome(
        person({{"email_address", "a@example.com"}}, kId),
        answer(200, one("subscribed", moved, "a@example.com"))
    );
    EXPECT_EQ(out.verdict, Verdict::merged);
    EXPECT_EQ(out.id, VendorId{moved});
    const auto other = outcome(person({{"FNAME", "Ann"}}, kId), answer(200, one("subscribed", moved)));
    EXPECT_EQ(other.verdict, Verdict::unanswered) << "the answer speaks of somebody else";
}

TEST(MailchimpWrite, AnOptOutThatTheComplianceStateRefusesIsLookedForBeforeItFails) {
    Calls further;
    const auto refusal = refused(400, "err_400_compliance_state.json");
    const auto out = person({{"preferences/all", true}}, kId);
    EXPECT_EQ(outcome(out, refusal, &further).verdict, Verdict::unanswered);
    ASSERT_EQ(further.size(), 1U);
    EXPECT_EQ(further.front().request.method + " " + further.front().request.path, "GET " + kAnn);
    const auto other = outcome(person({{"FNAME", "Ann"}, {"preferences/all", true}}, kId), refusal, &further);
    EXPECT_EQ(other.vendor_code, "Member In Compliance State");
    EXPECT_TRUE(further.empty());
}

TEST(MailchimpTags, AreToldInOneCallAndLookedAtInASecond) {
    const auto record = person({{"tag/MQL", true}, {"tag/Cold", false}}, kId);
    const auto request = first_request(mailchimp, batch_of(record, true));
    EXPECT_EQ(request.method + " " + request.path, "POST " + kAnn + "/tags");
    EXPECT_EQ(
        *parse_json(request.body),
        *parse_json(R"({"tags":[{"name":"Cold","status":"inactive"},{"name":"MQL","status":"active"}]})")
    );
    const auto played = [&](const char* tags) {
        const auto report = ask(mailchimp, batch_of(record, true), {}, [&](const HttpRequest& asked) {
            return asked.method == "POST" ? answer(204, "") : answer(200, tags);
        });
        return report->outcomes()[0];
    };
    EXPECT_EQ(played(R"({"tags":[{"id":1,"name":"MQL"}],"total_items":1})").verdict, Verdict::applied);
    EXPECT_EQ(played(R"({"tags":[],"total_items":0})").vendor_code, "membership_not_taken");
    EXPECT_EQ(played(R"({"tags":[{"id":1,"name":"MQL"}],"total_items":2})").verdict, Verdict::unanswered);
    EXPECT_EQ(played("{}").verdict, Verdict::unanswered);
}

TEST(MailchimpRefusals, SayWhatToDo) {
    const auto name = person({{"FNAME", "Ann"}}, kId);
    EXPECT_EQ(outcome(name, refused(404, "err_404.json")).verdict, Verdict::merged) << "a read settles it";
    const auto bad = outcome(name, refused(400, "err_400_invalid_resource.json"));
    EXPECT_EQ(bad.verdict, Verdict::refused);
    EXPECT_EQ(bad.field, "RADIO");
    EXPECT_EQ(
        outcome(name, refused(400, "err_400_forgotten_email.json")).vendor_code,
        "Forgotten Email Not Subscribed"
    );
    EXPECT_EQ(outcome(name, refused(400, "err_400_member_exists.json")).vendor_code, "Member Exists");
    const auto held = answer(
        400,
        R"({"title":"Invalid Resource","status":400,"detail":"a@example.com has signed up to a lot of lists very recently; later."})"
    );
    EXPECT_EQ(outcome(name, held).verdict, Verdict::retry);
    EXPECT_FALSE(verdict_on_refusal(mailchimp.manifest, held)) << "one address, not the account";
    const auto of_account = [](int status, const std::string& body) {
        return verdict_on_refusal(mailchimp.manifest, answer(status, body))->verdict;
    };
    EXPECT_EQ(of_account(401, fixture("mailchimp/err_401.json")), Verdict::reconnect);
    EXPECT_EQ(of_account(429, fixture("mailchimp/err_429.json")), Verdict::retry);
    EXPECT_EQ(of_account(429, "<html>slow down</html>"), Verdict::retry);
}

}  // namespace
}  // namespace crosswalk::test::mailchimp_calls
