#include "connector/io/store_sql/writer.h"

namespace crosswalk::sql {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kAckWaits{2};  // for others to share its commit

Fault stopped() { return {"store.stopped", "The store is closing.", "Send it again in a moment."}; }
Fault busy() {
    return {"store.busy", "More waits to be written than the store takes on.", "Send it again in a moment."};
}

}  // namespace

Writer::Writer(WriterOptions options, Host& host) : options_(std::move(options)), host_(host) {
    make_tables();
    thread_ = std::thread([this] { work(); });
}

void Writer::make_tables() {
    tables_ = std::make_unique<Tables>(*host_.writing(), options_.suppression_keys);
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

void Writer::set_trouble(std::optional<Fault> fault) {
    const std::lock_guard lock(health_mutex_);
    trouble_ = std::move(fault);
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
    SqlConnection& db = *host_.writing();
    if (const auto begun = db.run("SAVEPOINT unit").finish(); !begun) return begun;
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
        result = db.run("RELEASE unit").finish();
    }
    if (result) {
        tables_->keep_unit();
        return result;
    }
    tables_->drop_unit();
    if (db.in_transaction()) {
        (void)db.run("ROLLBACK TO unit").finish();
        (void)db.run("RELEASE unit").finish();
    }
    return result;
}

Result<void> Writer::commit() {
    SqlConnection& db = *host_.writing();
    if (!db.in_transaction()) return db.transaction_lost();
    if (const auto flushed = tables_->books.flush(); !flushed) return flushed;
    if (const auto ready = host_.before_commit(*tables_); !ready) return ready;
    auto done = db.run("COMMIT").finish();
    if (!done) return done;
    const auto claimed = tables_->outbox.take_claimed();
    const auto there = host_.intact();
    if (!there) doubtful_.insert(doubtful_.end(), claimed.begin(), claimed.end());
    return there;
}

void Writer::fail_commit(const Fault& fault) {
    SqlConnection& db = *host_.writing();
    broken_ = db.mistrusted();
    tables_->books.drop_commit();
    if (db.in_transaction()) (void)db.execute("ROLLBACK");
    if (broken_) {
        const auto claimed = tables_->outbox.take_claimed();
        doubtful_.insert(doubtful_.end(), claimed.begin(), claimed.end());
    }
    make_tables();  // forgets the sequence it was counting
    set_trouble(fault);
}

Result<void> Writer::reopen() {
    tables_.reset();
    if (auto opened = host_.reopen(); !opened) return opened;
    make_tables();
    broken_ = true;
    if (const auto released = release_doubtful(); !released) {
        SqlConnection& db = *host_.writing();
        if (db.in_transaction()) (void)db.execute("ROLLBACK");
        return released;
    }
    broken_ = false;
    return {};
}

// Whoever claimed was told that it failed. Where that commit is on the disk all the same, nobody would ever
// settle it.
Result<void> Writer::release_doubtful() {
    if (doubtful_.empty()) return {};
    if (const auto begun = host_.writing()->begin(); !begun) return begun;
    if (const auto released = tables_->outbox.release_claims_of(doubtful_); !released)
        return released.error();
    tables_->keep_unit();
    if (const auto done = commit(); !done) return done;
    doubtful_.clear();
    return {};
}

// Somebody waits for an acknowledgement in every commit that holds intake: it is written soon.
void Writer::run_batch(Job job, Took lane, const Result<void>& begun) {
    auto deadline = Clock::now() + options_.max_commit_time;
    do {
        if (lane == Took::intake) deadline = std::min(deadline, Clock::now() + kAckWaits);
        finished_.emplace_back(std::move(job.done), begun ? run_unit(job.unit) : begun);
        if (finished_.size() >= options_.max_units_per_commit || Clock::now() >= deadline) return;
        if (begun && !host_.writing()->in_transaction()) return;
        lane = next(job, false);
    } while (lane != Took::nothing);
}

void Writer::count_topics() {
    const auto changed = host_.writing()->take_changes();
    for (std::size_t topic = 0; topic < kTopics; ++topic)
        if (changed.test(topic)) ++about_.at(topic);
}

void Writer::conclude(const Result<void>& begun) {
    const Result<void> committed = begun ? commit() : begun;
    if (committed) host_.committed(*tables_);
    if (committed) count_topics();
    if (!committed && host_.writing() != nullptr)
        fail_commit(committed.error());
    else if (!committed || !health())
        set_trouble(committed ? std::nullopt : std::optional<Fault>(committed.error()));
    // Whoever shares the one connection sees one thing at a time; nobody else waits for a checkpoint.
    if (committed && options_.single_connection) host_.tend(false);
    for (const auto& [done, result] : finished_) done(committed ? result : committed);
    finished_.clear();
    if (committed && !options_.single_connection) host_.tend(false);
}

// True: all is well, and there is nothing to do.
bool Writer::rest() {
    host_.tend(true);
    if (const auto there = host_.intact(); !there) set_trouble(there.error());
    return health().has_value();
}

Result<void> Writer::begin() {
    if (!health())
        if (const auto there = host_.intact(); !there) return there;
    const auto ready = broken_ || host_.writing() == nullptr ? reopen() : release_doubtful();
    return ready ? host_.writing()->begin() : ready;
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
            if (rest()) continue;
            // While there is trouble an empty commit every half second finds out whether it is over.
            job = {
                [](Transaction& tx) { return tx.settings.put("probe", "ok"); }, [](const Result<void>&) {}};
            lane = Took::engine;
        }
        const Result<void> begun = begin();
        run_batch(std::move(job), lane, begun);
        conclude(begun);
    }
    host_.closing();
}

}  // namespace crosswalk::sql
