// connector/io/store_sqlite/writer.h - the one thread that owns the one writing connection.
#pragma once

#include "connector/io/store_sqlite/sqlite_store.h"
#include "connector/io/store_sqlite/store_files.h"
#include "connector/io/store_sqlite/tables.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace crosswalk::sqlite {

struct Job {
    Unit unit{};
    Done done{};
};

// Takes what waits, intake and engine in turn, commits after at most 64 units or 5 ms, and sooner where somebody waits
// for an acknowledgement, then tells everybody. While one
// commit is written the next batch gathers by itself, so there is nothing to wait for and nothing to tune.
// What was erased is out of the log before the erasure is acknowledged, unless another reader holds the log:
// then it is tried again until it is. A commit is acknowledged only while the store's files are in place.
class Writer {
public:
    // `log_empty`: nothing of earlier runs is left in the log.
    Writer(SqliteOptions, std::unique_ptr<Database>, StoreFiles*, bool log_empty);
    // Finishes what is queued, and empties the log.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void submit(Lane, Unit, Done);
    void submit_all(std::vector<Job>);  // of the engine: always taken, since the caller waits
    Result<void> health() const;
    Result<void> erasures_complete() const;

private:
    void work();
    enum class Took { nothing, intake, engine };
    Took next(Job&, bool wait);
    void run_batch(Job first, Took lane, const Result<void>& begun);
    void conclude(const Result<void>& begun);
    Result<void> run_unit(const Unit&);
    Result<void> commit();
    void fail_commit(const Fault&);
    void tend(bool idle);
    void empty_log();
    Result<void> look_at_files();
    Result<void> reopen();
    Result<void> release_doubtful();

    using Steady = std::chrono::steady_clock;
    SqliteOptions options_;
    StoreFiles* files_;
    std::unique_ptr<Database> db_;
    std::unique_ptr<Tables> tables_;

    mutable std::mutex mutex_{};
    std::condition_variable something_{};
    std::deque<Job> intake_{}, engine_{};
    bool stopping_ = false, asleep_ = false;
    bool engines_turn_ = false;
    std::vector<std::pair<Done, Result<void>>> finished_{};  // of the commit in hand

    mutable std::mutex health_mutex_{};
    std::optional<Fault> trouble_{};
    std::vector<std::int64_t>
        doubtful_{};  // claims of a commit that failed, but may be on the disk all the same
    std::string store_id_{};
    std::int64_t commits_ = 0;          // in the store, that of the commit in hand among them
    std::atomic<bool> removed_in_log_;  // what was erased may still be read there
    Steady::time_point log_emptied_{};  // when it was tried last
    bool broken_ = false;               // the connection failed in a way after which it must not be trusted
    std::thread thread_{};
};

}  // namespace crosswalk::sqlite
