// connector/io/store_sql/writer.h - the one thread that owns the one writing connection.
#pragma once

#include "connector/io/store_sql/host.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace crosswalk::sql {

struct Job {
    Unit unit{};
    Done done{};
};

// Takes what waits, intake and engine in turn, commits after at most 64 units or 5 ms, and sooner where
// somebody waits for an acknowledgement, then tells everybody. While one commit is written the next batch
// gathers by itself, so there is nothing to wait for and nothing to tune. A commit is acknowledged only while
// the store is still the one that was opened.
class Writer {
public:
    Writer(WriterOptions, Host&);
    // Finishes what is queued.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void submit(Lane, Unit, Done);
    void submit_all(std::vector<Job>);  // of the engine: always taken, since the caller waits
    Result<void> health() const;
    std::uint64_t commits_about(Topic topic) const { return about_.at(static_cast<std::size_t>(topic)).load(); }

private:
    void work();
    enum class Took { nothing, intake, engine };
    Took next(Job&, bool wait);
    Result<void> begin();
    bool rest();
    void run_batch(Job first, Took lane, const Result<void>& begun);
    void conclude(const Result<void>& begun);
    Result<void> run_unit(const Unit&);
    Result<void> commit();
    void fail_commit(const Fault&);
    void count_topics();
    void set_trouble(std::optional<Fault>);
    void make_tables();
    Result<void> reopen();
    Result<void> release_doubtful();

    WriterOptions options_;
    Host& host_;
    std::unique_ptr<Tables> tables_{};

    mutable std::mutex mutex_{};
    std::condition_variable something_{};
    std::deque<Job> intake_{}, engine_{};
    bool stopping_ = false, asleep_ = false;
    bool engines_turn_ = false;
    std::vector<std::pair<Done, Result<void>>> finished_{};  // of the commit in hand

    mutable std::mutex health_mutex_{};
    std::optional<Fault> trouble_{};
    std::vector<std::int64_t>
        doubtful_{};       // claims of a commit that failed, but may be on the disk all the same
    std::array<std::atomic<std::uint64_t>, kTopics> about_{};
    bool broken_ = false;  // the connection failed in a way after which it must not be trusted
    std::thread thread_{};
};

}  // namespace crosswalk::sql
