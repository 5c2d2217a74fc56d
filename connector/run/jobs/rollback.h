// connector/run/jobs/rollback.h - what stood there before a mapping version that was undone.
#pragma once

#include "connector/run/jobs/rollout.h"
#include "connector/sync/preview.h"

namespace crosswalk {

// Canonical values that an undone version decided, and about which no tool has a word under this mapping, are
// again what they were. One history row for each.
Result<std::vector<HistoryRow>>
restore_values(Transaction&, const Mapping&, const Rollout&, Lead&, std::span<const RecordState>, const Cause&);

// One field of one record that an undone version wrote: owed what stood there, unless this mapping says
// itself what stands there or somebody changed it since. Counted in the job.
Result<void>
roll_back(Transaction&, EngineContext&, const Mapping&, Rollout&, std::int64_t version, const HistoryRow&, const Cause&);

}  // namespace crosswalk
