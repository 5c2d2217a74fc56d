#include "connector/sync/retry.h"

#include "small_mapping.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;
using How = WriteResult::How;
const Millis kNow = at_second(0);

TEST(Backoff, DoublesUpToFiveMinutesWithJitterDownwards) {
    EXPECT_EQ(backoff(0, 1.0), 1s);
    EXPECT_EQ(backoff(3, 1.0), 8s);
    EXPECT_EQ(backoff(3, 0.0), 4s);
    EXPECT_EQ(backoff(100, 1.0), 5min);
}

TEST(Settling, EachVerdictHasOneEnd) {
    const ClaimedWrite write{.id = 4};
    EXPECT_EQ(settle(write, {.verdict = Verdict::applied}, kNow, 1).how, How::applied);
    EXPECT_EQ(settle(write, {.verdict = Verdict::refused}, kNow, 1).how, How::parked);
    EXPECT_EQ(settle(write, {.verdict = Verdict::retry}, kNow, 1).how, How::again);
    EXPECT_TRUE(settle(write, {.verdict = Verdict::unanswered}, kNow, 1).unanswered);
    EXPECT_FALSE(settle(write, {.verdict = Verdict::reconnect}, kNow, 1).counts);
}

TEST(Settling, TheVendorsOwnWaitIsObeyedUpToADay) {
    EXPECT_EQ(settle({}, {.verdict = Verdict::retry, .wait = 90s}, kNow, 1).due, kNow + 90s);
    EXPECT_EQ(
        settle({}, {.verdict = Verdict::retry, .wait = std::chrono::seconds{315'360'000}}, kNow, 1).due,
        kNow + 24h
    );
}

TEST(Settling, AfterTwelveAttemptsItWaitsForAPerson) {
    EXPECT_EQ(settle({.attempts = 10}, {.verdict = Verdict::unanswered}, kNow, 1).how, How::again);
    EXPECT_EQ(settle({.attempts = 11}, {.verdict = Verdict::unanswered}, kNow, 1).how, How::parked);
}

TEST(Breaker, OpensLongerEachTimeAndProbesAtLeastEveryThirtySeconds) {
    Breaker breaker;
    EXPECT_TRUE(breaker.closed(kNow));
    breaker.failed(kNow, {});
    EXPECT_FALSE(breaker.closed(kNow));
    EXPECT_TRUE(breaker.closed(kNow + 1s));
    auto last = kNow;
    for (int i = 0; i < 20; ++i) breaker.failed(last = breaker.open_until(), {});
    EXPECT_EQ(breaker.open_until(), last + 30s);
    breaker.worked();
    EXPECT_TRUE(breaker.closed(kNow));
}

TEST(Breaker, CallsThatFailSideBySideCountOnce) {
    Breaker breaker;
    for (int i = 0; i < 5; ++i) breaker.failed(kNow + i * 10ms, {});
    EXPECT_EQ(breaker.failures(), 1);
    EXPECT_EQ(breaker.open_until(), kNow + 1s);
}

TEST(RequestBudget, SpendsAWindowAndThenWaitsForTheNext) {
    RequestBudget budget({.requests = 2, .window = 1000ms});
    EXPECT_EQ(budget.take(0ms), 0ms);
    EXPECT_EQ(budget.take(10ms), 0ms);
    EXPECT_EQ(budget.take(100ms), 900ms);
    EXPECT_EQ(budget.take(1000ms), 0ms);
}

TEST(RequestBudget, HoldsInEveryWindowAndNotInFixedOnes) {
    RequestBudget budget({.requests = 2, .window = 1000ms});
    EXPECT_EQ(budget.take(0ms), 0ms);
    EXPECT_EQ(budget.take(900ms), 0ms);
    EXPECT_EQ(budget.take(1000ms), 0ms);
    EXPECT_EQ(budget.take(1001ms), 899ms) << "two were sent at 900 and at 1000";
}

TEST(RequestBudget, CountsACallUntilItsAnswerIsAWindowOld) {
    RequestBudget budget({.requests = 1, .window = 1000ms});
    EXPECT_EQ(budget.take(0ms), 0ms);
    budget.ended(300ms);
    EXPECT_EQ(budget.take(1000ms), 301ms) << "the vendor may have counted it as late as at 300";
}

TEST(CallBudgets, APathWithALimitOfItsOwnKeepsBoth) {
    const Manifest vendor{
        .budget = {.requests = 3}, .path_budgets = {{"/search", {.requests = 1, .window = 5000ms}}}};
    CallBudgets budgets(vendor);
    EXPECT_EQ(budgets.take({.path = "/search"}, 0ms), 0ms);
    EXPECT_EQ(budgets.take({.path = "/search"}, 0ms), 5000ms);
    EXPECT_EQ(budgets.take({.path = "/read"}, 0ms), 0ms) << "a call that was put off counts nowhere";
    EXPECT_EQ(budgets.take({.path = "/read"}, 0ms), 0ms);
    EXPECT_EQ(budgets.take({.path = "/read"}, 0ms), 1000ms);
}

TEST(CallBudgets, ARowIsOfItsMethodAlone) {
    const Manifest vendor{
        .path_budgets = {{.path_part = "/import", .budget = {.requests = 1}, .method = "POST"}}};
    CallBudgets budgets(vendor);
    EXPECT_EQ(budgets.take({.method = "POST", .path = "/import"}, 0ms), 0ms);
    EXPECT_EQ(budgets.take({.method = "GET", .path = "/import"}, 0ms), 0ms);
    EXPECT_EQ(budgets.take({.method = "POST", .path = "/import"}, 0ms), 1000ms);
}

TEST(CallBudgets, SeveralRowsOfOnePathAreKeptSideBySide) {
    const Manifest vendor{
        .path_budgets = {
            {.path_part = "/contacts", .budget = {.requests = 2}},
            {.path_part = "/contacts", .budget = {.requests = 3, .window = 3600s}}}};
    CallBudgets budgets(vendor);
    EXPECT_EQ(budgets.take({.path = "/contacts"}, 0ms), 0ms);
    EXPECT_EQ(budgets.take({.path = "/contacts"}, 0ms), 0ms);
    EXPECT_EQ(budgets.take({.path = "/contacts"}, 0ms), 1000ms);
    EXPECT_EQ(budgets.take({.path = "/contacts"}, 1000ms), 0ms);
    EXPECT_EQ(budgets.take({.path = "/contacts"}, 2000ms), 3'598'000ms);
}

TEST(CallBudgets, TheRestSharesWhatNoRowBeforeItIsAbout) {
    const Manifest vendor{
        .path_budgets = {
            {.path_part = "/contacts", .budget = {.requests = 9}},
            {.budget = {.requests = 1, .window = 3600s}, .others_only = true}}};
    CallBudgets budgets(vendor);
    EXPECT_EQ(budgets.take({.path = "/webhooks"}, 0ms), 0ms);
    EXPECT_EQ(budgets.take({.path = "/account"}, 0ms), 3'600'000ms);
    EXPECT_EQ(budgets.take({.path = "/contacts"}, 0ms), 0ms);
}

TEST(CallBudgets, SoManyCallsAreOnTheirWayAtOnce) {
    const Manifest vendor{.budget = {.at_once = 2}};
    CallBudgets budgets(vendor);
    EXPECT_EQ(budgets.take({.path = "/a"}, 0ms), 0ms);
    EXPECT_EQ(budgets.take({.path = "/b"}, 0ms), 0ms);
    EXPECT_GT(budgets.take({.path = "/c"}, 0ms), 0ms);
    budgets.ended({.path = "/a"}, nullptr, 10ms);
    EXPECT_EQ(budgets.take({.path = "/c"}, 10ms), 0ms);
    EXPECT_GT(budgets.take({.path = "/d"}, 20ms), 0ms);
    EXPECT_EQ(budgets.take({.path = "/d"}, 60'010ms), 0ms)
        << "no call lasts longer, whoever forgot to say that it ended";
}

TEST(RequestBudget, WaitsAsLongAsTheVendorSaysUntilThereIsMore) {
    RequestBudget budget({.window = 1000ms, .remaining_header = "X-Left", .reset_header = "X-Reset"});
    budget.learn({.status = 200, .headers = {{"X-Left", "0"}, {"X-Reset", "30"}}}, 0ms);
    EXPECT_EQ(budget.take(0ms), 30'000ms);
    for (const char* odd : {"1392815263", "soon", "-1", ""}) {
        RequestBudget other({.window = 1000ms, .remaining_header = "X-Left", .reset_header = "X-Reset"});
        other.learn({.status = 200, .headers = {{"X-Left", "0"}, {"X-Reset", odd}}}, 0ms);
        EXPECT_EQ(other.take(0ms), 1000ms) << odd;
    }
}

TEST(CallBudgets, AskOneByOneOnceTheVendorHasSaidThatItIsTooMuch) {
    CallBudgets budgets(Manifest{});
    const HttpRequest call{.path = "/a"};
    const HttpResponse refused{.status = 429, .headers = {{"Retry-After", "2"}}}, taken{.status = 200};
    EXPECT_EQ(budgets.take(call, 0ms), 0ms);
    EXPECT_EQ(budgets.take(call, 0ms), 0ms);
    budgets.ended(call, &refused, 10ms);
    budgets.ended(call, &taken, 20ms);  // it left before the other one was refused
    EXPECT_EQ(budgets.take(call, 20ms), 1'990ms);
    EXPECT_EQ(budgets.take(call, 2'010ms), 0ms);
    EXPECT_GT(budgets.take(call, 2'010ms), 0ms) << "one asks first";
    budgets.ended(call, nullptr, 2'020ms);
    EXPECT_EQ(budgets.take(call, 2'080ms), 0ms);
    EXPECT_GT(budgets.take(call, 2'080ms), 0ms) << "no answer says nothing";
    budgets.ended(call, &taken, 2'090ms);
    EXPECT_EQ(budgets.take(call, 2'090ms), 0ms);
    EXPECT_EQ(budgets.take(call, 2'090ms), 0ms);
}

TEST(CallBudgets, APathListensToTheHeadersThatItsOwnRowNames) {
    const Budget of_contacts{.window = 1000ms, .remaining_header = "X-Left", .reset_header = "X-Reset"};
    CallBudgets budgets(Manifest{.path_budgets = {{.path_part = "/contacts", .budget = of_contacts}}});
    const HttpRequest contacts{.path = "/contacts/7"}, others{.path = "/account"};
    const HttpResponse last{.status = 200, .headers = {{"X-Left", "0"}, {"X-Reset", "30"}}};
    EXPECT_EQ(budgets.take(contacts, 0ms), 0ms);
    budgets.ended(contacts, &last, 10ms);
    EXPECT_EQ(budgets.take(contacts, 10ms), 30'000ms);
    EXPECT_EQ(budgets.take(others, 10ms), 0ms) << "the rest of the account has its own";
}

TEST(RequestBudget, WaitsForTheResetWhereARefusalNamesNoOtherTime) {
    RequestBudget budget({.window = 1000ms, .reset_header = "X-Reset"});
    budget.learn({.status = 429, .headers = {{"X-Reset", "1800"}}}, 0ms);
    EXPECT_EQ(budget.take(0ms), 1'800'000ms);
    RequestBudget told({.window = 1000ms, .reset_header = "X-Reset"});
    told.learn({.status = 429, .headers = {{"X-Reset", "1800"}, {"Retry-After", "3"}}}, 0ms);
    EXPECT_EQ(told.take(0ms), 3'000ms) << "the plainer word counts";
}

TEST(Breaker, TakesAVendorThatNamesTheTimeAtItsWord) {
    Breaker breaker;
    for (int i = 0; i < 9; ++i) breaker.failed(kNow, 1s);
    EXPECT_EQ(breaker.open_until(), kNow + 1s);
    breaker.failed(kNow, 90s);
    EXPECT_EQ(breaker.open_until(), kNow + 90s);
}

TEST(RequestBudget, ListensToTheVendor) {
    RequestBudget budget({.remaining_header = "X-Left", .used_of_header = "X-Used"});
    budget.learn({.status = 429, .headers = {{"Retry-After", "3"}}}, 0ms);
    EXPECT_EQ(budget.take(1000ms), 2000ms);
    budget.learn({.status = 200, .headers = {{"X-Left", "0"}}}, 4000ms);
    EXPECT_EQ(budget.take(4000ms), 1000ms);
    budget.learn({.status = 200, .headers = {{"X-Used", "api-usage=96/100"}}}, 6000ms);
    EXPECT_GT(budget.take(6000ms), 0ms);
    EXPECT_DOUBLE_EQ(budget.pressure(), 0.96);
}

}  // namespace
}  // namespace crosswalk
