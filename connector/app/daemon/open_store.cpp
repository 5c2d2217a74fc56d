#include "connector/app/daemon/open_store.h"

#include "connector/crypto/crypto.h"
#include "connector/io/store_postgres/postgres_store.h"
#include "connector/io/store_sqlite/sqlite_store.h"

namespace crosswalk {
namespace {

constexpr std::string_view kSuppression = "crosswalk: addresses that opted out and were erased";

}  // namespace

Result<std::unique_ptr<Store>> open_store(const Config& config) {
    std::vector<std::string> keys;
    for (const Secret& key : config.encryption_keys)
        keys.push_back(crypto::hmac_sha256(key.reveal(), kSuppression));
    if (config.store_uri.empty())
        return open_sqlite({.path = config.store_path, .suppression_keys = std::move(keys)});
    return open_postgres({.uri = std::string(config.store_uri.reveal()), .suppression_keys = std::move(keys)}
    );
}

}  // namespace crosswalk
