// connector/run/handoff/handoff_unit.h - a hand-off while one unit of the store works on it.
#pragma once

#include "connector/handoff/clock.h"
#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// What every step about hand-offs shares. The mapping has a hand-off plan.
struct HandoffUnit {
    Transaction& tx;
    const EngineContext& engine;
    const Mapping& mapping;
    Millis now{};

    const HandoffPlan& plan() const { return *mapping.handoff; }
    std::string mint_id() const { return mint_lead_id(now, engine.clock.chance(), engine.clock.chance()).text; }
};

// The kinds of timers here: the clock of a hand-off; a lead that stays where it is; a quiet period that ends.
inline constexpr std::string_view kHandoffTimer = "handoff", kStuckTimer = "stuck", kQuietTimer = "quiet";
// By the name of the shipped mapping.
inline constexpr std::string_view kOwnerField = "owner";
inline constexpr std::string_view kContactField = "last_contact";  // of a person of Sales, as a tool dates it
// Whether Crosswalk cannot see now what Sales does (a setting), and the cause of pauses for it.
inline constexpr std::string_view kBlindTime = "handoff_blind", kBlind = "blind";

struct LoadedHandoff {
    KeptHandoff kept{};
    handoff::Handoff state{};
};

// Of a row that is read already. Fault: handoff.damaged.
Result<LoadedHandoff> read_handoff(KeptHandoff);
// Nothing where there is none. Fault: handoff.damaged.
Result<std::optional<LoadedHandoff>> load_handoff(Transaction&, std::string_view id);
// Oldest first; those that have ended are left out.
Result<std::vector<LoadedHandoff>> open_handoffs(Transaction&, const LeadId&);

// The working time of a member in a team; somebody the plan does not know works as the team does.
handoff::WorkCalendar calendar_for(const HandoffPlan&, std::string_view member, std::string_view team);
// When what is owed next is due, or was; nothing where nothing is owed or the clock stands still.
std::optional<Millis> owed_by(const HandoffPlan&, const handoff::Handoff&, Millis now);

// Keeps it as it is now, with its one timer.
Result<void> keep_handoff(const HandoffUnit&, LoadedHandoff&);

// The member whom a tool's owner id, a name or an address means; empty: nobody we know.
std::string member_meant(const HandoffPlan&, std::string_view connection, std::string_view said);

// Everything that the person may be told of is closed: nobody follows them up.
bool has_opted_out(const Mapping&, const Lead&);

// The member who owns the lead by its field `owner`, as the tool whose word counts names them; empty: nobody we know.
std::string owner_of(const HandoffPlan&, const Lead&);

}  // namespace crosswalk
