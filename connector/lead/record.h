// connector/lead/record.h - what we know of one vendor record, field by field.
#pragma once

#include "connector/lead/value.h"

#include <set>

namespace crosswalk {

struct RecordKey {
    std::string connection{};
    VendorKind kind{};
    VendorId id{};
    auto operator<=>(const RecordKey&) const = default;
};

// The latest news about a field, as the vendor told it.
struct Observation {
    boost::json::value raw{};
    // When it counts as said, beside what other connections said: the source time; the receipt time where the
    // vendor tells none, or one that our clock cannot believe.
    Millis at{};
    Precision precision = Precision::milliseconds;
    Seq event = 0;
    bool undated = false;         // the vendor told no time
    std::optional<Millis> own{};  // the source time, where it is not `at`
    bool operator==(const Observation&) const = default;
};

// The last write of ours to a field. News dated before it does not tell what the tool holds now.
struct Written {
    Millis at{};
    // What the tool held before, as far as we knew; for as long as an answer older than the write may still
    // be on its way to us.
    std::optional<boost::json::value> replaced{};
    std::chrono::milliseconds took{0};  // from sending to its answer, as long as `replaced` is kept
};

// How often we contradicted, of late, what somebody had set in the tool (`ping_pong`).
struct OverwriteCount {
    Millis since{};
    int count = 0;
};

// Design promise 4. `known` is what the tool holds as far as we can tell: last heard from or written to it.
// `pending` is on its way there; its echo may be faster than the answer.
struct FieldMemory {
    std::optional<boost::json::value> known{}, pending{};
    std::optional<Observation> heard{};
    std::optional<Written> written{};
    std::optional<OverwriteCount> overwrite_count{};
    // The tool may hold what was heard last instead of `known`, which is our own write: the two crossed, or the
    // write was left without an answer.
    bool doubtful = false;
    bool cleared = false;  // somebody emptied it there, and blank does not travel: it is left alone
    std::optional<boost::json::value> restore{};  // to be put back: what stood here before a mapping was undone
};

// What a person decided when several records fitted one lead.
enum class MatchStatus {
    plain,
    chosen,       // this is the one
    rejected,  // the same person, but not the one
    candidate    // who of several it is waits for a person
};

// Of records that are rejected, or candidates, only consent is heard, and only consent is written.
constexpr bool consent_only(MatchStatus status) {
    return status == MatchStatus::rejected || status == MatchStatus::candidate;
}

struct RecordState {
    RecordKey key{};
    LeadId lead{};
    bool stamped = false;  // the vendor record carries our id
    bool deleted = false;
    bool hidden = false;  // beside `deleted`: the tool leaves it out of its answers, deleted or kept from us
    std::optional<Millis> seen_at{};  // when an answer of the tool last showed it
    MatchStatus match_status = MatchStatus::plain;
    std::optional<RecordKey> merged_into{};  // merged or converted: news and writes go there, for ever
    bool unseen = false;    // a person named it, and the tool has not shown it yet
    bool needs_reread = false;                // others were merged into it, and it was not read since
    std::int64_t steps_shown = 0;         // of the lead's steps: how many this record has been shown
    std::map<std::string, FieldMemory, std::less<>> fields{};  // by vendor field
    // Match keys under which the tool finds this record besides its own, by canonical field.
    std::map<std::string, std::set<std::string>, std::less<>> aliases{};
};

// True where the tool does not know the record that a person named: nobody was deleted there.
inline bool never_was(const RecordState& record) { return record.deleted && record.unseen; }

}  // namespace crosswalk
