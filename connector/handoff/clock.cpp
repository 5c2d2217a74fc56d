#include "connector/handoff/clock.h"

#include "connector/handoff/duty.h"

#include <algorithm>

namespace crosswalk::handoff {
namespace {

using What = ClockEffect::What;

// A rung that is not reached yet.
struct Ahead {
    Duty duty = Duty::accept;
    std::size_t rung = 0;
    const Rung* plan = nullptr;
    Millis due{};
};

bool is_reached(const Handoff& handoff, Duty duty, std::size_t rung) {
    return std::ranges::any_of(handoff.reached, [&](const RungReached& each) {
        return each.duty == duty && each.rung == rung;
    });
}

std::optional<Millis> silence_due(const Handoff& handoff, const ClockRules& rules) {
    const DutyPlan* plan = rules.agreement.duty(Duty::accept);
    if (plan == nullptr || plan->silence != Silence::accepted || done_at(handoff, Duty::accept))
        return std::nullopt;
    return due_after(handoff, rules.calendar.length(plan->within), rules.calendar);
}

std::vector<Ahead> rungs_ahead(const Handoff& handoff, const ClockRules& rules) {
    std::vector<Ahead> out;
    const auto silence = silence_due(handoff, rules);
    for (const DutyPlan& plan : rules.agreement.sales) {
        if (done_at(handoff, plan.duty)) continue;
        for (std::size_t i = 0; i < plan.ladder.size(); ++i) {
            if (is_reached(handoff, plan.duty, i)) continue;
            const auto due =
                due_after(handoff, rules.calendar.length(plan.ladder[i].after), rules.calendar);
            const bool accepted_by_then = plan.duty == Duty::accept && silence && due && *silence <= *due;
            if (due && !accepted_by_then) out.push_back({plan.duty, i, &plan.ladder[i], *due});
        }
    }
    return out;
}

ClockReply first(const Handoff& handoff, ClockReply::What what) {
    if (handoff.ended)
        return {
            .what = what,
            .first_by = handoff.ended->by,
            .first_what = std::string(to_string(handoff.ended->kind)),
            .first_how = handoff.ended->how,
            .first_at = handoff.ended->at};
    return {
        .what = what,
        .first_by = handoff.accepted->by,
        .first_what = "accepted",
        .first_how = handoff.accepted->how,
        .first_at = handoff.accepted->at};
}

class Machine {
public:
    Machine(const Handoff& handoff, const ClockRules& rules) : rules_(rules) { out_.next = handoff; }

    ClockStep run(const ClockEvent& event) {
        if (out_.next.ended) {
            if (event.kind == EventKind::accept || event.kind == EventKind::reject ||
                event.kind == EventKind::decide)
                out_.reply = first(
                    out_.next, says_the_same(event) ? ClockReply::What::repeated : ClockReply::What::too_late
                );
            else
                ignore();
            return std::move(out_);
        }
        switch (event.kind) {
            case EventKind::notified:
                notified(event);
                break;
            case EventKind::accept:
                accept(event);
                break;
            case EventKind::reject:
                reject(event);
                break;
            case EventKind::contact:
                contact(event);
                break;
            case EventKind::decide:
                decide(event);
                break;
            case EventKind::reassign:
                end(EndKind::reassigned, event);
                break;
            case EventKind::withdraw:
                end(EndKind::withdrawn, event);
                break;
            case EventKind::pause:
                pause(event);
                break;
            case EventKind::resume:
                resume(event);
                break;
            case EventKind::tick:
                tick(event.at);
                break;
        }
        return std::move(out_);
    }

private:
    Handoff& state() { return out_.next; }
    void ignore() { out_.reply.what = ClockReply::What::ignored; }
    void effect(ClockEffect one) { out_.effects.push_back(std::move(one)); }

    // Of a hand-off that has ended: is this what ended it, said again?
    bool says_the_same(const ClockEvent& event) {
        const Ending& ended = *state().ended;
        const bool same_kind = (event.kind == EventKind::reject && ended.kind == EndKind::rejected) ||
                               (event.kind == EventKind::decide && ended.kind == EndKind::qualified);
        return same_kind && ended.by == event.by;
    }

    void notified(const ClockEvent& event) {
        if (state().notified) return ignore();
        state().notified = event.at;
    }

    // Silence was no answer, where it turns out that there was one in time.
    void forget_silence(Millis answered) {
        const auto& accepted = state().accepted;
        if (accepted && accepted->how == How::silence && answered <= accepted->at) state().accepted.reset();
    }

    void accept(const ClockEvent& event) {
        forget_silence(event.at);
        if (!state().accepted) {
            set_accepted({event.at, event.by, event.how});
            return take_over(event);
        }
        const Acceptance before = *state().accepted;
        if (before.how == How::silence && before.by.empty()) return take_up(event);
        out_.reply =
            first(state(), before.by == event.by ? ClockReply::What::repeated : ClockReply::What::too_late);
    }

    // It counts as accepted already, by nobody: who comes now takes it on, and the silence stays a silence.
    void take_up(const ClockEvent& event) {
        if (event.by.empty()) return ignore();
        state().accepted->by = event.by;
        effect({.what = What::accepted, .due = event.at, .to = event.by});
        take_over(event);
    }

    void take_over(const ClockEvent& event) {
        if (event.by.empty() || event.by == state().owner) return;
        state().owner = event.by;
        effect({.what = What::owner_changed, .due = event.at, .to = event.by});
    }

    void set_accepted(Acceptance acceptance) {
        effect({.what = What::accepted, .due = acceptance.at, .to = acceptance.by});
        state().accepted = std::move(acceptance);
    }

    // What a person accepted, that person may still reject; and what was moved in a tool, was moved there.
    void reject(const ClockEvent& event) {
        forget_silence(event.at);
        const Acceptance accepted = state().accepted.value_or(Acceptance{});
        const bool anothers = accepted.how != How::silence && event.how == How::person &&
                              !accepted.by.empty() && accepted.by != event.by;
        if (anothers) {
            out_.reply = first(state(), ClockReply::What::too_late);
            return;
        }
        end(EndKind::rejected, event);
    }

    void contact(const ClockEvent& event) {
        if (state().contacted || event.at < state().made) return ignore();
        state().contacted = Contact{event.at, event.by};
        effect({.what = What::contacted, .due = event.at, .to = event.by});
    }

    void decide(const ClockEvent& event) {
        forget_silence(event.at);
        if (!state().accepted) set_accepted({event.at, event.by, event.how});
        end(EndKind::qualified, event);
    }

    void end(EndKind kind, const ClockEvent& event) {
        state().ended = Ending{kind, event.at, event.by, event.how, event.reason, event.to};
        for (Pause& pause : state().pauses)
            if (!pause.until) pause.until = std::max(pause.from, event.at);
        effect({.what = What::ended, .due = event.at, .to = event.to});
    }

    Pause* open_pause(const std::string& cause) {
        for (Pause& each : state().pauses)
            if (each.cause == cause && !each.until) return &each;
        return nullptr;
    }

    void pause(const ClockEvent& event) {
        if (open_pause(event.reason) != nullptr) return ignore();
        state().pauses.push_back({event.reason, event.at, std::nullopt});
    }

    void resume(const ClockEvent& event) {
        Pause* open = open_pause(event.reason);
        if (open == nullptr) return ignore();
        open->until = std::max(open->from, event.at);
    }

    void tick(Millis now) {
        std::vector<Ahead> due = rungs_ahead(state(), rules_);
        std::erase_if(due, [&](const Ahead& each) { return each.due > now; });
        const auto silence = silence_due(state(), rules_);
        const bool accepted = silence && *silence <= now;
        // By the time the acceptance counts, what was to be done about its absence is past.
        const auto moot = [&](const Ahead& each) { return accepted && each.duty == Duty::accept; };
        const auto weaker = [&](const Ahead& a, const Ahead& b) {
            return std::tuple(!moot(a), a.plan->action, a.due) < std::tuple(!moot(b), b.plan->action, b.due);
        };
        const auto strongest = std::ranges::max_element(due, weaker);
        for (auto each = due.begin(); each != due.end(); ++each) {
            const bool carried_out = each == strongest && !moot(*each);
            state().reached.push_back({each->duty, each->rung, each->due, now, !carried_out});
            if (carried_out) climb(*each);
        }
        if (accepted) set_accepted({*silence, {}, How::silence});
        if (due.empty() && !accepted) ignore();
    }

    void climb(const Ahead& rung) {
        ClockEffect out{.what = What::remind, .duty = rung.duty, .due = rung.due, .to = state().owner};
        if (rung.plan->action == RungAction::escalate) {
            out.what = What::escalate;
            out.to = rung.plan->to;
        } else if (rung.plan->action == RungAction::reassign) {
            out.what = What::reassign;
            out.to.clear();
            out.last_reassignment = state().earlier_owners.size() + 1 >=
                                    static_cast<std::size_t>(rules_.agreement.reassign_at_most);
        }
        effect(std::move(out));
    }

    const ClockRules& rules_;
    ClockStep out_{};
};

}  // namespace

ClockStep apply(const Handoff& handoff, const ClockEvent& event, const ClockRules& rules) {
    return Machine(handoff, rules).run(event);
}

std::optional<Millis> next_due(const Handoff& handoff, const ClockRules& rules) {
    if (handoff.ended) return std::nullopt;
    std::optional<Millis> out = silence_due(handoff, rules);
    for (const Ahead& each : rungs_ahead(handoff, rules))
        if (!out || each.due < *out) out = each.due;
    return out;
}

}  // namespace crosswalk::handoff
