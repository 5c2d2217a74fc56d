// connector/io/vault/vault.h - the Vault over AES-256-GCM.
#pragma once

#include "connector/ports/secrets.h"

#include <functional>
#include <memory>

namespace crosswalk {

// Keys as the admin writes them: 32 bytes in base64, newest first. The first seals, every one of them opens.
// Faults: "secrets.no_key", "secrets.bad_key"; both name the place in the list, never the key.
Result<std::unique_ptr<Vault>> make_vault(const SecretList& encryption_keys);

// How the canary reads and writes its one value in the store.
struct CanaryStore {
    std::function<Result<std::optional<std::string>>(std::string_view name)> get{};
    std::function<Result<void>(std::string_view name, std::string_view value)> put{};
};

// Proves that the keys fit this store before anything else is opened; leaves the proof in a new store.
// Faults: "secrets.wrong_key", and whatever the store says.
Result<void> check_canary(const Vault&, const CanaryStore&);

}  // namespace crosswalk
