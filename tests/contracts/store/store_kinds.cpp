#include "connector/io/store_sqlite/sqlite_store.h"
#include "store_contract.h"

namespace crosswalk {

std::vector<StoreKind> all_stores() {
    return {{"sqlite", 50, [](const std::filesystem::path& folder) {
                 return open_sqlite({.path = (folder / "crosswalk.db").string(), .max_queue = 50});
             }}};
}

}  // namespace crosswalk
