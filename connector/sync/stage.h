// connector/sync/stage.h - the legal way of a lead (design promise 9). Pure.
#pragma once

#include "connector/mapping/model/plan.h"

namespace crosswalk {

// A step back that waits for its reason; it goes on by itself when the reason is told.
inline constexpr std::string_view kReasonMissing = "stage.reason_missing";

// How the rule begins by which a stage was entered because its condition became true.
inline constexpr std::string_view kEnterWhen = "enter_when: ";

// The lead's values as they are, for a condition.
Facts facts_of(const Lead&);

// Why something cannot be taken yet.
struct Obstacle {
    std::string field{}, code{}, why{}, remedy{};
};

struct Cause {
    Seq event = 0;
    std::string connection{};  // who spoke
    Millis now{};
    std::int64_t mapping_version = 0;
};

// What a tool said about the stage.
struct StageSignal {
    std::string stage{}, connection{}, reason{};
    std::string who{};  // as far as the tool tells
    Millis at{};
    Precision precision = Precision::milliseconds;
    bool first_sight = false;  // the record was not known before: nobody moved anything just now
};

// Where a word or a rule leads: steps to walk in order, or why not.
struct Moves {
    std::vector<Step> steps{};
    std::optional<Obstacle> disputed{};
};

// A tool that jumped ahead has what lay between filled in; a way back must be among `back`, with its reason.
// A word older than the present stage leads nobody back.
Moves on_stage_reported(const Mapping&, const Lead&, const StageSignal&, const Cause&);

// The furthest stage ahead whose `enter_when` became true by what changed: `before` answers with the values
// of the fields that did. A condition that was true all along, or became true by a new mapping, promotes
// nobody.
Moves promote(const Mapping&, const Lead&, const Facts& now_and_before, const Cause&);

// The same without asking for a change: what a person lets through who held it back, or asks for.
Moves promote_as_it_is(const Mapping&, const Lead&, const Cause&);

// The last of these steps where this word is about it and names who made it: the tool told the move itself before.
const Step* step_named_by(std::span<const Step>, const StageSignal&, Millis now);

// Back onto the path when the time aside is over and its condition holds.
Moves reenter(const Mapping&, const Lead&, const Cause&);

// When to look at `again` though nobody speaks; nothing where no time runs.
std::optional<Millis> time_is_up(const Mapping&, const Lead&);

// Writes a step into the lead: its stage, its way. Answers with the history row.
HistoryRow apply_step(const Mapping&, Lead&, Step&, std::string_view rule);

// The stage that a vendor's value means to this lead: its present one where that is a word of it, else the
// one whose further fields fit as well, else the first in file order. Nothing when the table does not list
// it.
std::optional<std::string> stage_meant(
    const FieldPlan&, const Binding&, const RecordState&, const Lead&, const boost::json::value& raw
);

}  // namespace crosswalk
