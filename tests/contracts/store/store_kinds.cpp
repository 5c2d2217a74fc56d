#include "connector/io/store_postgres/postgres_store.h"
#include "connector/io/store_sqlite/sqlite_store.h"
#include "store_contract.h"
#include "tests/store_postgres/postgres_server.h"

namespace crosswalk {

std::vector<StoreKind> all_stores() {
    return {
        {.name = "sqlite",
         .max_queue = 50,
         .open = [](const std::filesystem::path& folder
                 ) { return open_sqlite({.path = (folder / "crosswalk.db").string(), .max_queue = 50}); }},
        {.name = "postgres",
         .missing = PostgresServer::missing(),
         .max_queue = 50,
         .open = [](const std::filesystem::path& folder) {
             return open_postgres(
                 {.uri = PostgresServer::shared().store(folder.filename().string()), .max_queue = 50}
             );
         }}};
}

}  // namespace crosswalk
