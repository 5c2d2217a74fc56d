// Commands call vendors within the budget of the account, and wait where the vendor limits.
#include "connector/app/cli/command_sender.h"

#include "connector/app/cli/setup.h"
#include "tests/app/toy_vendor.h"

#include <gtest/gtest.h>

#include <deque>

namespace crosswalk::test {
namespace {

using namespace std::chrono_literals;

class StandingClock final : public Clock {
public:
    Millis now() const override { return Millis{time}; }
    std::chrono::milliseconds steady() const override { return time; }
    std::uint64_t chance() override { return 1; }
    std::chrono::milliseconds time{1'000'000};
};

class Answers final : public Sender {
public:
    explicit Answers(std::deque<HttpResponse>& left) : left_(left) {}
    Result<HttpResponse> send(std::string_view, const HttpRequest&) override {
        auto next = left_.front();
        left_.pop_front();
        return next;
    }
    void forget_credential(std::string_view) override {}
    void stop() override {}

private:
    std::deque<HttpResponse>& left_;
};

class CommandSenderTest : public ::testing::Test {
protected:
    Result<HttpResponse> send() {
        return make_command_sender(
                   config_,
                   clock_,
                   std::make_unique<Answers>(answers),
                   [this](const std::string&, const std::string&) -> std::optional<std::chrono::milliseconds> {
                       if (service_waits.empty()) return std::nullopt;
                       const auto wait = service_waits.front();
                       service_waits.pop_front();
                       return wait;
                   },
                   [this](std::chrono::milliseconds time) {
                       clock_.time += time;
                       slept += time;
                   }
        )->send("mail", {.path = "/fields"});
    }

    std::deque<HttpResponse> answers{{.status = 200}};
    std::deque<std::chrono::milliseconds> service_waits{};
    std::chrono::milliseconds slept{0};

private:
    const Household house_{};
    const Config config_ = house_.config();
    StandingClock clock_{};
};

TEST_F(CommandSenderTest, AVendorThatLimitsIsWaitedForAndAskedAgain) {
    answers.push_front({.status = 429, .headers = {{"Retry-After", "2"}}});
    EXPECT_EQ(send()->status, 200);
    EXPECT_GE(slept, 2s);
}

TEST_F(CommandSenderTest, AQuotaOfADayIsToldAndNotWaitedFor) {
    answers.push_front({.status = 429, .headers = {{"Retry-After", "86400"}}});
    EXPECT_EQ(send()->status, 429);
    EXPECT_EQ(slept, 0s);
}

TEST_F(CommandSenderTest, TheServiceThatRunsGivesTheCallOutOfItsBudget) {
    service_waits = {250ms, 100ms, 0ms};
    EXPECT_EQ(send()->status, 200);
    EXPECT_EQ(slept, 350ms);
    EXPECT_TRUE(service_waits.empty());
}

}  // namespace
}  // namespace crosswalk::test
