#include "connector/io/store_sqlite/sqlite_store.h"

#include "connector/io/store_sqlite/schema.h"
#include "connector/io/store_sqlite/writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace crosswalk {
namespace {

using sqlite::Access;
using sqlite::Database;
using sqlite::Tables;

std::string lock_path(const std::string& path) { return path + ".lock"; }

// Held for the life of the store; the system drops it with the process, however that ends.
class FileLock {
public:
    static Result<FileLock> take(const std::string& path) {
        FileLock lock;
        lock.fd_ = ::open(lock_path(path).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (lock.fd_ < 0)
            return Fault{
                "store.unavailable",
                "The folder of the store cannot be written: " + std::string(std::strerror(errno)) + ".",
                "Create the folder of '" + path + "' and give Crosswalk's user write access to it."};
        if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0)
            return Fault{
                "store.locked",
                "Another Crosswalk uses this store.",
                "Let the running service do the work (commands reach it by themselves), or stop it first."};
        return lock;
    }
    FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock() {
        if (fd_ >= 0) ::close(fd_);
    }

private:
    FileLock() = default;
    int fd_ = -1;
};

// A read-only connection with its tables.
struct Reader {
    Reader(std::unique_ptr<Database> opened, const std::vector<std::string>& suppression_keys)
        : db(std::move(opened)), tables(*db, suppression_keys) {}
    std::unique_ptr<Database> db;
    Tables tables;
};

class SqliteStore : public Store {
public:
    SqliteStore(SqliteOptions options, FileLock lock, std::unique_ptr<Database> db)
        : options_(std::move(options)), lock_(std::move(lock)), writer_(options_, std::move(db)) {}

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
    FileLock lock_;
    std::mutex readers_mutex_{};
    std::vector<std::unique_ptr<Reader>> readers_{};
    sqlite::Writer writer_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const SqliteOptions& options) {
    auto lock = FileLock::take(options.path);
    if (!lock) return lock.error();
    // It holds people: SQLite gives its log and its index the rights of the file.
    if (options.vfs.empty())
        if (const int fd = ::open(options.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600); fd >= 0)
            ::close(fd);
    auto db = Database::open(
        options.path, options.vfs, options.synchronous, options.single_connection, Access::write
    );
    if (!db) return db.error();
    if (const auto migrated = sqlite::migrate(**db); !migrated) return migrated.error();
    auto keys = sqlite::suppression_keys(**db, options.suppression_keys);
    if (!keys) return keys.error();
    SqliteOptions complete = options;
    complete.suppression_keys = std::move(*keys);
    return std::unique_ptr<Store>(new SqliteStore(std::move(complete), std::move(*lock), std::move(*db)));
}

bool is_locked(const std::string& path) {
    const int fd = ::open(lock_path(path).c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0) return false;
    const bool locked = ::flock(fd, LOCK_EX | LOCK_NB) != 0;
    ::close(fd);
    return locked;
}

}  // namespace crosswalk
