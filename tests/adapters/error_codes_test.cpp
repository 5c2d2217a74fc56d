// Every error code of the vendors' sheets, as a body that was recorded: is there a rule with advice for it?
#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"

#include <gmock/gmock.h>

namespace crosswalk::test::error_codes {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class ErrorCodes : public testing::TestWithParam<const char*> {
protected:
    json::value fixture = json_fixture(std::string(GetParam()) + "/error_codes.json");
    const Adapter& adapter = *find_adapter(GetParam());
    const ObjectPlan& plan = adapter.manifest.objects.front();

    // What becomes of one record whose write is answered so, as the engine asks it.
    Outcome outcome(int status, const json::value& body) const {
        const HttpResponse response = answer(status, body.is_null() ? "" : json::serialize(body));
        if (auto told = verdict_on_refusal(adapter.manifest, response)) return *told;
        const ObjectSchema none{.kind = plan.kind};
        const Record record{.trace = {"t1"}, .own_id = "cw_1", .fields = {{"LastName", "Lee"}}};
        const auto report =
            ask(adapter,
                WriteBatch{plan, none, WriteKind::create, plan.own_id_field, std::span(&record, 1)},
                {.name = "crm"},
                [&](const HttpRequest&) { return response; });
        EXPECT_TRUE(report) << (report ? "" : report.error().what);
        return report ? report->outcomes()[0] : Outcome{};
    }
};

std::string words_of(const json::value& body) {
    auto says = scalar_at(body, "/0/message");
    return says.empty() ? scalar_at(body, "/message") : says;
}

TEST_P(ErrorCodes, each_recorded_body_meets_a_rule_with_advice_and_the_verdict_of_the_sheet) {
    const auto codes = items_at(fixture, "/codes");
    ASSERT_GT(codes.size(), 20U);
    for (const auto& one : codes) {
        const auto code = scalar_at(one, "/code");
        const auto& body = *value_at(one, "/body");
        const auto status = static_cast<int>(value_at(one, "/status")->as_int64());
        const auto* rule = error_rule_for(adapter.manifest.error_rules, code, words_of(body));
        ASSERT_NE(rule, nullptr) << code << " has no rule: add one to adapters/" << GetParam() << "/error_table.h";
        const auto said = outcome(status, body);
        EXPECT_EQ(said.vendor_code, code) << json::serialize(body);
        EXPECT_EQ(to_string(said.verdict), scalar_at(one, "/verdict")) << code << ": " << json::serialize(body);
        EXPECT_THAT(said.vendor_says, HasSubstr(words_of(body))) << "the vendor's own words go with it";
        EXPECT_NE(said.advice, said.vendor_says) << code << " is advised in the vendor's words";
        EXPECT_THAT(said.advice, testing::Not(testing::AnyOf("", HasSubstr("{field}")))) << code;
    }
}

TEST_P(ErrorCodes, every_rule_was_met_by_a_body_or_stands_for_what_no_sheet_shows) {
    std::set<std::string> shown;
    for (const auto& one : items_at(fixture, "/codes")) shown.insert(scalar_at(one, "/code"));
    // Of the vendors' lists of names (their WSDL, their SDKs), without a word about when they come.
    const std::set<std::string> names_alone{
        "CONCURRENT_TRANSACTION", "DUPLICATE_EXTERNAL_ID", "INVALID_LOGIN", "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "BANNED",
        "INVALID_BOOLEAN", "INVALID_DATE", "INVALID_DOUBLE", "INVALID_LONG", "INVALID_OWNER", "PROPERTY_VALUE_TOO_LONG"};
    for (const ErrorRule& rule : adapter.manifest.error_rules) {
        const std::string code(rule.vendor_code);
        EXPECT_NE(shown.contains(code), names_alone.contains(code)) << code;
    }
}

TEST_P(ErrorCodes, a_code_that_nobody_knows_is_refused_in_the_vendors_own_words) {
    const std::string says = "Something that was thought of in 2031.";
    const json::value body = std::string_view(GetParam()) == "salesforce"
                                 ? json::value(json::array{{{"message", says}, {"errorCode", "BRAND_NEW"}}})
                                 : json::value{{"message", says}, {"category", "BRAND_NEW"}, {"status", "error"}};
    const auto said = outcome(400, body);
    EXPECT_EQ(said.verdict, Verdict::refused) << "parked: visible, and never looping";
    EXPECT_EQ(said.vendor_code, "BRAND_NEW");
    EXPECT_EQ(said.vendor_says, says);
    EXPECT_EQ(said.advice, says);
}

TEST_P(ErrorCodes, a_failure_of_the_vendors_own_is_never_held_against_a_record) {
    for (const auto& status : items_at(fixture, "/statuses_that_pass")) {
        const auto said = outcome(static_cast<int>(status.as_int64()), nullptr);
        EXPECT_THAT(said.verdict, testing::AnyOf(Verdict::retry, Verdict::unanswered)) << status;
        EXPECT_FALSE(said.advice.empty()) << status;
    }
}

TEST_P(ErrorCodes, each_refused_sign_in_is_advised_in_an_admins_words) {
    const auto sign_ins = items_at(fixture, "/sign_ins");
    ASSERT_FALSE(sign_ins.empty());
    std::map<std::string, std::string> by_words;
    for (const auto& one : sign_ins) {
        const auto code = scalar_at(one, "/code"), says = scalar_at(one, "/body/error_description");
        const auto* rule = error_rule_for(adapter.manifest.sign_in_rules, code, says);
        ASSERT_NE(rule, nullptr) << code << " (" << says << ") has no rule: add one to sign_in_errors.h";
        EXPECT_EQ(rule->verdict, Verdict::reconnect);
        EXPECT_FALSE(rule->advice.empty());
        by_words.emplace(says, rule->advice);
    }
    if (std::string_view(GetParam()) == "salesforce") {
        EXPECT_THAT(by_words.at("user hasn't approved this consumer"), HasSubstr("pre-authorized"));
        EXPECT_THAT(by_words.at("request not supported on this domain"), HasSubstr("my.salesforce.com"));
        EXPECT_THAT(by_words.at("no client credentials user enabled"), HasSubstr("run as"));
    }
}

INSTANTIATE_TEST_SUITE_P(of, ErrorCodes, testing::Values("salesforce", "hubspot"), [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace crosswalk::test::error_codes
