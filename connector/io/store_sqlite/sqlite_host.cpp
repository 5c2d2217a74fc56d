#include "connector/io/store_sqlite/sqlite_host.h"

#include "connector/io/store_sqlite/tombstones.h"

namespace crosswalk::sqlite {
namespace {

constexpr int kIdlePages = 256;
constexpr std::chrono::minutes kEmptyLogEvery{10};  // what was overwritten must not stay readable there

}  // namespace

SqliteHost::SqliteHost(
    SqliteOptions options, std::unique_ptr<StoreFiles> files, std::unique_ptr<Database> db, bool log_empty
)
    : options_(std::move(options)),
      files_(std::move(files)),
      db_(std::move(db)),
      removed_in_log_(!log_empty),
      log_emptied_(Steady::now()) {
    if (auto id = sql::SettingTable(*db_).get("store_id"); id && *id) store_id_ = **id;
    files_->opened(db_->page_size());
}

Result<std::unique_ptr<Database>> SqliteHost::open(bool exclusive, Access access) const {
    return Database::open(options_.path, options_.vfs, options_.synchronous, exclusive, access);
}

Result<void> SqliteHost::reopen() {
    db_.reset();
    auto db = open(options_.single_connection, Access::write);
    if (!db) return db.error();
    db_ = std::move(*db);
    files_->opened(db_->page_size());
    return {};
}

Result<std::unique_ptr<sql::SqlConnection>> SqliteHost::open_reader() {
    auto db = open(false, Access::read);
    if (!db) return db.error();
    return std::unique_ptr<sql::SqlConnection>(std::move(*db));
}

// Into a file that nobody will find again nothing is promised.
Result<void> SqliteHost::intact() { return files_->intact(db_ ? db_->wal_pages() : 0); }

Result<void> SqliteHost::before_commit(sql::Tables& tables) {
    const auto counted = tables.books.count_commit();
    if (!counted) return counted.error();
    commits_ = *counted;
    // Before the erasure itself: what is erased again for nothing does no harm, what is forgotten comes back.
    const auto erased = db_->take_erased();
    if (erased.empty() || !options_.vfs.empty()) return {};
    return append_tombstones(options_.path, commits_, erased);
}

void SqliteHost::committed(sql::Tables& tables) {
    const auto newest = tables.journal.last_given();
    files_->write_mark({store_id_, commits_, newest ? *newest : 0});
    if (!db_->take_removal()) return;
    removed_in_log_ = true;
    empty_log();
}

void SqliteHost::empty_log() {
    log_emptied_ = Steady::now();
    if (db_->empty_log()) removed_in_log_ = false;
}

// Checkpoints off the commit path: a little at a time under load, everything when there is nothing else to
// do.
void SqliteHost::tend(bool idle) {
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

void SqliteHost::closing() {
    if (db_) (void)db_->empty_log();
}

Result<void> SqliteHost::erasures_complete() const {
    if (!removed_in_log_) return {};
    return Fault{
        "store.erasure_in_log",
        "What was erased can still be read in the store's log, because another program reads the store.",
        "Close whatever else has the store open (a database tool, a copy under way); Crosswalk empties the "
        "log "
        "by itself then."};
}

}  // namespace crosswalk::sqlite
