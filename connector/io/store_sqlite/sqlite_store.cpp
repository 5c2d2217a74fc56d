#include "connector/io/store_sqlite/sqlite_store.h"

#include "connector/crypto/crypto.h"
#include "connector/io/store_sql/sql_store.h"
#include "connector/io/store_sqlite/schema.h"
#include "connector/io/store_sqlite/sqlite_host.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace crosswalk {
namespace {

using sql::Access;
using sqlite::Database;
using sqlite::StoreFiles;

Result<std::string> store_id(Database& db) {
    sql::SettingTable settings(db);
    auto id = settings.get("store_id");
    if (!id) return id.error();
    if (*id) return {boost::system::in_place_value, std::move(**id)};
    std::string fresh = crypto::hex(crypto::random_bytes(8));
    if (const auto kept = settings.put("store_id", fresh); !kept) return kept.error();
    return {boost::system::in_place_value, std::move(fresh)};
}

// Part of a store whose log was lost may be newer than the rest of it.
Result<void> check_pages(Database& db) {
    sql::Cursor c = db.run("PRAGMA quick_check(1)");
    if (c.next() && c.view(0) == "ok") return {};
    if (const auto read = c.outcome(); !read) return read;
    return Fault{
        "store.corrupt",
        "The store lost its last commits and is damaged.",
        "Stop Crosswalk and restore the store from a backup."};
}

// What the mark beside the store knows and the store does not was acknowledged and is lost: it is kept as a
// setting, for people to be told, until it was compared with the tools.
Result<void> compare_with_mark(Database& db, const StoreFiles& files) {
    sql::Tables tables(db, {"unused"});
    const auto id = store_id(db);
    const auto commits = tables.books.commits();
    const auto newest = tables.journal.newest();
    if (!id) return id.error();
    if (!commits) return commits.error();
    if (!newest) return newest.error();
    const auto mark = files.mark();
    const bool other = mark && mark->store != *id;
    if (mark && (other || mark->commits > *commits)) {
        if (!other)
            if (const auto sound = check_pages(db); !sound) return sound;
        const std::int64_t deliveries = std::max<std::int64_t>(0, mark->last - (other ? 0 : *newest));
        const auto now =
            std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
        const auto told = tables.settings.put(
            kStoreLost,
            boost::json::serialize(boost::json::object{
                {"noticed", sql::ms(now)},
                {"commits", mark->commits - (other ? 0 : *commits)},
                {"deliveries", deliveries}})
        );
        if (!told) return told;
    }
    files.write_mark({*id, *commits, *newest});
    return {};
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const SqliteOptions& given) {
    SqliteOptions options = given;
    const bool on_disk = options.vfs.empty();
    options.path = sqlite::real_path(given.path);
    auto files = StoreFiles::hold(options.path, on_disk);
    if (!files) return files.error();
    auto db = Database::open(
        options.path, options.vfs, options.synchronous, options.single_connection, Access::write
    );
    if (!db) return db.error();
    if (const auto migrated = sqlite::migrate(**db, on_disk); !migrated) return migrated.error();
    auto keys = sql::suppression_keys(**db, options.suppression_keys);
    if (!keys) return keys.error();
    options.suppression_keys = std::move(*keys);
    if (on_disk)
        if (const auto compared = compare_with_mark(**db, **files); !compared) return compared.error();
    const bool log_empty = (*db)->empty_log();
    const sql::WriterOptions writer{
        .suppression_keys = options.suppression_keys,
        .max_units_per_commit = options.max_units_per_commit,
        .max_commit_time = options.max_commit_time,
        .max_queue = options.max_queue,
        .idle_after = options.idle_after,
        .single_connection = options.single_connection};
    return std::unique_ptr<Store>(std::make_unique<sql::SqlStore>(
        writer,
        std::make_unique<sqlite::SqliteHost>(
            std::move(options), std::move(*files), std::move(*db), log_empty
        )
    ));
}

bool is_locked(const std::string& path) {
    const int fd =
        ::open(sqlite::lock_path(sqlite::real_path(path)).c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return false;
    const bool locked = ::flock(fd, LOCK_EX | LOCK_NB) != 0;
    ::close(fd);
    return locked;
}

std::string store_real_path(const std::string& path) { return sqlite::real_path(path); }

}  // namespace crosswalk
