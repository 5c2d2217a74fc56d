// connector/sync/recompute.h - from observations to the canonical lead, and from there to what must be sent.
// Pure.
#pragma once

#include "connector/sync/ingest.h"

#include <functional>

namespace crosswalk {

// What became of a lead.
struct Recomputed {
    std::vector<HistoryRow> rows{};  // one for each value that changed
    std::vector<Step> steps{};       // walked in this order; the lead's stage is the last one's
    bool consent_changed = false;            // a latch moved, whether or not its standing changed
    bool rescored = false;           // what is kept of the score, or when it is due again, is not what it was
    std::string held_back{};         // a stage it earned, but was kept from

    FieldSet changed() const;
};

// May one more lead be promoted to this stage (`surge`)? Asked before it is.
using MayPromote = std::function<bool(const std::string& stage)>;

struct RecomputeOptions {
    Cause cause{};
    MayPromote may_promote{};  // without one, everybody may
};

// Decides what was heard about anew, from all observations, and writes the result into the lead: values by
// their rule, consent by its latch, the stage step by step; then what `enter_when` and `again` make of it.
// Values do not depend on the order of arrival; steps do, as they must.
Recomputed
recompute(const Mapping&, Lead&, std::span<const RecordState>, const IngestResult&, const RecomputeOptions&);

// The values of all fields but the stage as the observations have them; nobody is promoted and no latch
// moves. For a new mapping.
std::vector<HistoryRow> revalue(const Mapping&, Lead&, std::span<const RecordState>, const Cause&);

// Gives the field another value, and tells of it.
HistoryRow change_value(Lead&, const FieldPlan&, Value after, Provenance, const Cause&);

// A lead while it is decided, for one cause: what becomes of it is added to `out`.
struct LeadEdit {
    const Mapping& mapping;
    Lead& lead;
    const Cause& cause;
    Recomputed& out;
};

// A latch that no tool's word turned: what an erased address left behind, or a lead that was joined.
void apply_consent(const LeadEdit&, const std::string& consent_field, ConsentState);

// Walks steps that a person let through.
void apply_steps(const Mapping&, Lead&, std::vector<Step>, std::string_view rule, Recomputed&);

FieldSet all_fields(const Mapping&);

// The keys ("email", "phone") by which this lead is recognised, from its canonical values.
std::map<std::string, std::string, std::less<>> match_keys(const Mapping&, const Lead&);

// May this connection create this person?
bool may_create(const Mapping&, const ConnectionPlan&, const Lead&);
// Does this connection take part for this person (`only:`)?
bool takes_part(const ConnectionPlan&, const Lead&);

struct BatchDelays {
    std::chrono::milliseconds score{1'000}, bulk{5'000};
};
// When a write of this urgency leaves: the next full multiple of its linger, so that what gathered leaves
// together.
Millis due_at(Urgency, Millis now, const BatchDelays&);

// The part of a known record that a field is written in; of the mapping's field of that name the same.
WritePart part_of(const FieldPlan&, const Binding*);
WritePart part_of(const Mapping&, std::string_view connection, const VendorKind&, std::string_view field);
// The writes that one intent becomes: what a known record is told of consent stands apart and comes first, so
// that no other field can hold it up, and what it is told of memberships stands apart too. A record that is yet to
// be created is written whole.
std::vector<WriteIntent> by_part(const Mapping&, const WriteIntent&);

// What gives rise to writes, by canonical field. Both empty: everything is considered, blanks included.
struct WriteScope {
    FieldSet asked{};    // may differ at the tools
    FieldSet changed{};  // have another canonical value than before
};

// Whom to tell what: every record that writes one of `asked` and does not hold its canonical value, and every
// connection where the lead has no record yet. Of several records in one connection the preferred one is
// told; consent is told to all of them. A tool in which somebody cleared a field is not told the old value
// again, unless the value has `changed`.
std::vector<WriteIntent>
plan_writes(const Mapping&, const LeadView&, const WriteScope&, const Cause&, const BatchDelays&);

}  // namespace crosswalk
