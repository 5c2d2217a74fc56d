// connector/sync/preview.h - people who are known already, under another mapping: what it makes of them, and
// how that differs from the one in force. The roll-out and the what-if take the same decisions here. Pure.
#pragma once

#include "connector/sync/compose.h"

namespace crosswalk {

// Values and latches of renamed fields (`was`) go on under their new name. True when there was one.
bool take_over_names(const Mapping&, Lead&);

// Decides a known lead anew under this mapping: its values by their rules. It keeps its stage, unless
// `restage` is given: then it is promoted to the furthest stage whose `enter_when` holds, if it may.
Recomputed reevaluate(
    const Mapping&, Lead&, std::span<const RecordState>, const Cause&, const MayPromote& restage = {}
);

// Whom to tell after that: in bulk, but for consent. Somebody whom a tool was found not to know is looked up
// there again only if he may be created now. What a person cleared by hand stays cleared.
std::vector<WriteIntent>
replan(const Mapping&, const LeadView&, const Recomputed&, const Cause&, const BatchDelays&);

// True when this mapping says what stands in this vendor field of this record.
bool speaks_for(
    const Mapping&,
    const Lead&,
    std::span<const RecordState>,
    const RecordState&,
    std::string_view vendor_field
);

struct Example {
    std::string who{};
    Value before{}, after{};
};
inline constexpr std::size_t kMostExamples = 3;

struct FieldForecast {
    std::int64_t people = 0;  // whose canonical value would be another one
    std::vector<Example> examples{};
};
struct ToolForecast {
    std::map<std::string, std::int64_t, std::less<>> fields{};   // canonical field: records written
    std::map<std::string, std::int64_t, std::less<>> records{};  // vendor kind: records written
    std::int64_t looked_up = 0, created = 0, no_longer_created = 0;

    bool nothing() const;
};
struct StageForecast {
    std::int64_t promoted = 0, promoted_now = 0;  // in the window: under the next mapping, under this one
    std::int64_t at_once = 0;                     // by `restage`
};

// The difference between two mappings over all leads added to it.
struct Impact {
    std::int64_t people = 0, changed = 0;  // looked at; of whom a value, a write or a creation would change
    std::map<std::string, FieldForecast, std::less<>> fields{};
    std::map<std::string, ToolForecast, std::less<>> tools{};
    std::map<std::string, StageForecast, std::less<>> stages{};
    std::int64_t notices = 0, notices_now = 0;  // to Sales in the window: under the next, under this one
    std::map<std::string, std::int64_t, std::less<>> stranded{};  // people in a stage that would not exist

    // True when the two mappings make the same of everybody.
    bool nothing() const;
};

// A lead's own rows of the journal's window, oldest first, and all its steps.
struct Timeline {
    std::vector<HistoryRow> rows{};
    std::vector<Step> steps{};
    // All that it did, where the mapping asked about counts that by other rules.
    std::optional<std::vector<HistoryRow>> done{};
    Millis since{};  // where the window begins
};

// From the mapping in force to the one asked about.
struct MappingChange {
    const Mapping& now;
    const Mapping& next;
    bool restage = false;  // whoever may be promoted then is
    // Of one lead: what it did, as the next mapping counts it.
    const ScoreTally* score = nullptr;
};
// Adds what would become of this lead as it is, from its latest observations.
void simulate(const MappingChange&, const LeadView&, const Cause&, Impact&);
// Adds the steps this lead would have taken, its values having changed as they did.
void foresee_steps(const Mapping& now, const Mapping& next, const Lead&, const Timeline&, Impact&);

}  // namespace crosswalk
