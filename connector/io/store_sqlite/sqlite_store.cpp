#include "connector/io/store_sqlite/sqlite_store.h"

#include "connector/crypto/crypto.h"
#include "connector/io/store_sqlite/schema.h"
#include "connector/io/store_sqlite/writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace crosswalk {
namespace {

using sqlite::Access;
using sqlite::Database;
using sqlite::Tables;

using sqlite::StoreFiles;

// A read-only connection with its tables.
struct Reader {
    Reader(std::unique_ptr<Database> opened, const std::vector<std::string>& suppression_keys)
        : db(std::move(opened)), tables(*db, suppression_keys) {}
    std::unique_ptr<Database> db;
    Tables tables;
};

class SqliteStore : public Store {
public:
    SqliteStore(
        SqliteOptions options, std::unique_ptr<StoreFiles> files, std::unique_ptr<Database> db, bool log_empty
    )
        : options_(std::move(options)),
          files_(std::move(files)),
          writer_(options_, std::move(db), files_.get(), log_empty) {}

    void submit(Lane lane, Unit unit, Done done) override {
        writer_.submit(lane, std::move(unit), std::move(done));
    }

    std::vector<Result<void>> run(std::vector<Unit> units) override {
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
        std::vector<sqlite::Job> jobs;
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

    Result<void> read(const Unit& unit) override {
        if (options_.single_connection) return run({unit}).front();
        auto reader = borrow();
        if (!reader) return reader.error();
        if (const auto begun = (*reader)->db->execute("BEGIN"); !begun) return begun;
        const auto result = unit((*reader)->tables.transaction);
        (*reader)->tables.books.drop_commit();
        (void)(*reader)->db->execute("ROLLBACK");
        const std::lock_guard guard(readers_mutex_);
        readers_.push_back(std::move(*reader));
        return result;
    }

    Result<void> writable() const override { return writer_.health(); }
    Result<void> erasures_complete() const override { return writer_.erasures_complete(); }

private:
    Result<std::unique_ptr<Reader>> borrow() {
        {
            const std::lock_guard guard(readers_mutex_);
            if (!readers_.empty()) {
                auto reader = std::move(readers_.back());
                readers_.pop_back();
                return reader;
            }
        }
        auto db = Database::open(options_.path, options_.vfs, options_.synchronous, false, Access::read);
        if (!db) return db.error();
        return std::make_unique<Reader>(std::move(*db), options_.suppression_keys);
    }

    SqliteOptions options_;
    std::unique_ptr<StoreFiles> files_;
    sqlite::Writer writer_;
    // They close before the writer, which removes the log when it is the last.
    std::mutex readers_mutex_{};
    std::vector<std::unique_ptr<Reader>> readers_{};
};

Result<std::string> store_id(Database& db) {
    sqlite::SettingTable settings(db);
    auto id = settings.get("store_id");
    if (!id) return id.error();
    if (*id) return {boost::system::in_place_value, std::move(**id)};
    std::string fresh = crypto::hex(crypto::random_bytes(8));
    if (const auto kept = settings.put("store_id", fresh); !kept) return kept.error();
    return {boost::system::in_place_value, std::move(fresh)};
}

// Part of a store whose log was lost may be newer than the rest of it.
Result<void> check_pages(Database& db) {
    sqlite::Cursor c = db.run("PRAGMA quick_check(1)");
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
    Tables tables(db, {"unused"});
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
                {"noticed", sqlite::ms(now)},
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
    auto keys = sqlite::suppression_keys(**db, options.suppression_keys);
    if (!keys) return keys.error();
    options.suppression_keys = std::move(*keys);
    if (on_disk)
        if (const auto compared = compare_with_mark(**db, **files); !compared) return compared.error();
    const bool log_empty = (*db)->empty_log();
    return std::unique_ptr<Store>(
        new SqliteStore(std::move(options), std::move(*files), std::move(*db), log_empty)
    );
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
