// connector/io/store_postgres/postgres_store.h - the store in a database of PostgreSQL: one writer, nothing
// acknowledged before the server has it on its disk.
#pragma once

#include "connector/ports/store.h"

#include <memory>

namespace crosswalk {

struct PostgresOptions {
    std::string uri{};  // postgresql://USER:PASSWORD@HOST/DATABASE, as libpq reads it
    std::size_t max_units_per_commit = 64;
    std::chrono::milliseconds max_commit_time{5};
    std::size_t max_queue = 20'000;  // units; beyond it `submit` answers "store.busy"
    std::chrono::milliseconds idle_after{
        500};  // without work; where there is trouble, it is tried again so often
    std::vector<std::string> suppression_keys{};  // as of SqliteOptions
};

// What an address says. Fault: "store.bad_address", which repeats nothing of it.
struct PostgresAddress {
    std::string place{};  // all but the secrets: the same store under the same words
    std::vector<std::string> secrets{};
};
Result<PostgresAddress> read_postgres_address(const std::string& uri);

// Opens, migrates, and locks the store for as long as its connection lasts. A connection that ends is made
// anew by itself; until then units fail with "store.unavailable". Faults: "store.bad_address",
// "store.unavailable", "store.locked" (another Crosswalk has it), "store.newer", "store.foreign" (tables of
// another program).
Result<std::unique_ptr<Store>> open_postgres(const PostgresOptions&);

}  // namespace crosswalk
