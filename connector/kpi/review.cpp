#include "connector/kpi/review.h"

#include "connector/kpi/quantiles.h"

#include <algorithm>
#include <functional>

namespace crosswalk::kpi {
namespace {

struct Room {
    const KpiPlan& plan;
    const Everything& all;
    std::span<const Person* const> people{}, marketing{};
    Millis now{};
};

// A share under ten is told with what it is a share of; so that is kept in any case.
Figure share(std::string key, const Ratio& ratio, bool complete = true) {
    return {
        .key = std::move(key),
        .unit = Unit::share,
        .value = ratio.value(),
        .complete = complete,
        .behind = ratio.hit,
        .of = ratio.of.size()};
}

Figure number(std::string key, std::vector<std::string> behind) {
    const auto count = static_cast<double>(behind.size());
    return {.key = std::move(key), .value = count, .behind = std::move(behind)};
}

Figure money(std::string key, std::optional<double> value, std::vector<std::string> behind) {
    return {.key = std::move(key), .unit = Unit::money, .value = value, .behind = std::move(behind)};
}

// Those of the period who were qualified, and of them those whom Sales accepted within the window.
void funnel(const Room& room, Period period, std::vector<Figure>& out) {
    const Asked all{room.plan, room.people, period, room.now};
    const Asked marketing{room.plan, room.marketing, period, room.now};
    out.push_back(number("leads", reached(all, room.plan.path.empty() ? std::string() : room.plan.path.front())));
    out.push_back(number("qualified", reached(all, room.plan.qualified)));
    const Conversion accepted = conversion(marketing, room.plan.qualified, room.plan.accepted);
    out.push_back(number("new_accepted", accepted.ratio.hit));
    const auto at = std::ranges::find(room.plan.path, room.plan.accepted);
    if (at != room.plan.path.end() && at + 1 != room.plan.path.end()) {
        const Conversion onward = conversion(all, room.plan.qualified, *(at + 1));
        out.push_back(share("qualified_to_next", onward.ratio, onward.complete));
    }
    const Recycled back = recycled(all);
    out.push_back(number("recycled", back.returned.of));
    out.push_back(number("requalified", back.requalified));
}

void spending(const Room& room, Period period, std::vector<Figure>& out, std::vector<std::string>& without_rate) {
    const CostPer cost = cost_per_qualified({room.plan, room.people, period, room.now}, room.all.costs);
    out.push_back(money("cost", cost.all.spent, {}));
    out.push_back(money("cost_per_qualified", cost.all.per_person(), cost.all.people));
    out.push_back(money("cost_per_accepted", cost.all.per_accepted(), cost.all.accepted));
    without_rate = cost.without_rate;
    if (room.all.deals.empty()) return;  // no tool tells of deals
    const Pipeline deals = pipeline(room.plan, room.all.people, room.all.deals, room.all.touches, period);
    out.push_back(money("pipeline", deals.total.amount, deals.total.deals));
    out.push_back(money("pipeline_sourced", deals.sourced.amount, deals.sourced.deals));
    out.push_back(money("pipeline_influenced", deals.influenced.amount, deals.influenced.deals));
    out.push_back(money("pipeline_neither", deals.neither.amount, deals.neither.deals));
    out.push_back(money("pipeline_unattributed", deals.unattributed.amount, deals.unattributed.deals));
    without_rate.insert(without_rate.end(), deals.without_rate.begin(), deals.without_rate.end());
}

Ratio ratio_of(const HandoffIds& hit, const HandoffIds& others) {
    Ratio out{.of = hit, .hit = hit};
    out.of.insert(out.of.end(), others.begin(), others.end());
    return out;
}

void duties(const Room& room, Period period, std::vector<Figure>& out) {
    for (const auto& [key, side] : {std::pair{"kept_by_sales", "sales"}, {"kept_by_marketing", "marketing"}}) {
        const Attainment kept = attainment(room.plan, room.all.duties, period, side);
        out.push_back(share(key, ratio_of(kept.met, kept.missed)));
    }
    const Rejects said = rejects(room.all.handoffs, period, room.now);
    HandoffIds made = said.accepted;
    for (const auto* more : {&said.rejected, &said.open, &said.withdrawn}) made.insert(made.end(), more->begin(), more->end());
    out.push_back(number("handed_off", std::move(made)));
    out.push_back(share("rejected", ratio_of(said.rejected, said.accepted), said.open.empty()));
    out.push_back(number("open", said.open));
    const FirstAction acted = first_action(room.all.handoffs, period);
    out.push_back({.key = "first_action_median", .unit = Unit::minutes, .value = acted.median_minutes, .behind = acted.acted});
    out.push_back({.key = "first_action_p90", .unit = Unit::minutes, .value = acted.p90_minutes, .behind = acted.acted});
}

std::vector<Figure> figures(const Room& room, Period period, std::vector<std::string>& without_rate) {
    std::vector<Figure> out;
    funnel(room, period, out);
    spending(room, period, out, without_rate);
    duties(room, period, out);
    return out;
}

template <class Of>
void group_by(const Room& room, Period period, std::string_view by, Of of, std::vector<GroupRow>& out) {
    std::map<std::string, std::pair<std::vector<HandedOff>, std::vector<Duty>>> groups;
    for (const HandedOff& one : room.all.handoffs)
        if (period.holds(one.made)) groups[std::invoke(of, one)].first.push_back(one);
    for (const Duty& one : room.all.duties) {
        const HandedOff who{.team = one.team, .owner = one.owner, .source = one.source};
        if (one.side == "sales" && period.holds(one.due)) groups[std::invoke(of, who)].second.push_back(one);
    }
    for (const auto& [name, rows] : groups) {
        const Rejects said = rejects(rows.first, period, room.now);
        GroupRow row{.by = std::string(by), .name = name, .accepted = said.accepted, .rejected = said.rejected};
        for (const HandedOff& one : rows.first) row.made.push_back(one.id);
        row.median_minutes = first_action(rows.first, period).median_minutes;
        row.attainment = attainment(room.plan, rows.second, period, "sales").value();
        out.push_back(std::move(row));
    }
}

}  // namespace

const Figure* Review::figure(std::string_view key) const {
    const auto at = std::ranges::find(figures, key, &Figure::key);
    return at == figures.end() ? nullptr : &*at;
}

Review review_of(const KpiPlan& plan, const Everything& all, Period period, Millis now) {
    const Population everybody = population(plan, all.people), marketing = population(plan, all.people, {.side = "marketing"});
    const Room room{plan, all, everybody.counted, marketing.counted, now};
    Review out{.period = period, .before = before(plan, period)};
    out.figures = figures(room, out.period, out.without_rate);
    std::vector<std::string> of_before;
    const std::vector<Figure> then = figures(room, out.before, of_before);
    for (std::size_t i = 0; i < out.figures.size(); ++i) out.figures[i].before = then[i].value;
    for (auto& [reason, ids] : rejects(all.handoffs, period, now).by_reason) out.rejected_by.emplace_back(reason, ids);
    group_by(room, period, "team", &HandedOff::team, out.groups);
    group_by(room, period, "owner", &HandedOff::owner, out.groups);
    group_by(room, period, "source", &HandedOff::source, out.groups);
    out.undated = everybody.undated;
    out.excluded = everybody.excluded;
    return out;
}

}  // namespace crosswalk::kpi
