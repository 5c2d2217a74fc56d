#include "connector/run/handoff/follow.h"

#include "connector/mapping/model/calendar_text.h"
#include "connector/run/handoff/clock_step.h"
#include "connector/run/handoff/hand_over.h"
#include "connector/run/handoff/tell.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

using handoff::ClockEvent;
using On = NoticeTrigger::On;

constexpr std::string_view kOptedOut = "opted out", kMovedOn = "moved on by a rule", kJoined = "joined";

ClockEvent withdrawn(const HandoffUnit& unit, std::string why) {
    return {.kind = handoff::EventKind::withdraw, .at = unit.now, .reason = std::move(why)};
}

// What a move in a tool of Marketing says: that somebody accepted is for Sales to say, and they still owe it; further on
// or back there is nothing left to be done.
std::optional<ClockEvent> moved_by_marketing(const HandoffUnit& unit, const handoff::Handoff& open, const Step& step) {
    const auto handed = unit.mapping.place(open.stage), at = unit.mapping.place(step.to);
    if (handed >= 0 && (at == handed || at == handed + 1)) return std::nullopt;
    return withdrawn(unit, "moved on in " + step.connection);
}

// Somebody of Sales, or anybody in a tool where only Sales works.
bool is_of_sales(const HandoffUnit& unit, const Step& step) {
    const ConnectionPlan* tool = unit.mapping.connection(step.connection);
    return (tool != nullptr && tool->side == Side::sales) ||
           !member_meant(unit.plan(), step.connection, step.who).empty();
}

// What a move that somebody made in a tool says about a hand-off; nothing where it leads nowhere Sales answers.
std::optional<ClockEvent> answer_in(const HandoffUnit& unit, const handoff::Handoff& open, const Step& step) {
    if (step.cause == Step::Cause::entered || step.cause == Step::Cause::merged) return std::nullopt;
    const auto handed = unit.mapping.place(open.stage), at = unit.mapping.place(step.to);
    if (step.cause == Step::Cause::rule || step.cause == Step::Cause::again) {
        if (step.to == open.stage) return std::nullopt;
        return withdrawn(unit, std::string(kMovedOn));
    }
    if (step.connection.empty()) return std::nullopt;  // it follows from an answer that was given here
    if (!is_of_sales(unit, step)) return moved_by_marketing(unit, open, step);
    ClockEvent event{
        .at = std::max(step.at, open.made),
        .by = member_meant(unit.plan(), step.connection, step.who),
        .how = handoff::How::tool};
    if (handed >= 0 && at > handed) {
        event.kind = at == handed + 1 ? handoff::EventKind::accept : handoff::EventKind::decide;
        return event;
    }
    if (at == handed) return std::nullopt;
    event.kind = handoff::EventKind::reject;
    event.reason = step.reason.empty() ? std::string(kNoReason) : step.reason;
    return event;
}

// A person of Sales who moves the lead on in their tool has been in contact. Nobody is named where the move is ours,
// or an automation's.
std::optional<ClockEvent> contact_in(const HandoffUnit& unit, const handoff::Handoff& open, const Step& step) {
    const ConnectionPlan* tool = unit.mapping.connection(step.connection);
    const auto handed = unit.mapping.place(open.stage);
    const bool by_sales = step.cause == Step::Cause::heard && !step.who.empty() && tool != nullptr && tool->side == Side::sales;
    if (!by_sales || handed < 0 || unit.mapping.place(step.to) <= handed) return std::nullopt;
    return ClockEvent{
        .kind = handoff::EventKind::contact,
        .at = std::max(step.at, open.made),
        .by = member_meant(unit.plan(), step.connection, step.who),
        .how = handoff::How::tool};
}

Result<void> answer_by_steps(const HandoffUnit& unit, const Lead& lead, const Effects& effects) {
    auto open = open_handoffs(unit.tx, lead.id);
    if (!open) return open.error();
    for (LoadedHandoff& one : *open)
        for (const Step& step : effects.steps) {
            if (one.state.ended) break;
            for (const auto& event : {contact_in(unit, one.state, step), answer_in(unit, one.state, step)}) {
                if (!event) continue;
                if (const auto done = apply_to_handoff(unit, one, *event); !done) return done.error();
            }
        }
    return {};
}

Result<void> withdraw_all(const HandoffUnit& unit, const Lead& lead, std::string_view why) {
    auto open = open_handoffs(unit.tx, lead.id);
    if (!open) return open.error();
    for (LoadedHandoff& one : *open) {
        const ClockEvent event{.kind = handoff::EventKind::withdraw, .at = unit.now, .reason = std::string(why)};
        if (const auto done = apply_to_handoff(unit, one, event); !done) return done.error();
    }
    if (const auto cancelled = unit.tx.timers.cancel(kQuietTimer, lead.id.text); !cancelled) return cancelled;
    return unit.tx.notices.withdraw_about(lead.id);
}

handoff::Occasion occasion_about(const HandoffUnit& unit, const Lead& lead, On on) {
    handoff::Occasion out{
        .on = on, .stage = lead.value(kStageField).value_or(""), .owner = owner_of(unit.plan(), lead)};
    if (const Stage* stage = unit.mapping.stage(out.stage)) out.team = stage->hand_off;
    if (out.team.empty() && !unit.plan().teams.empty()) out.team = unit.plan().teams.front().name;
    return out;
}

// As a canonical datetime says it, to the minute; a date alone says no time.
std::optional<Millis> dated_at(std::string_view value) {
    if (value.size() < 16) return std::nullopt;
    const auto at = calendar_text::moment(std::string(value.substr(0, 10)) + " " + std::string(value.substr(11, 5)));
    return at ? std::optional(*at + std::chrono::seconds{59}) : std::nullopt;
}

// A tool dates the last contact with the lead anew: a call, a meeting, a mail of a person, as the tool counts them.
// Crosswalk never writes this field, so it was none of ours. What is dated before the hand-off says nothing about it.
Result<void> contact_by_values(const HandoffUnit& unit, const Lead& lead, const Effects& effects) {
    const auto told = std::ranges::find_if(effects.rows, [](const HistoryRow& row) {
        return row.what == HistoryRow::What::value && row.field == kContactField && row.after && row.before < row.after;
    });
    if (told == effects.rows.end()) return {};
    auto open = open_handoffs(unit.tx, lead.id);
    if (!open) return open.error();
    const auto dated = dated_at(*told->after);
    for (LoadedHandoff& one : *open) {
        if (dated && *dated < one.state.made) continue;
        const ClockEvent event{
            .kind = handoff::EventKind::contact,
            .at = std::clamp(dated.value_or(unit.now), one.state.made, std::max(unit.now, one.state.made)),
            .how = handoff::How::tool};
        if (const auto done = apply_to_handoff(unit, one, event); !done) return done.error();
    }
    return {};
}

Result<void> tell_of_values(const HandoffUnit& unit, const Lead& lead, const Effects& effects) {
    std::map<std::string, Value, std::less<>> before;
    std::optional<std::string> owner_before;
    for (const HistoryRow& row : effects.rows) {
        if (row.what != HistoryRow::What::value) continue;
        before[row.field] = row.before;
        if (row.field == kOwnerField) owner_before = member_meant(unit.plan(), row.connection, row.before.value_or(""));
    }
    if (before.empty()) return {};
    auto crosses = occasion_about(unit, lead, On::crosses);
    crosses.before = std::move(before);
    if (const auto told = tell(unit, {.lead = lead, .occasion = std::move(crosses)}); !told) return told;
    if (!owner_before) return {};
    auto changed = occasion_about(unit, lead, On::owner_changed);
    changed.previous_owner = *owner_before;
    return tell(unit, {.lead = lead, .occasion = std::move(changed)});
}

// The next number of days behind `after` for which the plan wants to know of leads stuck in this stage.
std::optional<int> stuck_after(const HandoffPlan& plan, std::string_view stage, int after) {
    std::optional<int> next;
    for (const NoticePlan& row : plan.notices)
        if (row.trigger.on == On::stuck && row.trigger.stage == stage && row.trigger.days > after)
            next = std::min(next.value_or(row.trigger.days), row.trigger.days);
    return next;
}

Result<void> watch_stuck(const HandoffUnit& unit, const Lead& lead, int after) {
    const auto days = stuck_after(unit.plan(), lead.value(kStageField).value_or(""), after);
    if (!days) return unit.tx.timers.cancel(kStuckTimer, lead.id.text);
    const Millis due = std::max(lead.progress.since + std::chrono::days{*days}, unit.now);
    return unit.tx.timers.set({std::string(kStuckTimer), lead.id.text, due, std::to_string(*days)});
}

Result<void> follow_step(const HandoffUnit& unit, const Lead& lead, const Step& last, const Effects& effects) {
    if (const auto watched = watch_stuck(unit, lead, 0); !watched) return watched;
    const bool first_seen = last.cause == Step::Cause::entered || last.cause == Step::Cause::merged;
    if (first_seen || effects.quiet) return {};
    auto entered = occasion_about(unit, lead, On::enters);
    if (const auto told = tell(unit, {.lead = lead, .occasion = std::move(entered)}); !told) return told;
    return hand_over_in_stage(unit, lead, {last.event, last.connection, unit.now, last.mapping_version});
}

}  // namespace

Result<void> follow_lead(const HandoffUnit& unit, const Lead& lead, const Effects& effects) {
    if (!effects.steps.empty())
        if (const auto answered = answer_by_steps(unit, lead, effects); !answered) return answered;
    if (has_opted_out(unit.mapping, lead)) return withdraw_all(unit, lead, kOptedOut);
    if (effects.new_lead && !effects.quiet) {
        const On on = lead.acquired.side == "sales" ? On::created_by_sales : On::created_by_marketing;
        if (const auto told = tell(unit, {.lead = lead, .occasion = occasion_about(unit, lead, on)}); !told) return told;
    }
    if (!effects.new_lead && !effects.quiet) {
        if (const auto contacted = contact_by_values(unit, lead, effects); !contacted) return contacted;
        if (const auto told = tell_of_values(unit, lead, effects); !told) return told;
    }
    return effects.steps.empty() ? Result<void>{} : follow_step(unit, lead, effects.steps.back(), effects);
}

Result<void> follow_mover(const HandoffUnit& unit, const LeadId& lead, const Step& step) {
    auto open = open_handoffs(unit.tx, lead);
    if (!open) return open.error();
    for (LoadedHandoff& one : *open) {
        const auto event = contact_in(unit, one.state, step);
        if (!event) continue;
        if (const auto done = apply_to_handoff(unit, one, *event); !done) return done.error();
    }
    return {};
}

Result<void> settle_joined(const HandoffUnit& unit, const LeadId& lead) {
    auto open = open_handoffs(unit.tx, lead);
    if (!open) return open.error();
    for (std::size_t i = 1; i < open->size(); ++i) {
        const ClockEvent event{.kind = handoff::EventKind::withdraw, .at = unit.now, .reason = std::string(kJoined)};
        if (const auto done = apply_to_handoff(unit, (*open)[i], event); !done) return done.error();
    }
    return {};
}

Result<void> on_stuck_timer(const HandoffUnit& unit, const Timer& timer) {
    const auto lead = unit.tx.leads.load({timer.subject});
    if (!lead) return lead.error();
    if (!*lead) return {};
    int days = 0;
    std::from_chars(timer.payload.data(), timer.payload.data() + timer.payload.size(), days);
    if (days <= 0 || (*lead)->progress.since + std::chrono::days{days} > unit.now) return watch_stuck(unit, **lead, 0);
    auto stuck = occasion_about(unit, **lead, On::stuck);
    stuck.days = days;
    const auto open = open_handoffs(unit.tx, (*lead)->id);
    if (!open) return open.error();
    if (!open->empty()) stuck.owner = open->back().state.owner;
    if (const auto told = tell(unit, {.lead = **lead, .occasion = std::move(stuck)}); !told) return told;
    return watch_stuck(unit, **lead, days);
}

}  // namespace crosswalk
