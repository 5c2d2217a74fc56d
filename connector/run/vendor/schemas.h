// connector/run/vendor/schemas.h - which fields a vendor has, as far as it tells: asked for, and kept for a while.
#pragma once

#include "connector/run/vendor/exchange.h"

namespace crosswalk {

// A vendor's own list of the fields of a kind, asked for as quietly.
struct QuietSchema {
    std::optional<ObjectSchema> schema{};
    bool refused = false;
};
QuietSchema describe_quietly(EngineContext&, ConnectionRuntime&, const ObjectPlan&);

// The schema of a kind, at most five minutes old. Empty where the vendor's field names need none.
std::variant<ObjectSchema, Outcome> schema_of(EngineContext&, ConnectionRuntime&, const ObjectPlan&);

// Asks what the fields of this connection are, where the mapping in force depends on it and it was not told
// within the last hour. Without an answer everything goes on as before.
void learn_schemas(EngineContext&, ConnectionRuntime&);

}  // namespace crosswalk
