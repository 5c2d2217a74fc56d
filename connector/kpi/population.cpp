#include "connector/kpi/population.h"

#include <algorithm>

namespace crosswalk::kpi {
namespace {

bool fits(const std::string& wanted, const std::string& has) { return wanted.empty() || wanted == has; }

bool is_in(const Slice& slice, const Person& person) {
    return fits(slice.side, person.side) && fits(slice.source, person.source) &&
           fits(slice.campaign, person.campaign) && fits(slice.owner, person.owner);
}

bool is_excluded(const KpiPlan& plan, const Person& person) {
    if (plan.exclude.always()) return false;
    const Value email = person.email.empty() ? Value{} : Value{person.email};
    return plan.exclude.holds({.now = [&](std::string_view field) { return field == "email" ? email : Value{}; }});
}

std::ptrdiff_t place(const KpiPlan& plan, std::string_view stage) {
    const auto at = std::ranges::find(plan.path, stage);
    return at == plan.path.end() ? -1 : at - plan.path.begin();
}

}  // namespace

Population population(const KpiPlan& plan, std::span<const Person> people, const Slice& slice) {
    Population out;
    for (const Person& person : people) {
        if (!is_in(slice, person)) continue;
        if (is_excluded(plan, person))
            out.excluded.push_back(person.id);
        else if (!person.moves.empty() && !person.moves.front().dated)
            out.undated.push_back(person.id);
        else
            out.counted.push_back(&person);
    }
    return out;
}

People stock(
    const KpiPlan& plan, std::span<const Person> people, const Slice& slice, std::string_view stage, Millis at
) {
    People out;
    for (const Person& person : people)
        if (is_in(slice, person) && stage_at(person, at) == stage && !is_excluded(plan, person)) out.push_back(person.id);
    return out;
}

std::optional<Millis> first(const KpiPlan& plan, const Person& person, std::string_view stage, Millis now) {
    const auto from = place(plan, stage);
    std::optional<Millis> out;
    if (from < 0) return out;
    for (const Move& move : person.moves)
        if (move.at <= now && place(plan, move.to) >= from && (!out || move.at < *out)) out = move.at;
    return out;
}

bool is_filled_in(const Person& person, std::string_view stage, Millis at) {
    return std::ranges::any_of(person.moves, [&](const Move& move) {
        return move.to == stage && move.at == at && move.filled_in;
    });
}

std::string stage_at(const Person& person, Millis at) {
    std::string out;
    for (const Move& move : person.moves)
        if (move.at <= at) out = move.to;
    return out;
}

}  // namespace crosswalk::kpi
