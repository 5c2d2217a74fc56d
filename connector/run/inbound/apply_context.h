// connector/run/inbound/apply_context.h - what every step of applying one event shares.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// One event while it is applied, in one transaction and under one mapping. A function that needs less than
// all of it takes what it needs instead.
struct ApplyContext {
    Transaction& tx;
    EngineContext& engine;
    const Mapping& mapping;
    const Event& event;

    Cause cause() const { return cause_of(engine, event, mapping); }
};

}  // namespace crosswalk
