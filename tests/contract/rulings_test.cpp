#include "connector/contract/adapter.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using std::chrono::seconds;

constexpr ErrorRule kTable[] = {
    {"LOCKED", Verdict::retry, "Busy; Crosswalk will try again.", seconds{2}},
    {"MISSING", Verdict::refused, "'{field}' is needed. Map it."},
    {"LIMIT", Verdict::retry, "The day is used up.", seconds{900}, "daily"},
    {"LIMIT", Verdict::retry, "For a moment.", seconds{5}},
    {"http_423", Verdict::retry, "Locked for a moment.", seconds{2}},
    {"SIGNED_OUT", Verdict::reconnect, "Reconnect."},
    {"HELD_BACK", Verdict::retry, "Later.", seconds{3600}, "", true},
};
const Manifest kVendor{
    .errors = {.code_at = "/0/code", .message_at = "/0/says", .field_at = "/0/fields/0"}, .error_rules = kTable};

HttpResponse answer(int status, std::string body, Headers headers = {}) {
    return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

TEST(ErrorRule, a_listed_code_gets_its_verdict_and_names_the_field) {
    const auto out = classify(kTable, "MISSING", "Required: [Company]", "Company");
    EXPECT_EQ(out.verdict, Verdict::refused);
    EXPECT_EQ(out.advice, "'Company' is needed. Map it.");
    EXPECT_EQ(out.vendor_code, "MISSING");
    EXPECT_EQ(out.vendor_says, "Required: [Company]");
    EXPECT_EQ(classify(kTable, "MISSING", "").advice, "'a field' is needed. Map it.");
}

TEST(ErrorRule, an_unlisted_code_is_refused_in_the_vendors_own_words) {
    const auto out = classify(kTable, "NEVER_SEEN", "Nobody knows this.");
    EXPECT_EQ(out.verdict, Verdict::refused);
    EXPECT_EQ(out.advice, "Nobody knows this.");
    EXPECT_FALSE(out.wait);
}

TEST(ErrorRule, the_first_row_whose_words_fit_counts) {
    EXPECT_EQ(classify(kTable, "LIMIT", "your daily limit").wait, seconds{900});
    EXPECT_EQ(classify(kTable, "LIMIT", "too many at once").wait, seconds{5});
    EXPECT_EQ(error_rule_for(kTable, "NEVER_SEEN", ""), nullptr);
}

TEST(VerdictOnRefusal, leaves_success_and_talk_about_records_to_the_adapter) {
    for (const int status : {200, 201, 204, 207, 299, 300, 400, 404, 409, 410, 412, 422})
        EXPECT_FALSE(verdict_on_refusal(kVendor, answer(status, "{}"))) << status;
    EXPECT_FALSE(verdict_on_refusal(kVendor, answer(400, R"([{"code":"MISSING"}])")));
}

TEST(VerdictOnRefusal, a_ruling_that_is_no_refusal_speaks_for_the_whole_call_whatever_the_status) {
    const auto out = verdict_on_refusal(kVendor, answer(400, R"([{"code":"LOCKED","says":"locked"}])"));
    ASSERT_TRUE(out);
    EXPECT_EQ(out->verdict, Verdict::retry);
    EXPECT_EQ(out->wait, seconds{2});
    const auto again =
        verdict_on_refusal(kVendor, answer(429, R"([{"code":"LOCKED"}])", {{"retry-after", "7"}}));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->wait, seconds{7}) << "the vendor's own word outweighs the table";
}

TEST(VerdictOnRefusal, a_retry_of_one_record_speaks_for_the_call_only_where_the_status_does) {
    const std::string held = R"([{"code":"HELD_BACK"}])";
    for (const int status : {400, 404, 409, 422})
        EXPECT_FALSE(verdict_on_refusal(kVendor, answer(status, held))) << status;
    const auto busy = verdict_on_refusal(kVendor, answer(503, held));
    ASSERT_TRUE(busy);
    EXPECT_EQ(busy->verdict, Verdict::retry);
    EXPECT_EQ(busy->wait, seconds{3600});
}

TEST(VerdictOnRefusal, a_status_means_the_same_everywhere) {
    struct Case {
        int status;
        Verdict verdict;
    };
    for (const auto [status, verdict] :
         {Case{401, Verdict::reconnect},
          Case{403, Verdict::reconnect},
          Case{408, Verdict::unanswered},
          Case{429, Verdict::retry},
          Case{500, Verdict::unanswered},
          Case{502, Verdict::unanswered},
          Case{503, Verdict::retry},
          Case{504, Verdict::unanswered},
          Case{301, Verdict::refused},
          Case{418, Verdict::refused},
          Case{0, Verdict::refused}}) {
        const auto out = verdict_on_refusal(kVendor, answer(status, "<html></html>"));
        ASSERT_TRUE(out) << status;
        EXPECT_EQ(out->verdict, verdict) << status;
        EXPECT_EQ(out->vendor_code, "http_" + std::to_string(status));
    }
}

TEST(VerdictOnRefusal, a_vendor_may_rule_on_a_status_that_comes_without_a_code) {
    const auto out = verdict_on_refusal(kVendor, answer(423, ""));
    ASSERT_TRUE(out);
    EXPECT_EQ(out->verdict, Verdict::retry);
    EXPECT_EQ(out->advice, "Locked for a moment.");
    EXPECT_EQ(out->wait, seconds{2});
}

TEST(RetryAfter, is_believed_within_reason) {
    const auto after = [](std::string text) {
        return retry_after(Headers{{"Retry-After", std::move(text)}});
    };
    EXPECT_EQ(after("0"), seconds{0});
    EXPECT_EQ(after("12"), seconds{12});
    EXPECT_EQ(after("999999999"), seconds{86'400});
    for (const char* text :
         {"-1", "soon", "", "1.5", "99999999999999999999", "Sun, 06 Nov 1994 08:49:37 GMT"})
        EXPECT_FALSE(after(text)) << text;
    EXPECT_FALSE(retry_after(Headers{}));
}

TEST(WriteReport, starts_with_everyone_unanswered) {
    const WriteReport report(3);
    ASSERT_EQ(report.outcomes().size(), 3U);
    for (const Outcome& o : report.outcomes()) EXPECT_EQ(o.verdict, Verdict::unanswered);
    EXPECT_EQ(to_string(Verdict::unanswered), "unanswered");
    EXPECT_EQ(to_string(Verdict::merged), "merged");
}

TEST(Headers, differ_in_case_only_by_accident) {
    const Headers headers{{"X-Thing", "1"}};
    EXPECT_TRUE(headers.contains("x-tHING"));
    EXPECT_FALSE(headers.contains("X-Thing2"));
}

}  // namespace
}  // namespace crosswalk
