#include "connector/run/handoff/handoff_unit.h"

#include "connector/contract/json_read.h"

#include <algorithm>

namespace crosswalk {
namespace {

// Where the plan lost a calendar that a hand-off began under, every hour counts.
CalendarPlan always_open() {
    CalendarPlan out{.name = "always", .zone = "UTC"};
    out.hours.fill({{0, kMinutesADay}});
    return out;
}

}  // namespace

Result<LoadedHandoff> read_handoff(KeptHandoff kept) {
    const auto json = parse_json(kept.doc);
    if (!json) return json.error();
    auto state = handoff::handoff_from(*json);
    if (!state) return state.error();
    state->lead = kept.lead;  // a join moves the row alone
    return LoadedHandoff{std::move(kept), std::move(*state)};
}

Result<std::optional<LoadedHandoff>> load_handoff(Transaction& tx, std::string_view id) {
    auto kept = tx.handoffs.load(id);
    if (!kept) return kept.error();
    if (!*kept) return std::optional<LoadedHandoff>{};
    auto loaded = read_handoff(std::move(**kept));
    if (!loaded) return loaded.error();
    return std::optional(std::move(*loaded));
}

Result<std::vector<LoadedHandoff>> open_handoffs(Transaction& tx, const LeadId& lead) {
    auto all = tx.handoffs.of(lead);
    if (!all) return all.error();
    std::vector<LoadedHandoff> out;
    for (KeptHandoff& kept : *all) {
        if (!kept.open) continue;
        auto loaded = read_handoff(std::move(kept));
        if (!loaded) return loaded.error();
        out.push_back(std::move(*loaded));
    }
    return out;
}

handoff::WorkCalendar calendar_for(const HandoffPlan& plan, std::string_view member, std::string_view team) {
    const MemberPlan* who = plan.member(member);
    const TeamPlan* of = plan.team(team);
    const CalendarPlan* calendar = nullptr;
    if (who != nullptr && of != nullptr)
        calendar = plan.calendar_of(*who, *of);
    else if (who != nullptr && !who->calendar.empty())
        calendar = plan.calendar(who->calendar);
    else if (of != nullptr)
        calendar = plan.calendar(of->calendar);
    if (calendar == nullptr && !plan.calendars.empty()) calendar = &plan.calendars.front();
    if (calendar == nullptr) return handoff::WorkCalendar(always_open());
    if (who == nullptr) return handoff::WorkCalendar(*calendar);
    return handoff::WorkCalendar(*calendar, who->absences, who->zone);
}

std::optional<Millis> owed_by(const HandoffPlan& plan, const handoff::Handoff& state, Millis now) {
    if (state.ended) return std::nullopt;
    const auto calendar = calendar_for(plan, state.owner, state.team);
    const handoff::ClockRules rules{plan.agreement, calendar};
    for (const Duty duty : kDuties) {
        const auto status = handoff::status_of(state, duty, rules, now);
        using State = handoff::DutyStatus::State;
        if (!status.done && (status.state == State::open || status.state == State::missed)) return status.due;
    }
    return std::nullopt;
}

Result<void> keep_handoff(const HandoffUnit& unit, LoadedHandoff& one) {
    const auto& plan = unit.plan();
    one.kept.owner = one.state.owner;
    one.kept.open = !one.state.ended;
    one.kept.deadline = owed_by(plan, one.state, unit.now);
    one.kept.doc = boost::json::serialize(handoff::to_json(one.state));
    if (const auto saved = unit.tx.handoffs.save(one.kept); !saved) return saved;
    const auto calendar = calendar_for(plan, one.state.owner, one.state.team);
    const auto due = handoff::next_due(one.state, {plan.agreement, calendar});
    return due ? unit.tx.timers.set({std::string(kHandoffTimer), one.kept.id, *due, ""})
               : unit.tx.timers.cancel(kHandoffTimer, one.kept.id);
}

std::string member_meant(const HandoffPlan& plan, std::string_view connection, std::string_view said) {
    if (said.empty()) return {};
    for (const MemberPlan& member : plan.members) {
        const auto owner = member.owner_ids.find(connection);
        const bool owns = owner != member.owner_ids.end() && owner->second == said;
        const bool reached = std::ranges::any_of(member.channels, [&](const auto& channel) {
            return same_but_for_case(channel.second, said);
        });
        if (owns || reached || member.name == said || member.full_name == said) return member.name;
    }
    return {};
}

bool has_opted_out(const Mapping& mapping, const Lead& lead) {
    bool any = false;
    for (const FieldPlan& field : mapping.fields) {
        if (!field.consent) continue;
        if (lead.value(field.name) != std::string(kClosed)) return false;
        any = true;
    }
    return any;
}

std::string owner_of(const HandoffPlan& plan, const Lead& lead) {
    const auto held = lead.values.find(kOwnerField);
    if (held == lead.values.end() || !held->second.value) return {};
    return member_meant(plan, held->second.why.connection, *held->second.value);
}

}  // namespace crosswalk
