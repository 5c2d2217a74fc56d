// connector/io/store_sqlite/schema.h - the tables, and how older files become today's.
#pragma once

#include "connector/io/store_sqlite/database.h"

namespace crosswalk::sqlite {

// Brings the file to this binary's version, each step in a transaction of its own. `on_disk`: on the system's
// own disk, where large temporary files may be made. Faults: "store.newer".
Result<void> migrate(Database&, bool on_disk);
int schema_version();

}  // namespace crosswalk::sqlite
