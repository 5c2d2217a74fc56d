// connector/app/daemon/published_keys.h - the keys of vendors who publish those they sign with.
#pragma once

#include "connector/ports/log.h"
#include "webhooks/intake/key_cache.h"

#include <memory>

namespace crosswalk {

// Null where no vendor publishes keys. The clock outlives it.
std::shared_ptr<KeyCache> make_key_cache(const WebhookEndpoints&, const Clock&, Log&);

}  // namespace crosswalk
