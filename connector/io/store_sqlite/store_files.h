// connector/io/store_sqlite/store_files.h - the store's files as the system sees them: who holds them,
// whether they are still the ones that were opened, and the mark of the last commit.
#pragma once

#include "connector/lead/value.h"

#include <sys/stat.h>

#include <memory>

namespace crosswalk::sqlite {

// Absolute, with symbolic links followed: one file has one such path, whether it exists yet or not.
std::string real_path(const std::string& path);
std::string lock_path(const std::string& path);

// The newest commit that was acknowledged. It lives beside the store, so that a store which lost commits (its
// log was removed or cut, an older copy was put back) is noticed when it is opened.
struct CommitMark {
    std::string store{};  // the id of the store
    std::int64_t commits = 0;
    Seq last = 0;  // of the journal
};

// Holds a store for this process: by the lock file beside its real path, and by a lock on the file itself, so
// that no other path leads to it. Not thread-safe.
class StoreFiles {
public:
    // Faults: "store.locked", "store.unavailable", "store.linked" (several hard links), "store.not_a_file",
    // "store.foreign_log" (a rollback journal of another database).
    // `on_disk`: false where the database is on a disk that only SQLite knows; then nothing but the lock file
    // is looked at.
    static Result<std::unique_ptr<StoreFiles>> hold(const std::string& real_path, bool on_disk);
    ~StoreFiles();
    StoreFiles(const StoreFiles&) = delete;
    StoreFiles& operator=(const StoreFiles&) = delete;

    // The database is open: from now on its files must stay the ones that are there now.
    void opened(std::int64_t page_size);
    // Faults: "store.gone" when a file was removed, replaced or cut. `log_pages`: how many the log must hold.
    Result<void> intact(int log_pages);

    // Nothing when there is none, or none that can be read.
    std::optional<CommitMark> mark() const;
    // Not synced: after a power cut the mark may be older than the store, never newer.
    void write_mark(const CommitMark&) const;

private:
    struct Identity {
        dev_t device = 0;
        ino_t inode = 0;
        bool operator==(const Identity&) const = default;
    };
    StoreFiles(std::string path, bool on_disk) : path_(std::move(path)), on_disk_(on_disk) {}
    Result<void> lock();
    bool has_foreign_journal() const;
    Result<struct stat> same(const std::string& file, std::optional<Identity>& known) const;

    std::string path_;
    bool on_disk_;
    int lock_ = -1, file_ = -1, mark_ = -1;
    std::int64_t page_size_ = 0;
    off_t size_ = 0;  // of the database; it never shrinks
    std::optional<Identity> database_{}, log_{}, index_{};
};

}  // namespace crosswalk::sqlite
