// A disk that can lose its power: what was not synced may be gone afterwards, wholly or in part. It is an
// SQLite VFS.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace crosswalk {

class CrashDisk {
public:
    // Registers itself with SQLite under this name; one disk of a name at a time.
    explicit CrashDisk(const char* name);
    ~CrashDisk();
    CrashDisk(const CrashDisk&) = delete;
    CrashDisk& operator=(const CrashDisk&) = delete;

    // The power fails at the n-th write, sync, truncation or deletion from now.
    void fail_after(int operations);
    bool dead() const;
    // After the power came back: of each file's un-synced writes a random part is there, in order or with
    // holes.
    void come_back(std::mt19937_64& chance);
    // Every call of a kind answers this code until it is set to SQLITE_OK again.
    void answer_writes_with(int code);
    void answer_syncs_with(int code);
    std::uint64_t syncs() const;

    struct Content {
        std::string synced{}, now{};
        struct Step {
            std::size_t at = 0;
            std::string bytes{};
            bool truncates = false;
        };
        std::vector<Step> unsynced{};
        void apply(const Step&, std::string& to) const;
    };
    std::shared_ptr<Content> open(const std::string& path, bool create);
    bool exists(const std::string& path);
    int remove(const std::string& path);
    int write(Content&, Content::Step);
    int sync(Content&);
    int read(const Content&, void* into, int amount, std::int64_t at) const;
    std::size_t size(const Content&) const;

private:
    bool spend();
    mutable std::mutex mutex_{};
    std::map<std::string, std::shared_ptr<Content>> files_{};
    int left_ = -1;  // operations until the power fails; negative: it does not
    bool dead_ = false;
    int write_code_ = SQLITE_OK, sync_code_ = SQLITE_OK;
    std::uint64_t syncs_ = 0;
    sqlite3_vfs vfs_{};
};

}  // namespace crosswalk
