#include "connector/io/store_sqlite/store_files.h"

#include "connector/io/store_sqlite/database.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace crosswalk::sqlite {
namespace {

constexpr int kMostLinks = 40;  // followed one after the other, as the system does
constexpr off_t kLogHeader = 32, kFrameHeader = 24;

Fault unavailable(const std::string& path, int error) {
    return {
        "store.unavailable",
        "The store cannot be written: " + std::string(std::strerror(error)) + ".",
        "Create the folder of '" + path + "' and give Crosswalk's user write access to it and to the file."};
}

Fault locked() {
    return {
        "store.locked",
        "Another Crosswalk uses this store.",
        "Let the running service do the work (commands reach it by themselves), or stop it first."};
}

Fault gone(const std::string& file, const std::string& what) {
    return {
        "store.gone",
        "The store's file " + file + " was " + what + " while Crosswalk used it; nothing is acknowledged.",
        "Put the same file back, and Crosswalk goes on by itself. If it is lost, stop Crosswalk and restore "
        "the store from a backup."};
}

// What stands where a file of the store belongs must be a plain file with one name.
Result<void> plain_file(const std::string& file) {
    struct stat about {};
    if (::lstat(file.c_str(), &about) != 0) return {};
    if (!S_ISREG(about.st_mode))
        return Fault{
            "store.not_a_file",
            file + " is not a plain file, as a store must be.",
            "Move it away, or name another file under `store:`."};
    if (about.st_nlink > 1)
        return Fault{
            "store.linked",
            file + " has several names (hard links), so two services could write to it.",
            "Remove the other names (`find -samefile` lists them); for a copy, copy the file."};
    return {};
}

// Not a name that `crosswalk.db*` fits: who removes the store by that pattern is to hear of it.
std::string mark_path(const std::string& path) {
    const std::filesystem::path whole(path);
    return (whole.parent_path() / ("last-commit-of-" + whole.filename().string())).string();
}

}  // namespace

std::string lock_path(const std::string& path) { return path + ".lock"; }

std::string real_path(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::path at = fs::absolute(path, error);
    for (int i = 0; i < kMostLinks && fs::is_symlink(fs::symlink_status(at, error)); ++i) {
        const fs::path target = fs::read_symlink(at, error);
        if (error) break;
        at = target.is_absolute() ? target : at.parent_path() / target;
    }
    const fs::path folder = fs::weakly_canonical(at.parent_path(), error);
    return error ? at.string() : (folder / at.filename()).string();
}

Result<std::unique_ptr<StoreFiles>> StoreFiles::hold(const std::string& path, bool on_disk) {
    for (const char* ending : {"", "-wal", "-shm", "-journal"})
        if (const auto plain = plain_file(path + ending); !plain) return plain.error();
    std::unique_ptr<StoreFiles> files(new StoreFiles(path, on_disk));
    if (const auto held = files->lock(); !held) return held.error();
    if (files->has_foreign_journal())
        return Fault{
            "store.foreign_log",
            path + "-journal belongs to another database: the store never has one.",
            "Move it away; opening the store with it would write its pages over the store's."};
    return files;
}

// A store keeps a write-ahead log from its first moment on, so a rollback journal beside it is not its own.
bool StoreFiles::has_foreign_journal() const {
    if (!on_disk_) return false;
    std::array<unsigned char, 100> header{};
    struct stat journal {};
    if (::pread(file_, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size())) return false;
    std::int32_t owner = 0;
    for (std::size_t i = 68; i < 72; ++i) owner = owner << 8 | header.at(i);
    const bool ours = owner == kApplicationId && header.at(18) == 2;
    return ours && ::stat((path_ + "-journal").c_str(), &journal) == 0 && journal.st_size > 0;
}

// The lock file tells other processes early and without touching the store. The lock on the file itself holds
// against a second path to it, such as a bind mount. The descriptor stays open until the database is closed:
// closing any descriptor of the file drops the locks that SQLite holds on it.
Result<void> StoreFiles::lock() {
    lock_ = ::open(lock_path(path_).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_ < 0) return unavailable(path_, errno);
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) return locked();
    if (!on_disk_) return {};
    // It holds people: SQLite gives its log and its index the rights of the file.
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0) return unavailable(path_, errno);
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return locked();
    mark_ = ::open(mark_path(path_).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    return {};
}

StoreFiles::~StoreFiles() {
    for (const int descriptor : {mark_, file_, lock_})
        if (descriptor >= 0) ::close(descriptor);
}

void StoreFiles::opened(std::int64_t page_size) {
    page_size_ = page_size;
    size_ = 0;
    log_.reset();
    index_.reset();
}

Result<struct stat> StoreFiles::same(const std::string& file, std::optional<Identity>& known) const {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) {
        if (!known && errno == ENOENT) return about;  // not made yet
        return gone(file, "removed");
    }
    const Identity now{about.st_dev, about.st_ino};
    if (!known) known = now;
    if (*known != now) return gone(file, "replaced by another");
    return about;
}

Result<void> StoreFiles::intact(int log_pages) {
    if (!on_disk_) return {};
    if (!database_) {
        struct stat held {};
        if (::fstat(file_, &held) == 0) database_ = Identity{held.st_dev, held.st_ino};
    }
    const auto database = same(path_, database_), log = same(path_ + "-wal", log_),
               index = same(path_ + "-shm", index_);
    for (const auto* one : {&database, &log, &index})
        if (!*one) return one->error();
    if (database->st_size < size_) return gone(path_, "cut short");
    size_ = database->st_size;
    const off_t least = log_pages == 0 ? 0 : kLogHeader + log_pages * (kFrameHeader + page_size_);
    if (log->st_size < least) return gone(path_ + "-wal", "cut short");
    return {};
}

std::optional<CommitMark> StoreFiles::mark() const {
    std::array<char, 128> text{};
    const ssize_t n = mark_ < 0 ? -1 : ::pread(mark_, text.data(), text.size(), 0);
    std::string_view rest(text.data(), n < 0 ? 0 : static_cast<std::size_t>(n));
    CommitMark mark;
    const auto word = [&rest] {
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        const auto out = rest.substr(0, rest.find_first_of(" \n"));
        rest.remove_prefix(out.size());
        return out;
    };
    const auto number = [&word](std::int64_t& out) {
        const auto digits = word();
        const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
        return bad == std::errc{} && end == digits.data() + digits.size();
    };
    mark.store = word();
    if (mark.store.empty() || !number(mark.commits) || !number(mark.last)) return {};
    return mark;
}

void StoreFiles::write_mark(const CommitMark& mark) const {
    if (mark_ < 0) return;
    std::array<char, 128> text{};
    const int n = std::snprintf(
        text.data(),
        text.size(),
        "%s %20lld %20lld\n",
        mark.store.c_str(),
        static_cast<long long>(mark.commits),
        static_cast<long long>(mark.last)
    );
    if (n > 0 && static_cast<std::size_t>(n) < text.size())
        (void)!::pwrite(mark_, text.data(), static_cast<std::size_t>(n), 0);
}

}  // namespace crosswalk::sqlite
