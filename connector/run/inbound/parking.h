// connector/run/inbound/parking.h - changes that cannot be taken yet: parked for a person, or in doubt and read
// again.
#pragma once

#include "connector/run/engine/engine_context.h"
#include "connector/sync/ingest.h"

namespace crosswalk {

// Parks a change. Where the same waits already, this newer news takes its place, so that a replay brings the
// newest. The caller books the change as parked.
Result<void> park(Transaction&, Parked);
// Parks what does not wait already for the same reason. False: it did.
Result<bool> park_once(Transaction&, const Parked&);
Parked parked_change(const Event&, const Change&, const LeadId&);
// One item for all that cannot be taken of one change. False: everything could be.
Result<bool> park_obstacles(Transaction&, const Event&, const Change&, const LeadId&, const IngestResult&);

// Adds one change to the books in this word.
void book_change(Transaction&, std::string_view connection, std::string_view word);
// Settles in the books what waited for an answer. Parked is one item, so it is one change.
void book_answered(Transaction&, const std::string& connection, const ReadRequest&, std::string_view word);

// True when the change says anything that is not known of its record already, and does not wait for a person
// already: what a poll found is kept only then.
bool brings_news(Transaction&, const Mapping&, std::string_view connection, const Change&, Millis now);

struct NewsTimes {
    Millis now{}, received{};
    std::optional<Millis> asked_on{};  // of an answer, when the question was put
};
// Takes out of the change what may be older than what we wrote to its record since. Answers with the vendor
// fields that must be read again; what only rode along with news that is read anyway is left to that reading.
FieldSet set_aside_stale(const Mapping&, const RecordState&, const NewsTimes&, Change&);

// The lead has a record in this connection now: what waited because it had none waits no more.
Result<void> end_unlinked(Transaction&, std::string_view connection, const LeadId&);

// What was written or contradicted too long ago to matter.
void forget_old_writes(RecordState&, Millis now);

}  // namespace crosswalk
