// connector/io/store_sqlite/tombstones.h - who was erased, kept beside the store: a backup that is put back knows
// nothing of it.
#pragma once

#include "connector/contract/values.h"

#include <set>
#include <span>

namespace crosswalk::sqlite {

// One line for each of them: the number of the commit, and the SHA-256 of what named the lead or the record. No address
// is in it, and nobody is taken out of it.
std::string tombstones_path(const std::string& real_path);

// Is on the disk when it returns. Fault: "store.unavailable".
Result<void> append_tombstones(const std::string& real_path, std::int64_t commit, std::span<const std::string> keys);

// Those of later commits than `commit`. Nothing: there is no such file, or a line of it cannot be read.
struct Tombstones {
    std::set<std::string, std::less<>> digests{};
    bool holds(std::string_view key) const;
};
std::optional<Tombstones> read_tombstones(const std::string& real_path, std::int64_t after_commit);

}  // namespace crosswalk::sqlite
