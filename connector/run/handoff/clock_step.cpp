#include "connector/run/handoff/clock_step.h"

#include "connector/run/handoff/hand_over.h"
#include "connector/run/handoff/tell.h"

namespace crosswalk {
namespace {

using handoff::ClockEffect;
using handoff::ClockEvent;
using On = NoticeTrigger::On;

// What carries out the effects of one step.
struct StepDone {
    const HandoffUnit& unit;
    LoadedHandoff& one;
    const ClockEvent& event;
    const std::string& owner_before;
    const Lead& lead;
};

handoff::Occasion occasion_of(const StepDone& step, On on, const ClockEffect& effect) {
    return {
        .on = on,
        .stage = step.one.state.stage,
        .owner = step.one.state.owner,
        .previous_owner = step.owner_before == step.one.state.owner ? "" : step.owner_before,
        .team = step.one.state.team,
        .by = step.event.by,
        .reason = step.event.reason,
        .duty = std::string(to_string(effect.duty)),
        .deadline = step.one.kept.deadline};
}

Result<void> say(const StepDone& step, On on, const ClockEffect& effect, const std::string& head = {}) {
    return tell(
        step.unit,
        {.lead = step.lead, .occasion = occasion_of(step, on, effect), .about = &step.one, .head = head}
    );
}

Result<void> on_end(const StepDone& step, const ClockEffect& effect) {
    if (const auto gone = step.unit.tx.notices.withdraw_of(step.one.kept.id); !gone) return gone;
    if (const auto shown = show_outcome(step.unit, step.one); !shown) return shown;
    if (step.one.state.ended->kind != handoff::EndKind::rejected) return {};
    return say(step, On::rejected, effect);
}

Result<void> carry_out_effect(const StepDone& step, const ClockEffect& effect) {
    using What = ClockEffect::What;
    switch (effect.what) {
        case What::remind: return say(step, On::reminder, effect);
        case What::escalate: return say(step, On::escalation, effect, effect.to);
        case What::reassign: {
            const ClockEvent passed{.kind = handoff::EventKind::reassign, .at = step.unit.now, .how = handoff::How::silence};
            const auto done = reassign(step.unit, step.one, passed, effect.last_reassignment);
            return done ? Result<void>{} : done.error();
        }
        case What::accepted: {
            if (const auto said = say(step, On::accepted, effect); !said) return said;
            return step.one.state.ended ? Result<void>{} : show_outcome(step.unit, step.one);
        }
        case What::owner_changed: return say(step, On::owner_changed, effect);
        case What::ended: return on_end(step, effect);
        case What::contacted: return {};
    }
    return {};
}

}  // namespace

Result<handoff::ClockReply> apply_to_handoff(const HandoffUnit& unit, LoadedHandoff& one, const ClockEvent& event) {
    const auto calendar = calendar_for(unit.plan(), one.state.owner, one.state.team);
    handoff::ClockStep step = handoff::apply(one.state, event, {unit.plan().agreement, calendar});
    const std::string owner_before = one.state.owner;
    one.state = std::move(step.next);
    if (const auto kept = keep_handoff(unit, one); !kept) return kept.error();
    if (step.effects.empty()) return step.reply;
    const auto lead = unit.tx.leads.load(one.kept.lead);
    if (!lead) return lead.error();
    if (!*lead) return step.reply;
    for (const ClockEffect& effect : step.effects)
        if (const auto done = carry_out_effect({unit, one, event, owner_before, **lead}, effect); !done)
            return done.error();
    return step.reply;
}

Result<void> on_handoff_timer(const HandoffUnit& unit, const std::string& handoff) {
    auto one = load_handoff(unit.tx, handoff);
    if (!one) return one.error();
    if (!*one || (*one)->state.ended) return {};
    const auto done = apply_to_handoff(unit, **one, {.kind = handoff::EventKind::tick, .at = unit.now});
    return done ? Result<void>{} : done.error();
}

Result<std::optional<LoadedHandoff>> reassign(
    const HandoffUnit& unit, LoadedHandoff& one, const ClockEvent& event, bool to_fallback
) {
    const auto lead = unit.tx.leads.load(one.kept.lead);
    if (!lead) return lead.error();
    if (!*lead) return std::optional<LoadedHandoff>{};
    auto next = pass_on(unit, **lead, one.state, to_fallback, event.to);
    if (!next || !*next) return next;
    ClockEvent ended = event;
    ended.to = (*next)->state.owner;
    const auto done = apply_to_handoff(unit, one, ended);
    if (!done) return done.error();
    return next;
}

}  // namespace crosswalk
