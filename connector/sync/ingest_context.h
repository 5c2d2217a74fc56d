// connector/sync/ingest_context.h - one change while it is heard: what the parts of ingest.h share. Of this room
// alone.
#pragma once

#include "connector/contract/events.h"
#include "connector/sync/ingest.h"

namespace crosswalk {

inline constexpr std::chrono::minutes kClockSkew{5};

// The latest times among what earlier deliveries left on this lead. None of them was ahead of our clock when
// it was taken in, by more than the skew: one that is ahead of a later receipt proves that the clock was set
// back in between. Then the order of the journal counts.
struct Stamps {
    Millis latest{}, latest_of_ours{};  // of all; of those that our clock made

    static bool proves(Millis stamp, Millis received) {
        return stamp > received + kClockSkew + std::chrono::minutes{1};
    }
    // When a delivery counts as received: after everything that was received before it.
    Millis receipt(Millis received) const {
        return proves(latest, received) ? latest + std::chrono::seconds{1} : received;
    }
};

// Of what was taken in before this event.
Stamps stamps_of(const Lead&, const RecordState&, std::span<const RecordState> all, Seq event);

// One change, while it is heard.
struct IngestContext {
    const Mapping& mapping;
    const Lead& lead;
    RecordState& record;
    const Change& change;
    Seq event = 0;
    Millis received{};
    bool first_sight = false;
    Stamps stamps{};
    IngestResult& out;
};

// True when the tool says what it holds as far as we know, or what we are just telling it.
bool is_echo(const FieldPlan&, const Binding&, FieldMemory&, const boost::json::value& raw);
// When this counts as said beside the words of other connections.
When source_time(const IngestContext&, std::string_view vendor_field, bool first_sight);
// True when the tool said something later already: by its own times, however our clock stands; where it tells
// none, by the order of the journal.
bool is_old(const IngestContext&, const Binding&, const FieldMemory&, const When&);
// Takes the value in as what the tool said last, and, unless it is from before our own last write, as what it
// holds.
void keep(const IngestContext&, const Binding&, FieldMemory&, const boost::json::value& raw, const When&);
// The value as what the tool said last.
Observation observed(const IngestContext&, const Binding&, const boost::json::value& raw, const When&);

// One field of the change.
struct ToldValue {
    const FieldPlan& field;
    const Binding& binding;
    FieldMemory& memory;
    const boost::json::value& raw;
    const When& when;  // when it counts as said
};
// By the field's kind.
void hear_field(IngestContext&, const ToldValue&);
void ingest_stage(IngestContext&, const ToldValue&);
void ingest_consent(IngestContext&, const ToldValue&);
// What else the tool shows of a stage.
void hear_along(IngestContext&);

}  // namespace crosswalk
