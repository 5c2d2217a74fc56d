#include "crash_disk.h"

#include <algorithm>
#include <cstring>

namespace crosswalk {
namespace {

struct Handle {
    sqlite3_file base{};
    CrashDisk* disk = nullptr;
    std::shared_ptr<CrashDisk::Content>* content = nullptr;
};
Handle& handle(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
CrashDisk::Content& content(sqlite3_file* file) { return **handle(file).content; }

int x_close(sqlite3_file* file) {
    delete handle(file).content;
    handle(file).content = nullptr;
    return SQLITE_OK;
}
int x_read(sqlite3_file* file, void* into, int amount, sqlite3_int64 at) {
    return handle(file).disk->read(content(file), into, amount, at);
}
int x_write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 at) {
    return handle(file).disk->write(
        content(file),
        {static_cast<std::size_t>(at),
         std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(amount)),
         false}
    );
}
int x_truncate(sqlite3_file* file, sqlite3_int64 size) {
    return handle(file).disk->write(content(file), {static_cast<std::size_t>(size), {}, true});
}
int x_sync(sqlite3_file* file, int) { return handle(file).disk->sync(content(file)); }
int x_size(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(handle(file).disk->size(content(file)));
    return SQLITE_OK;
}
int x_lock(sqlite3_file*, int) { return SQLITE_OK; }
int x_reserved(sqlite3_file*, int* out) {
    *out = 0;
    return SQLITE_OK;
}
int x_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int x_sector(sqlite3_file*) { return 512; }
int x_traits(sqlite3_file*) { return 0; }

constexpr sqlite3_io_methods kMethods{
    .iVersion = 1,
    .xClose = x_close,
    .xRead = x_read,
    .xWrite = x_write,
    .xTruncate = x_truncate,
    .xSync = x_sync,
    .xFileSize = x_size,
    .xLock = x_lock,
    .xUnlock = x_lock,
    .xCheckReservedLock = x_reserved,
    .xFileControl = x_control,
    .xSectorSize = x_sector,
    .xDeviceCharacteristics = x_traits,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr};

CrashDisk& disk(sqlite3_vfs* vfs) { return *static_cast<CrashDisk*>(vfs->pAppData); }
sqlite3_vfs* real() { return sqlite3_vfs_find("unix"); }

int v_open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    Handle& h = *new (file) Handle{};
    auto found = disk(vfs).open(name == nullptr ? "" : name, (flags & SQLITE_OPEN_CREATE) != 0);
    if (!found) return SQLITE_CANTOPEN;
    h.base.pMethods = &kMethods;
    h.disk = &disk(vfs);
    h.content = new std::shared_ptr<CrashDisk::Content>(std::move(found));
    if (out != nullptr) *out = flags;
    return SQLITE_OK;
}
int v_delete(sqlite3_vfs* vfs, const char* name, int) { return disk(vfs).remove(name); }
int v_access(sqlite3_vfs* vfs, const char* name, int, int* out) {
    *out = disk(vfs).exists(name) ? 1 : 0;
    return SQLITE_OK;
}
int v_full(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}
int v_random(sqlite3_vfs*, int size, char* out) { return real()->xRandomness(real(), size, out); }
int v_sleep(sqlite3_vfs*, int) { return 0; }
int v_time(sqlite3_vfs*, double* out) { return real()->xCurrentTime(real(), out); }
int v_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

CrashDisk::CrashDisk(const char* name) {
    vfs_.iVersion = 1;
    vfs_.szOsFile = sizeof(Handle);
    vfs_.mxPathname = 512;
    vfs_.zName = name;
    vfs_.pAppData = this;
    vfs_.xOpen = v_open;
    vfs_.xDelete = v_delete;
    vfs_.xAccess = v_access;
    vfs_.xFullPathname = v_full;
    vfs_.xRandomness = v_random;
    vfs_.xSleep = v_sleep;
    vfs_.xCurrentTime = v_time;
    vfs_.xGetLastError = v_error;
    sqlite3_vfs_register(&vfs_, 0);
}

CrashDisk::~CrashDisk() { sqlite3_vfs_unregister(&vfs_); }

void CrashDisk::fail_after(int operations) {
    const std::lock_guard lock(mutex_);
    left_ = operations;
}

bool CrashDisk::dead() const {
    const std::lock_guard lock(mutex_);
    return dead_;
}

std::uint64_t CrashDisk::syncs() const {
    const std::lock_guard lock(mutex_);
    return syncs_;
}

void CrashDisk::answer_writes_with(int code) {
    const std::lock_guard lock(mutex_);
    write_code_ = code;
}

void CrashDisk::answer_syncs_with(int code) {
    const std::lock_guard lock(mutex_);
    sync_code_ = code;
}

void CrashDisk::Content::apply(const Step& step, std::string& to) const {
    if (step.truncates) {
        to.resize(std::min(to.size(), step.at));
        return;
    }
    if (to.size() < step.at + step.bytes.size()) to.resize(step.at + step.bytes.size());
    std::memcpy(to.data() + step.at, step.bytes.data(), step.bytes.size());
}

void CrashDisk::come_back(std::mt19937_64& chance) {
    const std::lock_guard lock(mutex_);
    for (auto& [path, file] : files_) {
        const std::size_t kept = file->unsynced.empty() ? 0 : chance() % (file->unsynced.size() + 1);
        const bool holes = chance() % 4 == 0;
        for (std::size_t i = 0; i < kept; ++i)
            if (!holes || chance() % 2 == 0) file->apply(file->unsynced[i], file->synced);
        file->now = file->synced;
        file->unsynced.clear();
    }
    dead_ = false;
    left_ = -1;
}

bool CrashDisk::spend() {
    if (!dead_ && left_ >= 0 && left_-- == 0) dead_ = true;
    return !dead_;
}

std::shared_ptr<CrashDisk::Content> CrashDisk::open(const std::string& path, bool create) {
    const std::lock_guard lock(mutex_);
    if (dead_) return nullptr;
    const auto it = files_.find(path);
    if (it != files_.end()) return it->second;
    if (!create) return nullptr;
    return files_[path] = std::make_shared<Content>();
}

bool CrashDisk::exists(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return files_.contains(path);
}

int CrashDisk::remove(const std::string& path) {
    const std::lock_guard lock(mutex_);
    if (!spend()) return SQLITE_IOERR_DELETE;
    files_.erase(path);
    return SQLITE_OK;
}

int CrashDisk::write(Content& file, Content::Step step) {
    const std::lock_guard lock(mutex_);
    if (!spend()) return SQLITE_IOERR_WRITE;
    if (write_code_ != SQLITE_OK) return write_code_;
    file.apply(step, file.now);
    file.unsynced.push_back(std::move(step));
    return SQLITE_OK;
}

int CrashDisk::sync(Content& file) {
    const std::lock_guard lock(mutex_);
    if (!spend()) return SQLITE_IOERR_FSYNC;
    if (sync_code_ != SQLITE_OK) return sync_code_;
    ++syncs_;
    for (const Content::Step& step : file.unsynced) file.apply(step, file.synced);
    file.unsynced.clear();
    return SQLITE_OK;
}

int CrashDisk::read(const Content& file, void* into, int amount, std::int64_t at) const {
    const std::lock_guard lock(mutex_);
    if (dead_) return SQLITE_IOERR_READ;
    const auto want = static_cast<std::size_t>(amount);
    const auto from = std::min(static_cast<std::size_t>(at), file.now.size());
    const auto have = std::min(want, file.now.size() - from);
    std::memcpy(into, file.now.data() + from, have);
    if (have == want) return SQLITE_OK;
    std::memset(static_cast<char*>(into) + have, 0, want - have);
    return SQLITE_IOERR_SHORT_READ;
}

std::size_t CrashDisk::size(const Content& file) const {
    const std::lock_guard lock(mutex_);
    return file.now.size();
}

}  // namespace crosswalk
