#include "connector/io/store_sqlite/writer.h"

#include "connector/io/store_sqlite/schema.h"

namespace crosswalk::sqlite {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kIdlePages = 256;
constexpr std::chrono::minutes kEmptyLogEvery{10};  // what was overwritten must not stay readable there
constexpr std::chrono::milliseconds kAckWaits{2};  // for others to share its commit

Fault stopped() { return {"store.stopped", "The store is closing.", "Send it again in a moment."}; }
Fault busy() {
    return {"store.busy", "More waits to be written than the store takes on.", "Send it again in a moment."};
}

}  // namespace

Writer::Writer(SqliteOptions options, std::unique_ptr<Database> db, StoreFiles* files, bool log_empty)
    : options_(std::move(options)),
      files_(files),
      db_(std::move(db)),
      tables_(std::make_unique<Tables>(*db_, options_.suppression_keys)),
      removed_in_log_(!log_empty),
      log_emptied_(Steady::now()) {
    if (auto id = tables_->settings.get("store_id"); id && *id) store_id_ = **id;
    files_->opened(db_->page_size());
    thread_ = std::thread([this] { work(); });
}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    something_.notify_all();
    thread_.join();
}

void Writer::submit(Lane lane, Unit unit, Done done) {
    std::optional<Fault> refused;
    {
        const std::lock_guard lock(mutex_);
        auto& queue = lane == Lane::intake ? intake_ : engine_;
        if (stopping_)
            refused = stopped();
        else if (queue.size() >= options_.max_queue)
            refused = busy();
        else
            queue.push_back({std::move(unit), std::move(done)});
        if (!refused && asleep_) something_.notify_one();
    }
    if (refused) done(*refused);
}

void Writer::submit_all(std::vector<Job> jobs) {
    std::unique_lock lock(mutex_);
    if (stopping_) {
        lock.unlock();
        for (const Job& job : jobs) job.done(stopped());
        return;
    }
    for (Job& job : jobs) engine_.push_back(std::move(job));
    if (asleep_) something_.notify_one();
}

Result<void> Writer::health() const {
    const std::lock_guard lock(health_mutex_);
    if (trouble_) return *trouble_;
    return {};
}

Result<void> Writer::erasures_complete() const {
    if (!removed_in_log_) return {};
    return Fault{
        "store.erasure_in_log",
        "What was erased can still be read in the store's log, because another program reads the store.",
        "Close whatever else has the store open (a database tool, a copy under way); Crosswalk empties the "
        "log "
        "by itself then."};
}

Writer::Took Writer::next(Job& job, bool wait) {
    std::unique_lock lock(mutex_);
    if (wait && intake_.empty() && engine_.empty() && !stopping_) {
        asleep_ = true;
        something_.wait_for(lock, options_.idle_after, [&] {
            return !intake_.empty() || !engine_.empty() || stopping_;
        });
        asleep_ = false;
    }
    const bool engine = !engine_.empty() && (intake_.empty() || engines_turn_);
    const Took lane = engine ? Took::engine : intake_.empty() ? Took::nothing : Took::intake;
    if (lane == Took::nothing) return lane;
    engines_turn_ = !engine;  // so that neither a flood stops the drain, nor a backlog the acknowledgements
    auto& queue = lane == Took::intake ? intake_ : engine_;
    job = std::move(queue.front());
    queue.pop_front();
    return lane;
}

Result<void> Writer::run_unit(const Unit& unit) {
    if (const auto begun = db_->run("SAVEPOINT unit").finish(); !begun) return begun;
    Result<void> result;
    try {
        result = unit(tables_->transaction);
    } catch (const std::exception& broken) {
        result = Fault{
            "store.unit_broken",
            std::string("A step failed unexpectedly: ") + broken.what() + ".",
            "Report this; everything else goes on."};
    }
    if (result) {
        result = db_->run("RELEASE unit").finish();
    }
    if (result) {
        tables_->keep_unit();
        return result;
    }
    tables_->drop_unit();
    if (db_->in_transaction()) {
        (void)db_->run("ROLLBACK TO unit").finish();
        (void)db_->run("RELEASE unit").finish();
    }
    return result;
}

Result<void> Writer::commit() {
    if (!db_->in_transaction())
        return Fault{
            "store.unavailable",
            "The store gave up a transaction.",
            "Check the disk; Crosswalk tries again by itself."};
    if (const auto flushed = tables_->books.flush(); !flushed) return flushed;
    const auto counted = tables_->books.count_commit();
    if (!counted) return counted.error();
    auto done = db_->run("COMMIT").finish();
    if (!done) return done;
    commits_ = *counted;
    const auto claimed = tables_->outbox.take_claimed();
    const auto there = look_at_files();
    if (!there) doubtful_.insert(doubtful_.end(), claimed.begin(), claimed.end());
    return there;
}

void Writer::fail_commit(const Fault& fault) {
    const int code = sqlite3_extended_errcode(db_->handle());
    tables_->books.drop_commit();
    if (db_->in_transaction()) (void)db_->execute("ROLLBACK");
    // After a failed fsync the kernel may have dropped the pages and report success next time: never carry on
    // with it.
    broken_ = (code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CORRUPT;
    if (broken_) {
        const auto claimed = tables_->outbox.take_claimed();
        doubtful_.insert(doubtful_.end(), claimed.begin(), claimed.end());
    }
    tables_ =
        std::make_unique<Tables>(*db_, options_.suppression_keys);  // forgets the sequence it was counting
    const std::lock_guard lock(health_mutex_);
    trouble_ = fault;
}

Result<void> Writer::reopen() {
    tables_.reset();
    db_.reset();
    auto db = Database::open(
        options_.path, options_.vfs, options_.synchronous, options_.single_connection, Access::write
    );
    if (db)
        db_ = std::move(*db);
    else
        return db.error();
    tables_ = std::make_unique<Tables>(*db_, options_.suppression_keys);
    files_->opened(db_->page_size());
    broken_ = true;
    if (const auto released = release_doubtful(); !released) {
        if (db_->in_transaction()) (void)db_->execute("ROLLBACK");
        return released;
    }
    broken_ = false;
    return {};
}

// Whoever claimed was told that it failed. Where the log kept that commit, nobody would ever settle it.
Result<void> Writer::release_doubtful() {
    if (doubtful_.empty()) return {};
    if (const auto begun = db_->run("BEGIN IMMEDIATE").finish(); !begun) return begun;
    if (const auto released = tables_->outbox.release_claims_of(doubtful_); !released)
        return released.error();
    tables_->keep_unit();
    if (const auto done = commit(); !done) return done;
    doubtful_.clear();
    return {};
}

// Into a file that nobody will find again nothing is promised.
Result<void> Writer::look_at_files() { return files_->intact(db_ ? db_->wal_pages() : 0); }

void Writer::empty_log() {
    log_emptied_ = Steady::now();
    if (db_->empty_log()) removed_in_log_ = false;
}

// Checkpoints off the commit path: a little at a time under load, everything when there is nothing else to
// do.
void Writer::tend(bool idle) {
    if (!db_) return;
    const auto waited = Steady::now() - log_emptied_;
    if ((removed_in_log_ && waited >= options_.idle_after) ||
        (idle && db_->wal_pages() > 0 && waited >= kEmptyLogEvery))
        return empty_log();
    if (static_cast<std::size_t>(db_->wal_pages()) >= options_.checkpoint_pages)
        db_->checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    else if (idle && db_->wal_pages() >= kIdlePages)
        db_->checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

// Somebody waits for an acknowledgement in every commit that holds intake: it is written soon.
void Writer::run_batch(Job job, Took lane, const Result<void>& begun) {
    auto deadline = Clock::now() + options_.max_commit_time;
    do {
        if (lane == Took::intake) deadline = std::min(deadline, Clock::now() + kAckWaits);
        finished_.emplace_back(std::move(job.done), begun ? run_unit(job.unit) : begun);
        if (finished_.size() >= options_.max_units_per_commit || Clock::now() >= deadline) return;
        if (begun && !db_->in_transaction()) return;
        lane = next(job, false);
    } while (lane != Took::nothing);
}

void Writer::conclude(const Result<void>& begun) {
    const Result<void> committed = begun ? commit() : begun;
    if (committed) {
        const auto newest = tables_->journal.last_given();
        files_->write_mark({store_id_, commits_, newest ? *newest : 0});
        if (db_->take_removal()) {
            removed_in_log_ = true;
            empty_log();
        }
    }
    if (!committed && db_) {
        fail_commit(committed.error());
    } else if (!committed || !health()) {
        const std::lock_guard lock(health_mutex_);
        trouble_ = committed ? std::nullopt : std::optional<Fault>(committed.error());
    }
    // Whoever shares the one connection sees one thing at a time; nobody else waits for a checkpoint.
    if (committed && options_.single_connection) tend(false);
    for (const auto& [done, result] : finished_) done(committed ? result : committed);
    finished_.clear();
    if (committed && !options_.single_connection) tend(false);
}

void Writer::work() {
    for (;;) {
        Job job;
        Took lane = next(job, true);
        if (lane == Took::nothing) {
            {
                const std::lock_guard lock(mutex_);
                if (stopping_ && intake_.empty() && engine_.empty()) break;
            }
            tend(true);
            if (const auto there = look_at_files(); !there) {
                const std::lock_guard lock(health_mutex_);
                trouble_ = there.error();
            }
            // While there is trouble an empty commit every half second finds out whether it is over.
            if (health()) continue;
            job = {
                [](Transaction& tx) { return tx.settings.put("probe", "ok"); }, [](const Result<void>&) {}};
            lane = Took::engine;
        }
        Result<void> begun = health() ? Result<void>{} : look_at_files();
        if (begun && (broken_ || !db_))
            begun = reopen();
        else if (begun)
            begun = release_doubtful();
        if (begun) begun = db_->run("BEGIN IMMEDIATE").finish();
        run_batch(std::move(job), lane, begun);
        conclude(begun);
    }
    if (db_) (void)db_->empty_log();
}

}  // namespace crosswalk::sqlite
