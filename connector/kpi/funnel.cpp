#include "connector/kpi/funnel.h"

#include "connector/kpi/quantiles.h"

#include <algorithm>

namespace crosswalk::kpi {
namespace {

double in_days(std::chrono::milliseconds length) { return std::chrono::duration<double, std::ratio<86400>>(length).count(); }

bool is_on_path(const KpiPlan& plan, std::string_view stage) { return std::ranges::find(plan.path, stage) != plan.path.end(); }

void take_median(Velocity& out, const std::vector<Stay>& stays) {
    std::vector<double> arrived;
    for (const Stay& stay : stays)
        if (stay.arrived) arrived.push_back(stay.length);
    out.days = survival_median(stays);
    out.of_arrived = median(std::move(arrived));
}

}  // namespace

std::optional<double> Ratio::value() const {
    if (of.empty()) return std::nullopt;
    return static_cast<double>(hit.size()) / static_cast<double>(of.size());
}

Conversion conversion(const Asked& asked, std::string_view from, std::string_view to) {
    Conversion out{.complete = asked.now >= asked.period.until + asked.plan.window};
    for (const Person* person : asked.people) {
        const auto began = first(asked.plan, *person, from, asked.now);
        if (!began || !asked.period.holds(*began)) continue;
        out.ratio.of.push_back(person->id);
        if (const auto came = first(asked.plan, *person, to, asked.now))
            (*came < *began + asked.plan.window ? out.ratio.hit : out.later).push_back(person->id);
    }
    return out;
}

People reached(const Asked& asked, std::string_view stage) {
    People out;
    for (const Person* person : asked.people)
        if (const auto came = first(asked.plan, *person, stage, asked.now); came && asked.period.holds(*came)) out.push_back(person->id);
    return out;
}

Ratio period_view(const Asked& asked, std::string_view from, std::string_view to) {
    return {reached(asked, from), reached(asked, to)};
}

Velocity velocity(const Asked& asked, std::string_view from, std::string_view to) {
    Velocity out;
    std::vector<Stay> stays;
    for (const Person* person : asked.people) {
        const auto began = first(asked.plan, *person, from, asked.now);
        if (!began || !asked.period.holds(*began)) continue;
        const auto came = first(asked.plan, *person, to, asked.now);
        if (is_filled_in(*person, from, *began) || (came && is_filled_in(*person, to, *came))) {
            out.left_out.push_back(person->id);
            continue;
        }
        stays.push_back({in_days((came ? *came : asked.now) - *began), came.has_value()});
        (came ? out.arrived : out.waiting).push_back(person->id);
    }
    take_median(out, stays);
    return out;
}

Velocity time_in_stage(const Asked& asked, std::string_view stage) {
    Velocity out;
    std::vector<Stay> stays;
    for (const Person* person : asked.people)
        for (std::size_t i = 0; i < person->moves.size(); ++i) {
            const Move& in = person->moves[i];
            if (in.to != stage || !asked.period.holds(in.at) || in.at > asked.now) continue;
            if (in.filled_in) {
                out.left_out.push_back(person->id);
                continue;
            }
            const bool ended = i + 1 < person->moves.size() && person->moves[i + 1].at <= asked.now;
            stays.push_back({in_days((ended ? person->moves[i + 1].at : asked.now) - in.at), ended});
            (ended ? out.arrived : out.waiting).push_back(person->id);
        }
    take_median(out, stays);
    return out;
}

Recycled recycled(const Asked& asked) {
    Recycled out;
    for (const Person* person : asked.people) {
        std::optional<Millis> given_back, came_back;
        bool in_period = false, requalified = false;
        std::optional<Millis> open;  // given back, and not back yet
        for (const Move& move : person->moves) {
            if (move.at > asked.now) break;
            if (std::ranges::find(asked.plan.recycled, move.to) != asked.plan.recycled.end()) {
                open = move.at;
                if (asked.period.holds(move.at) && !in_period) in_period = true, given_back = move.at;
            } else if (open && is_on_path(asked.plan, move.to)) {
                if (asked.period.holds(move.at)) requalified = true;
                if (given_back && !came_back) came_back = move.at;
                open.reset();
            }
        }
        if (in_period) out.returned.of.push_back(person->id);
        if (came_back && *came_back < *given_back + asked.plan.window) out.returned.hit.push_back(person->id);
        if (requalified) out.requalified.push_back(person->id);
    }
    return out;
}

}  // namespace crosswalk::kpi
