// connector/app/daemon/restore.h - a backup of the embedded store put back, without anybody who was erased since.
#pragma once

#include "connector/app/config/config.h"
#include "connector/ports/log.h"

namespace crosswalk {

struct Restored {
    std::string kept{};          // where the store before lies now; empty: there was none
    std::int64_t erased = 0;     // people who were erased again
    bool erasures_known = true;  // false: no list of erasures lies beside the store, or it cannot be read
};

// What it puts in place sends nothing until every connection was compared. Until then the store before stays in place.
// Faults: "restore.postgresql", "backup.unreadable", "backup.damaged", "store.locked", "restore.failed", those of
// opening a store.
Result<Restored> restore_store(const Config&, const std::string& backup, Log&);

// Faults: "backup.postgresql" with the command that does it, "backup.exists", "backup.unwritable", "store.none".
Result<void> back_up_store(const Config&, const std::string& to, bool replace);

}  // namespace crosswalk
