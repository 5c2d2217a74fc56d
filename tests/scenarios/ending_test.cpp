// How the program ends, and what it refuses to begin.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Endings : public ServiceFixture {};

std::string person(int number) { return "person" + std::to_string(number) + "@example.com"; }

TEST_F(Endings, ASigtermUnderLoadLosesNothingThatWasAcknowledged) {
    open("watch");
    std::atomic<int> next{0};
    std::atomic<bool> over{false};
    std::mutex mutex;
    std::vector<int> acknowledged;
    const auto deliver = [&] {
        while (!over) {
            const int number = next++;
            const auto id = doubles.hubspot().add_contact({{"email", person(number)}});
            const auto event = R"([{"portalId":146425426,"eventId":)" + std::to_string(id) +
                               R"(,"objectId":)" + std::to_string(id) + R"(,"occurredAt":)" +
                               std::to_string(system_ms()) +
                               R"(,"subscriptionId":9,"subscriptionType":"contact.creation"}])";
            if (hubspot_says(event).status != 200) continue;
            const std::scoped_lock lock(mutex);
            acknowledged.push_back(number);
        }
    };
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i) callers.emplace_back(deliver);
    const bool loaded = doubles.wait_until([&] {
        const std::scoped_lock lock(mutex);
        return acknowledged.size() >= 200;
    });
    const auto began = std::chrono::steady_clock::now();
    const int code = service->terminate(seconds(20));
    const auto took = std::chrono::steady_clock::now() - began;
    over = true;
    for (auto& caller : callers) caller.join();
    EXPECT_TRUE(loaded);
    EXPECT_EQ(code, 0);
    EXPECT_LT(took, seconds(10));

    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] {
        return booked("hubspot", "deliveries", "waiting") == 0 &&
               booked("hubspot", "changes", "waiting") == 0;
    }));
    const Pairs token{{"Authorization", "Bearer " + new_token()}};
    for (const int number : acknowledged) {
        const auto found = call(service->admin_url(), "GET", "/api/v1/leads/" + person(number), token);
        EXPECT_EQ(found.status, 200) << person(number);
    }
}

TEST_F(Endings, ASigtermWhileItStartsEndsItInGoodOrder) {
    prepare();
    doubles.activecampaign().limit_calls(false);
    for (int i = 0; i < 10; ++i) {
        (void)service->start(std::chrono::milliseconds(i * 5));
        (void)service->terminate(seconds(10));
        ASSERT_FALSE(service->running()) << "it ended, in good order or before it could learn how";
    }
    open();
    EXPECT_EQ(service->terminate(seconds(10)), 0);
}

TEST_F(Endings, ASigtermWhileAVendorKeepsSilentDoesNotWaitForIt) {
    open();
    Answer silence;
    silence.ending = Ending::silent;
    doubles.hubspot().when(post("/batch/")).reply(silence).always();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return booked("hubspot", "writes", "in_flight") > 0; }));
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(service->terminate(seconds(20)), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(10));
}

TEST_F(Endings, ASecondServiceOnTheSameStoreIsRefused) {
    open();
    const auto second = service->command({"serve"});
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_THAT(second.err, HasSubstr("store.locked: "));
    EXPECT_THAT(second.out, IsEmpty());
    EXPECT_EQ(report_score(73), 200) << "the first goes on";
    EXPECT_TRUE(soon([&] { return lead_score() == 73; }));
}

TEST_F(Endings, AStoreOfANewerCrosswalkIsLeftAlone) {
    open();
    EXPECT_EQ(service->terminate(), 0);
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((folder.path() + "/crosswalk.db").c_str(), &db), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(db, "PRAGMA user_version = 9999", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
    for (const char* command : {"serve", "status", "books"}) {
        const auto refused = service->command({command});
        EXPECT_EQ(refused.exit_code, 1) << command;
        EXPECT_THAT(refused.err, AllOf(HasSubstr("store.newer: "), HasSubstr("9999"))) << command;
        EXPECT_THAT(refused.out, IsEmpty()) << command;
    }
}

}  // namespace
}  // namespace crosswalk::doubles
