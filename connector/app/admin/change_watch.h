// connector/app/admin/change_watch.h - pages that wait for something to change.
#pragma once

#include "connector/app/admin/admin_service.h"
#include "webhooks/server/http_server.h"

#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace crosswalk {

// Thread-safe. Looks at the store's counters a few times a second while somebody waits, and not otherwise.
class ChangeWatch {
public:
    explicit ChangeWatch(AdminService&);
    ~ChangeWatch();
    // Answers whoever still waits, and from then on everybody at once.
    void let_go();

    // Answers {"now", "topics"} as soon as something changed since the place `after`, and else after 12 s without
    // topics. A place of another process, or none, is answered at once with all topics. 503 when too many wait.
    void wait(std::int64_t after, Respond);

    static constexpr std::chrono::milliseconds kLongest{12'000}, kLookEvery{200}, kStatesEvery{2'000};
    static constexpr std::size_t kMostWaiting = 200;

private:
    struct Waiting {
        std::int64_t after = 0;
        std::chrono::milliseconds until{};
        Respond respond{};
    };
    void look();
    void take_counts();
    void take_states();
    ServerAnswer answer_from(std::int64_t after) const;
    void watch();

    AdminService& admin_;
    std::mutex mutex_{};
    std::condition_variable changed_{};
    std::int64_t now_ = 1;
    std::array<std::uint64_t, kTopics> counts_{};
    std::array<std::int64_t, kTopics> places_{};  // where each topic changed last
    std::string states_{};                        // of the connections
    std::chrono::milliseconds states_at_{};
    std::vector<Waiting> waiting_{};
    bool ending_ = false;
    std::thread thread_{};
};

}  // namespace crosswalk
