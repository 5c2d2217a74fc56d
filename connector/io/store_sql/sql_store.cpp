#include "connector/io/store_sql/sql_store.h"

namespace crosswalk::sql {

SqlStore::SqlStore(WriterOptions options, std::unique_ptr<Host> host)
    : options_(std::move(options)), host_(std::move(host)), writer_(options_, *host_) {}

void SqlStore::submit(Lane lane, Unit unit, Done done) {
    writer_.submit(lane, std::move(unit), std::move(done));
}

std::vector<Result<void>> SqlStore::run(std::vector<Unit> units) {
    struct Wait {
        std::mutex mutex;
        std::condition_variable all_done;
        std::vector<Result<void>> results;
        std::size_t left;
    };
    if (units.empty()) return {};
    const auto wait = std::make_shared<Wait>();
    wait->results.assign(units.size(), Result<void>{});
    wait->left = units.size();
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < units.size(); ++i)
        jobs.push_back({std::move(units[i]), [wait, i](const Result<void>& result) {
                            const std::lock_guard guard(wait->mutex);
                            wait->results[i] = result;
                            if (--wait->left == 0) wait->all_done.notify_all();
                        }});
    writer_.submit_all(std::move(jobs));
    std::unique_lock guard(wait->mutex);
    wait->all_done.wait(guard, [&] { return wait->left == 0; });
    return std::move(wait->results);
}

Result<void> SqlStore::read(const Unit& unit) {
    if (options_.single_connection) return run({unit}).front();
    auto begun = begin_read();
    if (!begun) return begun.error();
    const std::unique_ptr<Reader>& reader = *begun;
    const auto result = unit(reader->tables.transaction);
    reader->tables.books.drop_commit();
    (void)reader->db->execute("ROLLBACK");
    give_back(std::move(*begun));
    return result;
}

std::unique_ptr<SqlStore::Reader> SqlStore::idle_reader() {
    const std::lock_guard guard(readers_mutex_);
    if (readers_.empty()) return nullptr;
    auto reader = std::move(readers_.back());
    readers_.pop_back();
    return reader;
}

// A connection that lay idle may have ended meanwhile: then a new one is asked.
Result<std::unique_ptr<SqlStore::Reader>> SqlStore::begin_read() {
    while (auto reader = idle_reader()) {
        const auto begun = reader->db->execute(host_->begin_read());
        if (begun) return reader;
        if (!reader->db->mistrusted()) return begun.error();
    }
    auto db = host_->open_reader();
    if (!db) return db.error();
    auto reader = std::make_unique<Reader>(std::move(*db), options_.suppression_keys);
    if (const auto begun = reader->db->execute(host_->begin_read()); !begun) return begun.error();
    return reader;
}

void SqlStore::give_back(std::unique_ptr<Reader> reader) {
    if (reader->db->mistrusted()) return;
    const std::lock_guard guard(readers_mutex_);
    if (readers_.size() < options_.most_idle_readers) readers_.push_back(std::move(reader));
}

}  // namespace crosswalk::sql
