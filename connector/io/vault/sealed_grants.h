// connector/io/vault/sealed_grants.h - grants in the store, sealed.
#pragma once

#include "connector/ports/grants.h"
#include "connector/ports/store.h"

#include <memory>

namespace crosswalk {

// Both outlive it. The tokens are sealed, whose account it is stands open.
std::unique_ptr<Grants> make_sealed_grants(Store&, const Vault&);

// Seals everything anew with the newest key, so that the older keys can be taken out of the configuration.
Result<void> seal_anew(Store&, const Vault&);

}  // namespace crosswalk
