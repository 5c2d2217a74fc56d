#include "expected_values.h"

#include "rule_oracle.h"

#include <algorithm>

namespace crosswalk::simulation {
namespace {

// Whose records these are is a question to a person, or was one.
bool doubtful(const Snapshot& snapshot, const Snapshot::Person& person) {
    return !person.lead.contested.empty() ||
           std::ranges::any_of(
               person.records, [](const RecordState& record) { return record.match_status != MatchStatus::plain; }
           ) ||
           std::ranges::any_of(snapshot.parked, [&](const Parked& item) {
               return item.lead == person.lead.id && item.code.starts_with("identity.");
           });
}

}  // namespace

std::optional<Winner> expected(
    const SimWorld& world, const Snapshot& snapshot, const Snapshot::Person& person, const FieldRule& rule
) {
    if (doubtful(snapshot, person)) return std::nullopt;
    std::vector<PossibleLatest> records;
    for (const RecordState& state : person.records) {
        const std::string& name = state.key.connection;
        const std::string_view place = place_of(rule.field, name);
        const auto& held = world.cloud().tools().find(name)->second->records();
        const auto record = held.find(state.key.id.text);
        if (place.empty() || record == held.end()) continue;
        // Whose it is was not clear at some time: when its values were taken in, nobody can tell.
        if (world.oracle().doubled(record->second.person)) return std::nullopt;
        if (!record->second.merged_into.second.empty()) continue;  // what it said is gone with it
        const EditLog& log = world.oracle().edits();
        const auto typed = log.of({record->first, std::string(place)});
        auto latest = possible_latest(rule, name, typed, log.when_removed(record->first));
        if (!latest) return std::nullopt;
        records.push_back(std::move(*latest));
    }
    const auto value = certain_winner(rule, records);
    return value ? std::optional(Winner{*value, describe(records)}) : std::nullopt;
}

}  // namespace crosswalk::simulation
