#include "connector/io/store_sqlite/tombstones.h"

#include "connector/crypto/crypto.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace crosswalk::sqlite {
namespace {

constexpr std::size_t kDigest = 64;  // hex digits

std::string digest_of(std::string_view key) { return crypto::hex(crypto::sha256(key)); }

bool write_whole(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(file, text.data(), text.size());
        if (n < 0 && errno != EINTR) return false;
        if (n > 0) text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

}  // namespace

// Not a name that `crosswalk.db*` fits: it must outlive the store's files.
std::string tombstones_path(const std::string& path) {
    const std::filesystem::path whole(path);
    return (whole.parent_path() / ("erased-from-" + whole.filename().string())).string();
}

Result<void> append_tombstones(const std::string& path, std::int64_t commit, std::span<const std::string> keys) {
    std::string lines;
    for (const std::string& key : keys) lines += std::to_string(commit) + " " + digest_of(key) + "\n";
    const std::string name = tombstones_path(path);
    const int file = ::open(name.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    const bool kept = file >= 0 && write_whole(file, lines) && ::fsync(file) == 0;
    const int error = errno;
    if (file >= 0) ::close(file);
    if (kept) return {};
    return Fault{
        "store.unavailable",
        "Who is erased cannot be noted in " + name + ": " + std::strerror(error) + ".",
        "Give Crosswalk's user write access to that file, and see that the disk is not full."};
}

bool Tombstones::holds(std::string_view key) const { return digests.contains(digest_of(key)); }

std::optional<Tombstones> read_tombstones(const std::string& path, std::int64_t after_commit) {
    std::ifstream file(tombstones_path(path));
    if (!file) return {};
    Tombstones out;
    for (std::string line; std::getline(file, line);) {
        std::int64_t commit = 0;
        const char* const end = line.data() + line.size();
        const auto [rest, bad] = std::from_chars(line.data(), end, commit);
        if (bad != std::errc{} || static_cast<std::size_t>(end - rest) != kDigest + 1) return {};
        if (commit > after_commit) out.digests.emplace(rest + 1, end);
    }
    return out;
}

}  // namespace crosswalk::sqlite
