#include "connector/io/store_sqlite/backup.h"

#include "connector/io/store_sql/tables.h"
#include "connector/io/store_sqlite/database.h"
#include "connector/io/store_sqlite/store_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace crosswalk {
namespace {

namespace fs = std::filesystem;
using sql::Access;
using sqlite::Database;

constexpr std::array kEndings{"", "-wal", "-shm", "-journal", ".lock"};

Fault unwritable(const std::string& to, const std::string& why) {
    return {
        "backup.unwritable",
        "The backup " + to + " cannot be written: " + why + ".",
        "Name a file in a folder that you may write to, on a disk with room for the whole store."};
}

Fault not_restored(const std::string& what, const std::string& why) {
    return {
        "restore.failed",
        what + " failed: " + why + ". Nothing was removed.",
        "Correct that, and restore again."};
}

std::string last_error() { return std::strerror(errno); }

// Made by us, and so readable by nobody else.
bool make_private(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0) ::close(file);
    return file >= 0;
}

bool sync_to_disk(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    return synced;
}

std::string folder_of(const std::string& path) { return fs::path(path).parent_path().string(); }

// Nobody opens the store while it is held.
class StoreLock {
public:
    explicit StoreLock(const std::string& store)
        : file_(::open(sqlite::lock_path(store).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
          held_(file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0) {}
    ~StoreLock() {
        if (file_ >= 0) ::close(file_);
    }
    StoreLock(const StoreLock&) = delete;
    StoreLock& operator=(const StoreLock&) = delete;
    bool held() const { return held_; }

private:
    int file_;
    bool held_;
};

Fault in_use() {
    return {
        "store.locked",
        "A Crosswalk uses this store; it is not replaced under it.",
        "Stop the service, restore, and start it again."};
}

// How many commits the copy holds, if it is whole.
Result<std::int64_t> commits_of(const std::string& copy) {
    auto db = Database::open(copy, "", "FULL", false, Access::read);
    if (!db) return db.error();
    {
        auto whole = (*db)->run("PRAGMA integrity_check(1)");
        const bool sound = whole.next() && whole.view(0) == "ok";
        if (const auto read = whole.outcome(); !read) return read.error();
        if (!sound) return Fault{"backup.damaged", "A page of it is damaged.", ""};
    }
    return sql::Tables(**db, {"unused"}).books.commits();
}

}  // namespace

Result<void> backup_sqlite(const std::string& named, const std::string& to, bool replace) {
    const std::string store = sqlite::real_path(named), target = sqlite::real_path(to), fresh = target + ".part";
    std::error_code error;
    if (!fs::exists(store, error))
        return Fault{
            "store.none", "There is no store at " + store + " yet.", "Correct `store:`, or start the service first."};
    if (!replace && fs::exists(target, error))
        return Fault{"backup.exists", target + " is there already.", "Name another file, or replace it with --yes."};
    if (fs::equivalent(store, target, error)) return unwritable(target, "it is the store itself");
    fs::remove(fresh, error);
    if (!make_private(fresh)) return unwritable(target, last_error());
    auto db = Database::open(store, "", "FULL", false, Access::read);
    if (!db) return db.error();
    const auto copied = (*db)->run("VACUUM INTO ?", fresh).finish();
    const auto moved = [&] {
        const unsigned how = replace ? 0 : RENAME_NOREPLACE;
        return ::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, target.c_str(), how) == 0;
    };
    if (copied && sync_to_disk(fresh) && moved()) {
        (void)sync_to_disk(folder_of(target));
        return {};
    }
    const Fault why = copied ? unwritable(target, last_error()) : copied.error();
    fs::remove(fresh, error);
    return why;
}

Result<StagedBackup> stage_backup(const std::string& backup, const std::string& named) {
    const std::string store = sqlite::real_path(named);
    if (!StoreLock(store).held()) return in_use();
    StagedBackup staged{.path = store + ".restoring"};
    drop_staged(staged);
    std::error_code error;
    if (!fs::is_regular_file(backup, error))
        return Fault{
            "backup.unreadable", "There is no backup at " + backup + ".", "Name a file that `crosswalk backup` wrote."};
    if (!make_private(staged.path)) return not_restored("Making " + staged.path, last_error());
    if (!fs::copy_file(backup, staged.path, fs::copy_options::overwrite_existing, error)) {
        drop_staged(staged);
        return not_restored("Copying the backup", error.message());
    }
    fs::permissions(staged.path, fs::perms::owner_read | fs::perms::owner_write, error);
    const auto commits = commits_of(staged.path);
    if (!commits) {
        drop_staged(staged);
        return Fault{
            "backup.damaged",
            backup + " is no whole store: " + commits.error().what,
            "Restore another backup; the store was left as it is."};
    }
    staged.erased_since = sqlite::read_tombstones(store, *commits);
    return staged;
}

Result<std::string> put_back(const StagedBackup& staged, const std::string& named, Millis now) {
    const std::string store = sqlite::real_path(named);
    const StoreLock lock(store);
    if (!lock.held()) return in_use();
    if (!sync_to_disk(staged.path)) return not_restored("Writing " + staged.path, last_error());
    std::string kept;
    std::error_code error;
    if (fs::exists(store, error)) kept = store + ".before-" + std::to_string(now.time_since_epoch().count());
    // The log first: it must never lie beside a store that it does not belong to.
    for (const char* ending : {"-wal", "-shm", "-journal", ""}) {
        if (kept.empty() || !fs::exists(store + ending, error)) continue;
        fs::rename(store + ending, kept + ending, error);
        if (error) return not_restored("Setting " + store + ending + " aside", error.message());
    }
    fs::rename(staged.path, store, error);
    if (error) return not_restored("Moving the backup to " + store, error.message());
    (void)sync_to_disk(folder_of(store));
    drop_staged(staged);
    return {boost::system::in_place_value, std::move(kept)};
}

void drop_staged(const StagedBackup& staged) {
    std::error_code error;
    const fs::path whole(staged.path);
    for (const char* ending : kEndings) fs::remove(staged.path + ending, error);
    fs::remove(whole.parent_path() / ("last-commit-of-" + whole.filename().string()), error);
    fs::remove(sqlite::tombstones_path(staged.path), error);
}

}  // namespace crosswalk
