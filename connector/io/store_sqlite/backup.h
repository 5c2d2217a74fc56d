// connector/io/store_sqlite/backup.h - a copy of the embedded store, made while it is in use, and put back.
#pragma once

#include "connector/io/store_sqlite/tombstones.h"

namespace crosswalk {

// Writes the store's committed state into a new file that only its owner can read, in one step. Faults: "backup.exists"
// (without `replace`), "backup.unwritable", "store.none", and those of reading the store.
Result<void> backup_sqlite(const std::string& store, const std::string& to, bool replace);

// Copies a backup beside the store, and checks that it is whole. It is a store of its own there, to be made ready.
struct StagedBackup {
    std::string path{};  // where it lies now
    std::optional<sqlite::Tombstones> erased_since{};  // nothing: no such list lies beside the store
};
// Faults: "backup.unreadable", "backup.damaged", "store.locked" (a service holds the store).
Result<StagedBackup> stage_backup(const std::string& backup, const std::string& store);
// Puts the staged backup where the store is; that one is kept beside it. Where it is kept; empty: there was none. Faults:
// "store.locked", "restore.failed".
Result<std::string> put_back(const StagedBackup&, const std::string& store, Millis now);
// Removes whatever is left of it.
void drop_staged(const StagedBackup&);

}  // namespace crosswalk
