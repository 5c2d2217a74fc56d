// The keys that vendors publish: fetched once, in the background, and never from where a stranger says.
#include "tests/intake/edge.h"
#include "tests/verify/vendor_vectors.h"

#include <gtest/gtest.h>

#include <condition_variable>

namespace crosswalk {
namespace {

using testing::FakeClock;
using testing::VendorVector;

const std::string kUrl = "https://keys.example.com/a.pem";

struct Counted {
    std::atomic<int> calls = 0;
    std::atomic<bool> works = true;

    KeyCache::Fetch fetch() {
        return [this](const std::string& url) -> Result<std::string> {
            ++calls;
            if (!works) return Fault{"send.no_answer", "No answer.", "Wait."};
            return Result<std::string>(boost::system::in_place_value, "key of " + url);
        };
    }
};

TEST(KeyCache, FetchesAKeyOnceAndKeepsItForADay) {
    FakeClock clock;
    Counted vendor;
    KeyCache cache(vendor.fetch(), clock);
    EXPECT_FALSE(cache.find(kUrl));
    cache.want(kUrl);
    cache.want(kUrl);
    cache.wait_until_idle();
    cache.want(kUrl);
    cache.wait_until_idle();
    EXPECT_EQ(cache.find(kUrl), "key of " + kUrl);
    EXPECT_EQ(vendor.calls, 1);
    clock.millis += std::chrono::milliseconds(std::chrono::hours(25)).count();
    EXPECT_FALSE(cache.find(kUrl));
    cache.want(kUrl);
    cache.wait_until_idle();
    EXPECT_EQ(vendor.calls, 2);
}

TEST(KeyCache, AsksAgainForWhatCouldNotBeFetchedOnlyAfterAWhile) {
    FakeClock clock;
    Counted vendor;
    vendor.works = false;
    KeyCache cache(vendor.fetch(), clock);
    for (int i = 0; i < 5; ++i) {
        cache.want(kUrl);
        cache.wait_until_idle();
    }
    EXPECT_EQ(vendor.calls, 1);
    EXPECT_FALSE(cache.find(kUrl));
    vendor.works = true;
    clock.millis += 61'000;
    cache.want(kUrl);
    cache.wait_until_idle();
    EXPECT_TRUE(cache.find(kUrl));
}

TEST(KeyCache, CutsAFloodOfAddressesOff) {
    FakeClock clock;
    std::mutex mutex;
    std::atomic<int> calls = 0;
    {
        std::unique_lock slow(mutex);
        KeyCache cache(
            [&](const std::string&) -> Result<std::string> {
                ++calls;
                const std::lock_guard wait(mutex);
                return Result<std::string>(boost::system::in_place_value, "key");
            },
            clock
        );
        for (int i = 0; i < 1'000; ++i) cache.want(kUrl + std::to_string(i));
        slow.unlock();
        cache.wait_until_idle();
        EXPECT_LE(calls, 9);
    }
}

TEST(Intake, PutsOffADeliveryUntilItsKeyIsHere) {
    VendorVector vector = testing::genuine_of("amazon_ses");
    Adapter adapter;
    adapter.manifest.webhook = testing::webhook_of("amazon_ses");
    WebhookEndpoints hooks;
    hooks.hooks.push_back({.connection = "tool", .adapter = &adapter, .texts = vector.hook.texts});
    testing::FakeStore store;
    FakeClock clock;
    clock.millis = std::chrono::milliseconds(vector.now).count();
    std::atomic<int> calls = 0;
    const auto keys = std::make_shared<KeyCache>(
        [&](const std::string& url) -> Result<std::string> {
            ++calls;
            return Result<std::string>(boost::system::in_place_value, vector.keys.keys.at(url));
        },
        clock
    );
    const Intake intake(hooks, store, clock, [] {}, {.keys = keys});
    const auto status = [&] {
        int told = 0;
        intake.handle(
            {.method = "POST", .target = "/hooks/tool", .headers = vector.headers, .body = vector.body},
            [&](const ServerAnswer& answer) { told = answer.status; }
        );
        return told;
    };
    EXPECT_EQ(status(), 503);
    EXPECT_EQ(store.journal().size(), 0U);
    keys->wait_until_idle();
    EXPECT_EQ(status(), 200);
    ASSERT_EQ(store.journal().size(), 1U);
    EXPECT_EQ(store.journal().front().delivery_id, "792cda85-518f-5dd3-9163-81d851212f3a");
    vector.body[vector.body.find("Hello")] = 'J';
    EXPECT_EQ(status(), 401);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(intake.counts().refused, 1U);
    EXPECT_EQ(intake.counts().forged, 1U);
}

}  // namespace
}  // namespace crosswalk
