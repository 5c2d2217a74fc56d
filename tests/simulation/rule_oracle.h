// Who wins: from what was typed where and when, and the rules as a person reads them. No rule is shared with
// the engine.
#pragma once

#include "edit_log.h"
#include "sim_mapping.h"

#include <span>

namespace crosswalk::simulation {

// One tool's word about a field, as far as the witness can tell what Crosswalk was told.
struct Candidate {
    std::string tool{};
    Value value{};
    Millis early{}, late{};
    Precision precision = Precision::milliseconds;
};

// All that a tool's latest word may be; nothing: perhaps it never said any.
using PossibleLatest = std::vector<std::optional<Candidate>>;

// What the tool's value means; nothing: it cannot be read.
std::optional<Value> canonical_value(
    std::string_view field, std::string_view tool, const boost::json::value& held
);

// What was said in one field of one record. What a record says that is gone may have counted before or not.
// Nothing: it cannot be told, since our clock was wrong when we wrote there.
std::optional<PossibleLatest> possible_latest(
    const FieldRule&,
    std::string_view tool,
    std::span<const Edit* const> typed,
    std::optional<std::size_t> removed
);

// "crm 'Hanoi' at 12.000, hub perhaps nothing or 'Hue' from 11.000 to 14.000".
std::string describe(std::span<const PossibleLatest> records);

// The value that must win, whatever of it was said; nothing: that cannot be told.
std::optional<Value> certain_winner(const FieldRule&, std::span<const PossibleLatest> records);

}  // namespace crosswalk::simulation
