// connector/run/jobs/backfill.h - brings in what the records of a connection hold, a page a step, by the bulk's share of
// its calls. Everything a page brings is journalled together with the place behind it: a crash repeats and skips nothing.
#pragma once

#include "connector/run/jobs/backfill_result.h"
#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// One page of the backfill that is under way. True when it did something. Only the connection's reading thread steps
// it.
bool backfill_step(EngineContext&, ConnectionRuntime&);

// Begins one. Faults: "backfill.running", "backfill.not_possible", "backfill.unknown_field".
Result<Backfill> begin_backfill(EngineContext&, ConnectionRuntime&, const BackfillRequest&);
// Fault: "backfill.none".
Result<Backfill> order_backfill(EngineContext&, ConnectionRuntime&, BackfillOrder);

// The last one, or the one under way; nothing before the first.
Result<std::optional<Backfill>> last_backfill(Store&, std::string_view connection);

}  // namespace crosswalk
