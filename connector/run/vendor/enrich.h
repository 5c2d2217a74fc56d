// connector/run/vendor/enrich.h - asks vendors for what their webhooks left out, and for what changed since.
#pragma once

#include "connector/run/inbound/event_codec.h"
#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// Reads what thin news of this connection asked for, in batches, and journals the answers. True when it did
// something.
bool enrich_step(EngineContext&, ConnectionRuntime&);

// Polls "what changed since" when the time has come. Of a page only records with news are journalled.
bool poll_step(EngineContext&, ConnectionRuntime&);

// Tries again what the vendor did not let us read, when its time has come; where it does, reads a page of what
// changed meanwhile.
bool catch_up_step(EngineContext&, ConnectionRuntime&);

// May this connection be asked now? Without a store that takes the answer there is no point in it.
bool usable(EngineContext&, ConnectionRuntime&);
bool reads_by(const ObjectPlan&, Reading);
// An answer as the journal keeps it.
NewEvent event_of(const ConnectionRuntime&, EventKind, Seq parent, std::span<const AskedChange>, Millis now);

}  // namespace crosswalk
