// connector/handoff/handoff.h - one hand-off of a lead to its owner: what has happened to it. Plain data, as
// it is stored.
#pragma once

#include "connector/lead/value.h"
#include "connector/mapping/model/agreement_plan.h"

#include <vector>

namespace crosswalk::handoff {

// By what an answer came.
enum class How {
    person,  // a click, a command
    tool,    // a tool reported it: somebody moved the status there
    silence  // nobody answered, and the agreement says what that means
};
std::string_view to_string(How);

struct Acceptance {
    Millis at{};
    std::string by{};  // a member; empty where nobody is known
    How how = How::person;
};

struct Contact {
    Millis at{};
    std::string by{};
};

enum class EndKind {
    qualified,   // Sales goes on with the lead
    rejected,    // with a reason
    reassigned,  // a new hand-off goes to somebody else
    withdrawn    // converted elsewhere, opted out, joined, erased: nobody owes anything any more
};
std::string_view to_string(EndKind);

struct Ending {
    EndKind kind = EndKind::qualified;
    Millis at{};
    std::string by{};
    How how = How::person;
    std::string reason{};  // of a rejection its code, of a withdrawal its cause
    std::string to{};      // of a reassignment: the next owner
};

// Time that is given back: while Crosswalk cannot see the tool ("blind"), or while the lead's own state holds
// it up.
struct Pause {
    std::string cause{};
    Millis from{};
    std::optional<Millis> until{};  // empty: it lasts
};

// A rung of a ladder that was reached. It never is again, even when time is given back afterwards.
struct RungReached {
    Duty duty = Duty::accept;
    std::size_t rung = 0;    // in the ladder of that duty
    Millis due{}, at{};      // when it was due, and when it was carried out
    bool overtaken = false;  // another one that was due as well was carried out instead
};

struct Handoff {
    std::string id{};
    LeadId lead{};
    std::string stage{}, team{}, owner{};
    std::string previous{};                     // the hand-off it was reassigned from
    std::vector<std::string> earlier_owners{};  // of the hand-offs before it
    std::int64_t mapping_version = 0;
    Millis made{};
    std::optional<Millis> notified{};  // when a channel first took a notice of it
    std::optional<Acceptance> accepted{};
    std::optional<Contact> contacted{};
    std::optional<Ending> ended{};
    std::vector<Pause> pauses{};
    std::vector<RungReached> reached{};
};

enum class Phase { made, notified, accepted, contacted, ended };
std::string_view to_string(Phase);
Phase phase_of(const Handoff&);

boost::json::object to_json(const Handoff&);
// Code: handoff.damaged.
Result<Handoff> handoff_from(const boost::json::value&);

}  // namespace crosswalk::handoff
