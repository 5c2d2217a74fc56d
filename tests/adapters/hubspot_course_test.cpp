// Writes that take several calls: consent, stages that go back, contacts that live on as another one.
#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/operations.h"

#include <algorithm>

namespace crosswalk::test::hubspot_course {
namespace {

const Adapter& hubspot = *find_adapter("hubspot");
const ObjectPlan& kContact = *hubspot.manifest.plan("contact");
const ObjectSchema kSchema{.kind = {"contact"}};

Record known(int n, Fields fields) {
    return {
        .trace = {"t" + std::to_string(n)},
        .id = VendorId{std::to_string(n)},
        .own_id = "cw_" + std::to_string(n),
        .fields = std::move(fields)};
}

// A HubSpot that answers in the order it was told to, and remembers what it was asked.
struct Script {
    std::vector<Record> records{};
    WriteKind operation = WriteKind::update;
    Connection connection{};
    std::vector<HttpResponse> answers{};
    std::vector<HttpRequest> asked{};

    WriteReport run() {
        const WriteBatch batch{kContact, kSchema, operation, "crosswalk_id", records};
        const auto report = ask(hubspot, batch, connection, [&](const HttpRequest& request) {
            asked.push_back(request);
            const auto at = asked.size() - 1;
            return at < answers.size() ? answers[at] : answer(500, "");
        });
        EXPECT_TRUE(report) << (report ? "" : report.error().what);
        EXPECT_EQ(asked.size(), answers.size());
        return report ? *report : WriteReport(records.size());
    }
    std::string called(std::size_t at) const { return at < asked.size() ? asked[at].path : "nothing"; }
    boost::json::value body(std::size_t at) const { return *parse_json(asked.at(at).body); }
};

HttpResponse results(std::string_view list) {
    return answer(200, R"({"status":"COMPLETE","completedAt":"x","results":[)" + std::string(list) + "]}");
}
constexpr std::string_view kObjects = "/crm/v3/objects/contacts/batch/";

TEST(HubspotStage, that_was_taken_needs_one_look_and_nothing_more) {
    Script script{
        .records = {known(1, {{"lifecyclestage", "lead"}}), known(2, {{"phone", "1"}})},
        .answers = {
            results(R"({"id":"1","properties":{"lifecyclestage":"lead"}},{"id":"2","properties":{}})"),
            results(R"({"id":"1","properties":{"lifecyclestage":"lead"}})")}};
    const auto report = script.run();
    for (const auto& one : report.outcomes()) EXPECT_EQ(one.verdict, Verdict::applied);
    EXPECT_EQ(script.called(1), std::string(kObjects) + "read");
    EXPECT_EQ(items_at(script.body(1), "/inputs").size(), 1U) << "only whose stage was written";
}

TEST(HubspotStage, that_goes_back_is_cleared_and_set_in_two_calls_for_those_alone) {
    Script script{
        .records =
            {known(1, {{"lifecyclestage", "lead"}}),
             known(2, {{"lifecyclestage", "customer"}}),
             known(3, {{"lifecyclestage", "lead"}})},
        .answers = {
            // The answer shows the first as it still is, and repeats to the others what they were told.
            results(
                R"({"id":"3","properties":{"lifecyclestage":"lead"}},{"id":"1","properties":{"lifecyclestage":"customer"}},{"id":"2","properties":{"lifecyclestage":"customer"}})"
            ),
            results(
                R"({"id":"3","properties":{"lifecyclestage":"opportunity"}},{"id":"2","properties":{"lifecyclestage":"customer"}})"
            ),
            results(R"({"id":"1","properties":{"lifecyclestage":""}},{"id":"3","properties":{}})"),
            results(
                R"({"id":"1","properties":{"lifecyclestage":"lead"}},{"id":"3","properties":{"lifecyclestage":"lead"}})"
            )}};
    const auto report = script.run();
    for (const auto& one : report.outcomes()) EXPECT_EQ(one.verdict, Verdict::applied);
    EXPECT_EQ(items_at(script.body(1), "/inputs").size(), 2U);
    for (const std::size_t call : {2U, 3U}) {
        EXPECT_EQ(script.called(call), std::string(kObjects) + "update");
        EXPECT_EQ(items_at(script.body(call), "/inputs").size(), 2U);
        EXPECT_EQ(text_at(script.body(call), "/inputs/1/id"), "3");
        EXPECT_EQ(text_at(script.body(call), "/inputs/1/properties/lifecyclestage"), call == 2 ? "" : "lead");
        EXPECT_EQ(value_at(script.body(call), "/inputs/1/properties")->as_object().size(), 1U);
    }
}

TEST(HubspotStage, that_will_not_go_back_even_then_is_refused_with_its_name) {
    const std::string there = R"({"id":"1","properties":{"lifecyclestage":"customer"}})";
    Script script{
        .records = {known(1, {{"lifecyclestage", "lead"}})},
        .answers = {results(there), results(there), results(there)}};
    const auto out = script.run().outcomes()[0];
    EXPECT_EQ(out.verdict, Verdict::refused);
    EXPECT_EQ(out.vendor_code, "STAGE_NOT_TAKEN");
    EXPECT_EQ(out.field, "lifecyclestage");
}

TEST(HubspotStage, of_somebody_new_is_not_looked_at) {
    Script script{
        .records = {{.trace = {"t1"}, .own_id = "cw_1", .fields = {{"lifecyclestage", "lead"}}}},
        .operation = WriteKind::create,
        .answers = {results(R"({"id":"1","new":true,"properties":{"crosswalk_id":"cw_1"}})")}};
    EXPECT_EQ(script.run().outcomes()[0].verdict, Verdict::applied);
}

TEST(HubspotStage, an_answer_lost_between_clearing_and_setting_leaves_that_record_alone_unanswered) {
    Script script{
        .records = {known(1, {{"lifecyclestage", "lead"}}), known(2, {{"phone", "1"}})},
        .answers = {
            results(R"({"id":"1","properties":{"lifecyclestage":"customer"}},{"id":"2","properties":{}})"),
            answer(200, "<html>")}};
    const auto report = script.run();
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::unanswered);
    EXPECT_EQ(report.outcomes()[1].verdict, Verdict::applied);
}

TEST(HubspotMerged, a_record_left_out_of_an_answer_is_looked_for_and_found_as_its_survivor) {
    Script script{
        .records = {known(1, {{"phone", "1"}}), known(2, {{"phone", "2"}}), known(3, {{"phone", "3"}})},
        .answers = {
            results(R"({"id":"2","properties":{}})"),
            results(R"({"id":"77","properties":{"hs_merged_object_ids":"5;1"}},{"id":"3","properties":{}})"
            )}};
    const auto report = script.run();
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::merged);
    EXPECT_EQ(report.outcomes()[0].id->text, "77");
    EXPECT_EQ(report.outcomes()[1].verdict, Verdict::applied);
    EXPECT_EQ(report.outcomes()[2].verdict, Verdict::unanswered) << "it is there: nobody knows what arrived";
}

TEST(HubspotConsent, goes_first_to_the_address_that_hubspot_has) {
    Script script{
        .records =
            {known(1, {{"preferences/all", true}, {"phone", "1"}}), known(2, {{"preferences/7", true}})},
        .answers = {
            results(
                R"({"id":"1","properties":{"email":"zoë+1@example.com"}},{"id":"2","properties":{"email":"bo@example.com"}})"
            ),
            answer(200, ""),
            answer(200, R"({"results":[{"subscriptionId":7,"status":"UNSUBSCRIBED"}]})"),
            results(R"({"id":"1","properties":{}})")}};
    const auto report = script.run();
    for (const auto& one : report.outcomes()) EXPECT_EQ(one.verdict, Verdict::applied);
    EXPECT_EQ(
        script.called(1),
        "/communication-preferences/v4/statuses/zo%C3%AB%2B1%40example.com/unsubscribe-all?channel=EMAIL"
    );
    EXPECT_EQ(script.called(2), "/communication-preferences/v4/statuses/bo%40example.com");
    EXPECT_EQ(text_at(script.body(2), "/statusState"), "UNSUBSCRIBED");
    EXPECT_EQ(scalar_at(script.body(2), "/subscriptionId"), "7");
    EXPECT_EQ(value_at(script.body(2), "/legalBasis"), nullptr);
    EXPECT_EQ(script.called(3), std::string(kObjects) + "update");
    EXPECT_EQ(items_at(script.body(3), "/inputs").size(), 1U) << "consent is no property";
    EXPECT_EQ(value_at(script.body(3), "/inputs/0/properties/preferences~1all"), nullptr);
}

TEST(HubspotConsent, is_said_again_to_an_address_that_comes_with_the_write) {
    Script script{
        .records = {known(1, {{"preferences/all", true}, {"email", "new@example.com"}})},
        .connection = {.settings = {{"api_version", "2026-09"}}},
        .answers = {
            results(R"({"id":"1","properties":{"email":"old@example.com"}})"),
            answer(200, ""),
            results(R"({"id":"1","properties":{}})"),
            answer(200, "")}};
    EXPECT_EQ(script.run().outcomes()[0].verdict, Verdict::applied);
    const std::string path = "/communication-preferences/2026-09/statuses/";
    EXPECT_TRUE(script.called(1).starts_with(path + "old%40example.com/")) << script.called(1);
    EXPECT_TRUE(script.called(3).starts_with(path + "new%40example.com/")) << script.called(3);
}

TEST(HubspotConsent, of_somebody_new_follows_at_once) {
    Script script{
        .records =
            {{.trace = {"t1"},
              .own_id = "cw_1",
              .fields = {{"email", "ann@example.com"}, {"preferences/all", true}}}},
        .operation = WriteKind::create,
        .answers = {results(R"({"id":"1","new":true,"objectWriteTraceId":"t1"})"), answer(200, "")}};
    const auto out = script.run().outcomes()[0];
    EXPECT_EQ(out.verdict, Verdict::applied);
    EXPECT_EQ(out.id->text, "1");
    EXPECT_EQ(script.called(0), std::string(kObjects) + "upsert");
    EXPECT_NE(script.called(1).find("ann%40example.com/unsubscribe-all"), std::string::npos);
}

TEST(HubspotConsent, is_never_given_back_for_everything_and_only_refused_where_somebody_is_out) {
    Script script{
        .records =
            {known(1, {{"preferences/all", false}, {"phone", "1"}}), known(2, {{"preferences/all", false}})},
        .answers = {
            results(
                R"({"id":"1","properties":{"email":"ann@example.com","hs_email_optout":"true"}},{"id":"2","properties":{"email":"bo@example.com","hs_email_optout":null}})"
            ),
            results(R"({"id":"1","properties":{}})")}};
    const auto report = script.run();
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::refused) << "the phone went out all the same";
    EXPECT_EQ(report.outcomes()[0].vendor_code, "NO_OPT_IN_TO_ALL");
    EXPECT_EQ(report.outcomes()[0].field, "preferences/all");
    EXPECT_FALSE(report.outcomes()[0].advice.empty());
    EXPECT_EQ(report.outcomes()[1].verdict, Verdict::applied) << "there was nothing to take back";
}

TEST(HubspotConsent, a_proven_opt_in_is_asked_for_with_the_accounts_legal_basis) {
    Script script{
        .records = {known(1, {{"preferences/7", false}}), known(2, {{"preferences/7", false}})},
        .connection =
            {.settings =
                 {{"legal_basis", "CONSENT_WITH_NOTICE"}, {"legal_basis_explanation", "They confirmed."}}},
        .answers = {
            results(
                R"({"id":"1","properties":{"email":"ann@example.com"}},{"id":"2","properties":{"email":"bo@example.com"}})"
            ),
            answer(200, R"({"results":[{"subscriptionId":7,"status":"SUBSCRIBED"}]})"),
            answer(
                400,
                R"({"category":"VALIDATION_ERROR","message":"bo cannot be updated: they have unsubscribed"})"
            )}};
    const auto report = script.run();
    EXPECT_EQ(text_at(script.body(1), "/statusState"), "SUBSCRIBED");
    EXPECT_EQ(text_at(script.body(1), "/legalBasis"), "CONSENT_WITH_NOTICE");
    EXPECT_EQ(text_at(script.body(1), "/legalBasisExplanation"), "They confirmed.");
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::applied);
    EXPECT_EQ(report.outcomes()[1].vendor_code, "OPT_IN_REFUSED");
    EXPECT_EQ(report.outcomes()[1].vendor_says, "bo cannot be updated: they have unsubscribed");
    EXPECT_EQ(report.outcomes()[1].field, "preferences/7");
}

TEST(HubspotConsent, an_answer_that_says_something_else_is_no_success) {
    for (const auto& [body, verdict] :
         {std::pair{R"({"results":[{"subscriptionId":7,"status":"SUBSCRIBED"}]})", Verdict::refused},
          std::pair{
              R"({"numErrors":1,"errors":[{"category":"VALIDATION_ERROR","message":"no"}]})",
              Verdict::refused},
          std::pair{"{}", Verdict::unanswered},
          std::pair{"<html>", Verdict::unanswered}}) {
        Script script{
            .records = {known(1, {{"preferences/7", true}})},
            .answers = {
                results(R"({"id":"1","properties":{"email":"ann@example.com"}})"), answer(200, body)}};
        EXPECT_EQ(script.run().outcomes()[0].verdict, verdict) << body;
    }
}

TEST(HubspotConsent, without_an_address_or_a_subscription_is_refused_with_what_to_do) {
    Script script{
        .records =
            {known(1, {{"preferences/all", true}, {"phone", "1"}}), known(2, {{"preferences/news", true}})},
        .answers = {
            results(R"({"id":"1","properties":{"email":null}})"), results(R"({"id":"1","properties":{}})")}};
    const auto report = script.run();
    EXPECT_EQ(report.outcomes()[0].vendor_code, "NO_ADDRESS");
    EXPECT_EQ(report.outcomes()[1].vendor_code, "NO_SUBSCRIPTION");
    Script nothing{.records = {known(2, {{"preferences/news", true}})}};
    EXPECT_EQ(nothing.run().outcomes()[0].verdict, Verdict::refused) << "and nothing is sent";
}

TEST(HubspotConsent, of_a_merged_contact_goes_to_its_survivor) {
    Script script{
        .records = {known(1, {{"preferences/all", true}})},
        .answers = {
            results(R"({"id":"9","properties":{"email":"ann@example.com","hs_merged_object_ids":"1"}})")}};
    const auto out = script.run().outcomes()[0];
    EXPECT_EQ(out.verdict, Verdict::merged);
    EXPECT_EQ(out.id->text, "9");
}

TEST(HubspotConsent, of_more_people_than_one_write_has_calls_for_comes_with_the_next) {
    Script script;
    std::string shown, written;
    for (int n = 1; n <= 100; ++n) {
        script.records.push_back(known(n, {{"preferences/all", true}, {"phone", "1"}}));
        if (n > 24) continue;
        shown += (n == 1 ? "" : ",") + (R"({"id":")" + std::to_string(n)) + R"(","properties":{"email":"p)" +
                 std::to_string(n) + R"(@example.com"}})";
        written += (n == 1 ? "" : ",") + (R"({"id":")" + std::to_string(n)) + R"(","properties":{}})";
    }
    script.answers.push_back(results(shown));
    for (int n = 0; n < 24; ++n) script.answers.push_back(answer(200, ""));
    script.answers.push_back(results(written));
    const auto report = script.run();
    EXPECT_EQ(std::ranges::count(report.outcomes(), Verdict::applied, &Outcome::verdict), 24);
    EXPECT_EQ(std::ranges::count(report.outcomes(), Verdict::retry, &Outcome::verdict), 76);
    EXPECT_TRUE(report.outcomes()[99].wait) << "a wait that is named is no failure of the vendor";
}

TEST(HubspotConsent, a_refusal_of_all_the_rest_waits_for_a_batch_that_can_be_split) {
    const auto shown = results(R"({"id":"1","properties":{"email":"ann@example.com"}})");
    const auto no = answer(400, R"({"category":"VALIDATION_ERROR","message":"Invalid input JSON"})");
    Script served{
        .records = {known(1, {{"preferences/all", true}}), known(2, {{"a", 1}}), known(3, {{"a", 1}})},
        .answers = {shown, answer(200, ""), no}};
    const auto report = served.run();
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::applied);
    EXPECT_EQ(report.outcomes()[1].verdict, Verdict::retry) << "nobody knows whom it means";
    EXPECT_EQ(report.outcomes()[2].verdict, Verdict::retry);
    Script alone{
        .records = {known(1, {{"preferences/all", true}}), known(2, {{"a", 1}})},
        .answers = {shown, answer(200, ""), no}};
    EXPECT_EQ(alone.run().outcomes()[1].verdict, Verdict::refused);
}

}  // namespace
}  // namespace crosswalk::test::hubspot_course
