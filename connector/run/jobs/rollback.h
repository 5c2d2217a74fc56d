// connector/run/jobs/rollback.h - what stood there before a mapping version that was undone.
#pragma once

#include "connector/run/jobs/rollout.h"
#include "connector/sync/preview.h"

namespace crosswalk {

// One unit of a roll-out.
struct RolloutUnit {
    Transaction& tx;
    EngineContext& context;
    const Mapping& mapping;
    Rollout& job;
    Cause cause{};
};

// Canonical values that an undone version decided, and about which no tool has a word under this mapping, are
// again what they were. One history row for each.
Result<std::vector<HistoryRow>> restore_values(const RolloutUnit&, Lead&, std::span<const RecordState>);

// One field of one record that an undone version wrote: owed what stood there, unless this mapping says
// itself what stands there or somebody changed it since. Counted in the job.
Result<void> roll_back(const RolloutUnit&, std::int64_t version, const HistoryRow&);

}  // namespace crosswalk
