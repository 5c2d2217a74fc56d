// connector/sync/ingest.h - what a change says that we did not know (design promises 4 and 6). Pure.
#pragma once

#include "connector/contract/events.h"
#include "connector/lead/lead_aggregate.h"
#include "connector/lead/ledger.h"
#include "connector/mapping/model/translate.h"
#include "connector/sync/consent.h"
#include "connector/sync/rules.h"
#include "connector/sync/stage.h"

#include <limits>

namespace crosswalk {

struct IngestResult {
    FieldSet news{};                        // canonical fields with a new observation
    FieldSet taken{};                       // fields told and not held up: what they said last counts
    FieldSet retold{};                      // the same word once more, later: it may win now
    std::vector<Obstacle> held_up{};        // fields that wait for a person
    bool superseded = false, echo = false;  // something in the change was older news, or what we knew already
    bool noted = false;                     // no news, but the record's memory is not what it was
    bool renamed = false;                   // it is found under other keys than before
    std::optional<StageSignal> stage{};       // somebody moved the lead
    std::optional<StageSignal> mover{};       // who moved it where it stands, told once more and by name
    std::vector<ConsentSignal> consents{};

    // The word in which the change is booked, when nothing must still be read.
    std::string_view booked_as() const;
};

// The place in the journal of what is not in it yet: after everything that is.
inline constexpr Seq kNewest = std::numeric_limits<Seq>::max();

// How a change reached us.
struct Receipt {
    Seq event = 0;  // its place in the journal
    Millis received{};
    bool first_sight = false;  // the record was not known before, so an undated value counts as oldest
    // Of the lead. Where they tell that our clock was set back, this counts as received after what they tell.
    std::span<const RecordState> records{};
};

// Takes a change into the record's memory. Source times more than five minutes ahead of the receipt count as
// of the receipt beside other connections' words; a connection's own words are ordered by its own times as
// they are. Of a record that was rejected only consent is heard.
IngestResult ingest(const Mapping&, const Lead&, RecordState&, const Change&, const Receipt&);

// When the vendor says this field, or else its whole record, changed; nothing where it does not say.
std::optional<When> told_at(const Change&, std::string_view vendor_field);

// By so much the time a tool tells for our own write may differ from the time we know: two clocks, and the way there.
inline constexpr std::chrono::minutes kWriteSkew{1};

// True when the vendor says when this very field changed; the time of a whole record says nothing about one
// field of it.
bool is_dated_itself(const Change&, std::string_view vendor_field);

// True when two raw values of a vendor field mean the same.
bool means_the_same(const FieldPlan&, const Binding&, const boost::json::value&, const boost::json::value&);

// The same for a field by its name at the vendor; one that is not mapped means what it is.
bool means_the_same(const Mapping&, const RecordKey&, std::string_view vendor_field, const boost::json::value&, const boost::json::value&);

// True when the vendor field holds, or is just being given, this canonical value.
bool holds(const FieldPlan&, const Binding&, const FieldMemory&, const Value&);

// What the tool holds in this field as far as we can tell; blank when we never heard.
Value held_value(const FieldPlan&, const Binding&, const FieldMemory&);

// The latest word of every connection about one field, over all records of the lead. What a merged record
// said counts until its survivor says it.
std::vector<Candidate> latest_candidates(const FieldPlan&, std::span<const RecordState>);

// The survivor of a merge was read: what the merged records said of the fields it tells counts no more.
void forget_told(const Mapping&, std::span<RecordState>, const RecordKey& survivor, const Change& read);

}  // namespace crosswalk
