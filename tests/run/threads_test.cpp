// The engine on its own threads, with news, pauses, new mappings and questions from all sides.
#include "connector/contract/json_read.h"
#include "engine_story.h"

#include <unistd.h>

#include <condition_variable>
#include <thread>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

// Time that passes by itself, behind what the stories hand in.
class WallClock : public Clock {
public:
    Millis now() const override { return Millis{std::chrono::seconds{1'800'003'600}} + steady(); }
    std::chrono::milliseconds steady() const override {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - start_
        );
    }
    std::uint64_t chance() override { return chance_.fetch_add(0x9E3779B97F4A7C15ULL); }

private:
    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::atomic<std::uint64_t> chance_{1};
};

// The toy cloud, for many callers at once.
class SharedCloud : public Sender {
public:
    ToyCloud cloud{};
    std::mutex mutex{};

    Result<HttpResponse> send(std::string_view connection, const HttpRequest& request) override {
        const std::lock_guard lock(mutex);
        return cloud.send(connection, request);
    }
    void forget_credential(std::string_view) override {}
    void stop() override {}
};

// A vendor that answers an update only while another one is on its way: who sends one at a time waits in vain.
class SlowCloud : public SharedCloud {
public:
    Result<HttpResponse> send(std::string_view connection, const HttpRequest& request) override {
        if (connection != "crm" || request.path != "/update") return SharedCloud::send(connection, request);
        const auto rows = parse_json(request.body);
        std::vector<std::string> ids;
        for (const auto& row : items_at(*rows, "/rows")) ids.push_back(scalar_at(row, "/id"));
        std::unique_lock lock(in_flight_mutex_);
        for (const std::string& id : ids) twice = !in_flight_.insert(id).second || twice;
        most = std::max(most, ++calls_);
        changed_.notify_all();
        changed_.wait_for(lock, 10s, [&] { return most > 1; });
        lock.unlock();
        auto answer = SharedCloud::send(connection, request);
        lock.lock();
        for (const std::string& id : ids) in_flight_.erase(id);
        --calls_;
        return answer;
    }
    int most = 0;        // calls at once
    bool twice = false;  // two of them about one record

private:
    std::mutex in_flight_mutex_{};
    std::condition_variable changed_{};
    std::set<std::string> in_flight_{};
    int calls_ = 0;
};

// The toy vendor, which takes three calls at once.
const Adapter& broad_adapter() {
    static const Adapter adapter = [] {
        Adapter out = toy_adapter();
        out.manifest.writes_in_flight = 3;
        return out;
    }();
    return adapter;
}

class OnThreads : public EngineStory {};

TEST_F(OnThreads, WhileAVendorTakesItsTimeOtherPeopleAreWrittenBesideAndNobodyTwiceAtOnce) {
    engine.reset();
    WallClock wall;
    SlowCloud slow;
    for (int i = 0; i < 40; ++i) {
        const std::string id = std::to_string(i), email = "p" + id + "@example.com";
        slow.cloud.accounts["crm"].records["c" + id] = Fields{{"Email", value(email)}};
        slow.cloud.accounts["mail"].records["m" + id] = Fields{{"address", value(email)}, {"score", 7}};
        hears("crm", toy_event("c" + id, {{"Email", value(email)}}));
        hears("mail", toy_event("m" + id, {{"address", value(email)}, {"score", 7}}));
    }
    std::vector<ConnectionSetup> setups;
    for (const ConnectionPlan& plan : mapping.connections)
        setups.push_back({.connection = {.name = plan.name}, .adapter = &broad_adapter(), .mode = Mode::live});
    const auto plan = std::make_shared<const Mapping>(mapping);
    Engine running(
        EnginePorts{*store, slow, wall, log}, std::move(setups), plan, {.score = 5ms, .bulk = 10ms}
    );
    while (running.apply_step()) {
    }
    running.start();
    const auto arrived = [&] {
        const std::lock_guard lock(slow.mutex);
        return std::ranges::all_of(slow.cloud.accounts["crm"].records, [](const auto& record) {
            const auto score = record.second.find("Score");
            return score != record.second.end() && score->second == value(7);
        });
    };
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!arrived() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    EXPECT_TRUE(arrived());
    running.stop(2s);
    EXPECT_GT(slow.most, 1);
    EXPECT_FALSE(slow.twice);
    EXPECT_EQ(imbalance(books()), "");
}

TEST_F(OnThreads, NewsFromAllSidesArriveWhileItIsAskedPausedAndStopped) {
    engine.reset();
    WallClock wall;
    SharedCloud shared;
    for (int i = 0; i < 20; ++i) {
        const std::string email = "p" + std::to_string(i) + "@example.com";
        shared.cloud.accounts["crm"].records["c" + std::to_string(i)] = Fields{{"Email", value(email)}};
    }
    std::vector<ConnectionSetup> setups;
    for (const ConnectionPlan& plan : mapping.connections)
        setups.push_back({.connection = {.name = plan.name}, .adapter = &toy_adapter(), .mode = Mode::live});
    const auto plan = std::make_shared<const Mapping>(mapping);
    Engine running(
        EnginePorts{*store, shared, wall, log}, std::move(setups), plan, {.score = 5ms, .bulk = 10ms}
    );
    running.start();
    std::jthread nosy([&](const std::stop_token& enough) {
        while (!enough.stop_requested()) {
            (void)running.status();
            running.use(plan);
            (void)running.pause("crm", "a moment");
            (void)running.resume("crm");
            (void)running.replay({});
        }
    });
    for (int round = 1; round <= 5; ++round)
        for (int i = 0; i < 20; ++i) {
            const std::string id = std::to_string(i);
            const auto event =
                toy_event("m" + id, {{"address", value("p" + id + "@example.com")}, {"score", round}});
            {
                const std::lock_guard lock(shared.mutex);
                shared.cloud.accounts["mail"].holds(event);
            }
            hears("mail", event);
            running.wake();
        }
    const auto arrived = [&] {
        const std::lock_guard lock(shared.mutex);
        return std::ranges::all_of(shared.cloud.accounts["crm"].records, [](const auto& record) {
            const auto score = record.second.find("Score");
            return score != record.second.end() && score->second == value(5);
        });
    };
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!arrived() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    nosy.request_stop();
    nosy.join();
    EXPECT_TRUE(arrived());
    running.stop(2s);
    EXPECT_EQ(imbalance(books()), "");
}

TEST_F(OnThreads, AComparisonIsFollowedToItsEndWhileTheLoopsDoTheWork) {
    engine.reset();
    WallClock wall;
    SharedCloud shared;
    shared.cloud.accounts["mail"].records["m1"] =
        Fields{{"address", "ann@example.com"}, {"score", 73}, {"city", "Hue"}};
    std::vector<ConnectionSetup> setups;
    for (const ConnectionPlan& plan : mapping.connections)
        setups.push_back({.connection = {.name = plan.name}, .adapter = &toy_adapter(), .mode = Mode::live});
    const auto plan = std::make_shared<const Mapping>(mapping);
    Engine running(
        EnginePorts{*store, shared, wall, log}, std::move(setups), plan, {.score = 5ms, .bulk = 10ms}
    );
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 70}, {"city", "Hue"}}));
    while (running.apply_step()) {
    }
    running.start();
    const auto told = running.compare("mail", false);
    ASSERT_TRUE(told);
    EXPECT_TRUE(told->finished) << told->trouble;
    EXPECT_EQ(told->recovered, 1);
    running.stop(2s);
    EXPECT_EQ(imbalance(books()), "");
}

}  // namespace
}  // namespace crosswalk
