// connector/app/daemon/open_store.h - the store that the configuration names.
#pragma once

#include "connector/app/config/config.h"
#include "connector/ports/store.h"

#include <memory>

namespace crosswalk {

// In PostgreSQL, or in a file. Faults: those of open_postgres and open_sqlite.
Result<std::unique_ptr<Store>> open_store(const Config&);

}  // namespace crosswalk
