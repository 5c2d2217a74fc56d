// connector/sync/recompute.h - from observations to the canonical lead, and from there to what must be sent.
// Pure.
#pragma once

#include "connector/sync/hear.h"

namespace crosswalk {

struct Cause {
    Seq event = 0;
    std::string connection{};  // who spoke
    Millis now{};
    std::int64_t mapping_version = 0;
};

// Decides the fields anew from all observations and writes the result into the lead. A stage is entered by
// rule when its condition holds and it lies further along the path. Answers with one history row per change.
std::vector<HistoryRow>
recompute(const Mapping&, Lead&, std::span<const RecordState>, const FieldSet& fields, const Cause&);

// The keys ("email", "phone") by which this lead is recognised, from its canonical values.
std::map<std::string, std::string, std::less<>> match_keys(const Mapping&, const Lead&);

// May this connection create this person?
bool may_create(const Mapping&, const ConnectionPlan&, const Lead&);
// Does this connection take part for this person (`only:`)?
bool takes_part(const ConnectionPlan&, const Lead&);

struct Lingering {
    std::chrono::milliseconds score{1'000}, bulk{5'000};
};
// When a write of this urgency leaves: the next full multiple of its linger, so that what gathered leaves
// together.
Millis due_at(Urgency, Millis now, const Lingering&);

// Whom to tell what: every record that writes one of `asked` and does not hold its canonical value, and every
// connection where the lead has no record yet. A tool in which somebody cleared a field is not told the old
// value again, unless the value has `changed`. Without `asked` and `changed` everything is considered, blanks
// included.
std::vector<Touch>
aim(const Mapping&,
    const Lead&,
    std::span<const RecordState>,
    const FieldSet& asked,
    const FieldSet& changed,
    const Cause&,
    const Lingering&);

}  // namespace crosswalk
