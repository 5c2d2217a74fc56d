#include "connector/mapping/compile/handoff_context.h"

#include <algorithm>

namespace crosswalk::compile::handoff_file {
namespace {

using tree::in_quotes;
using tree::Node;
using tree::Notes;

std::optional<Rung> rung(HandoffContext& context, const Node& node, const std::string& what) {
    Notes& notes = context.notes;
    if (!tree::is_table(node, notes, "a rung of " + what, {"after", "do", "to"})) return std::nullopt;
    const Node *after = tree::need(node, notes, "a rung of " + what, "after"),
               *action = tree::need(node, notes, "a rung of " + what, "do");
    if (after == nullptr || action == nullptr) return std::nullopt;
    const auto span = work_span(*after, "'after' of " + what, notes);
    const auto which = tree::one_of(*action, notes, "'do' of " + what, {"remind", "escalate", "reassign"});
    if (!span || !which) return std::nullopt;
    Rung out{.after = *span, .action = static_cast<RungAction>(*which)};
    const Node* to = node.find("to");
    if (to == nullptr) return out;
    if (out.action != RungAction::escalate)
        notes.error(
            *to,
            "handoff.rung_target",
            "Only 'escalate' has somebody to tell; 'remind' means the owner, 'reassign' asks the routing.",
            "Remove 'to'."
        );
    else if (is_named(*to, to->text, "member", context.members, notes))
        out.to = to->text;
    return out;
}

// Whether the second span is longer, whatever a day is in the calendars of the file.
bool is_later(const HandoffContext& context, const WorkSpan& first, const WorkSpan& second) {
    return std::ranges::all_of(context.plan.calendars, [&](const CalendarPlan& calendar) {
        return calendar.minutes_a_day() == 0 || first.in(calendar) < second.in(calendar);
    });
}

void ladder(HandoffContext& context, DutyPlan& out, const Node& rungs, const std::string& what) {
    if (!rungs.list()) {
        context.notes.error(
            rungs,
            "mapping.expected_list",
            "The ladder of " + what + " must be a list of rungs.",
            "Start every row with '- { after: 2 hours, do: remind }'."
        );
        return;
    }
    for (const Node& node : rungs.items) {
        const auto one = rung(context, node, "the ladder of " + what);
        if (!one) continue;
        if (!out.ladder.empty() && !is_later(context, out.ladder.back().after, one->after)) {
            const Node* after = node.find("after");
            context.notes.error(
                *after,
                "handoff.ladder_backwards",
                "The ladder of " + what + " goes backwards: " + in_quotes(one->after.text()) +
                    " is not after " + in_quotes(out.ladder.back().after.text()) + ".",
                "Put the rungs in order, each later than the one before."
            );
        }
        out.ladder.push_back(*one);
    }
}

void duty(HandoffContext& context, Duty which, const Node& node) {
    Notes& notes = context.notes;
    const std::string what = in_quotes(to_string(which));
    if (!tree::is_table(node, notes, what, {"within", "silence", "ladder"})) return;
    DutyPlan out{.duty = which};
    if (const Node* within = tree::need(node, notes, what, "within"))
        if (const auto span = work_span(*within, "'within' of " + what, notes)) out.within = *span;
    if (const Node* silence = node.find("silence")) {
        const auto means = tree::one_of(*silence, notes, "'silence' of " + what, {"missed", "accepted"});
        if (means == 1u && which != Duty::accept)
            notes.error(
                *silence,
                "handoff.silence",
                "Silence can stand for an acceptance only, not for " + what + ".",
                "Write 'silence: missed', or remove the row."
            );
        if (means == 1u && which == Duty::accept) out.silence = Silence::accepted;
    }
    if (const Node* rungs = node.find("ladder")) ladder(context, out, *rungs, what);
    context.plan.agreement.sales.push_back(std::move(out));
}

void sales(HandoffContext& context, const Node& node) {
    if (!tree::is_table(node, context.notes, "'sales' of the agreement", {"accept", "contact", "decide"}))
        return;
    tree::need(node, context.notes, "'sales' of the agreement", "accept");
    for (const Duty which : kDuties)
        if (const Node* said = node.find(to_string(which))) duty(context, which, *said);
}

void marketing(HandoffContext& context, const Node& node) {
    Notes& notes = context.notes;
    MarketingPlan& out = context.plan.agreement.marketing;
    if (!tree::is_table(
            node,
            notes,
            "'marketing' of the agreement",
            {"filled", "score_reasons", "rejected_at_most", "volume_at_least"}
        ))
        return;
    if (const Node* filled = node.find("filled"))
        for (const Node* field : tree::words(*filled, notes, "'filled'"))
            if (is_named(*field, field->text, "field", context.draft.fields, notes))
                out.filled.push_back(field->text);
    if (const Node* reasons = node.find("score_reasons"))
        out.score_reasons = static_cast<int>(count(*reasons, "'score_reasons'", 0, "", notes).value_or(0));
    if (const Node* share = node.find("rejected_at_most"))
        if (const auto percent = count(*share, "'rejected_at_most'", 0, "%", notes)) {
            if (*percent > 100)
                notes.error(*share, "handoff.number", "More than all of them cannot be rejected.", "Write 0 % to 100 %.");
            out.rejected_at_most = static_cast<double>(*percent);
        }
    if (const Node* volume = node.find("volume_at_least"))
        out.volume_at_least = count(*volume, "'volume_at_least'", 1, "a month", notes);
}

void check_target(const HandoffContext& context, const Node& to, const std::string& reason) {
    if (!is_named(to, to.text, "stage", context.draft.stages, context.notes)) return;
    const bool leads_back = std::ranges::any_of(context.draft.mapping.back, [&](const BackMove& move) {
        return move.to == to.text;
    });
    if (!leads_back)
        context.notes.error(
            to,
            "handoff.reject_target",
            "Reason " + reason + " sends the lead to " + in_quotes(to.text) + ", where no way back leads.",
            "Choose a stage that stands as 'to' under 'back' of lifecycle.yaml, or add the way there."
        );
}

void reject_reason(HandoffContext& context, const Node& key, const Node& spec) {
    Notes& notes = context.notes;
    RejectReason out{.name = key.text};
    const std::string what = "reason " + key.text;
    is_named(key, key.text, "reason in lifecycle.yaml", context.reasons, notes);
    if (!tree::is_table(spec, notes, what, {"name", "to", "tag", "quiet"})) return;
    if (const Node* name = spec.find("name")) out.label = tree::texts(*name, notes, "'name' of " + what);
    if (const Node* to = tree::need(spec, notes, what, "to")) {
        out.to = to->text;
        check_target(context, *to, key.text);
    }
    if (const Node* tag = spec.find("tag"))
        out.tag = tree::text(*tag, notes, "'tag' of " + what).value_or("");
    if (const Node* quiet = spec.find("quiet"))
        out.quiet_days = static_cast<int>(count(*quiet, "'quiet' of " + what, 0, "days", notes).value_or(0));
    context.plan.reject.push_back(std::move(out));
}

}  // namespace

void agreement(HandoffContext& context) {
    const Node* all = context.section("agreement");
    if (all == nullptr) return;
    if (!tree::is_table(*all, context.notes, "'agreement'", {"sales", "marketing", "reassign_at_most"}))
        return;
    if (const Node* said = tree::need(*all, context.notes, "'agreement'", "sales")) sales(context, *said);
    if (const Node* said = tree::need(*all, context.notes, "'agreement'", "marketing"))
        marketing(context, *said);
    if (const Node* most = all->find("reassign_at_most"))
        context.plan.agreement.reassign_at_most =
            static_cast<int>(count(*most, "'reassign_at_most'", 1, "", context.notes).value_or(2));
}

void reject(HandoffContext& context) {
    const Node* all = context.section("reject");
    if (all == nullptr || !tree::is_map(*all, context.notes, "'reject'")) return;
    for (std::size_t i = 0; i < all->keys.size(); ++i) reject_reason(context, all->keys[i], all->items[i]);
    for (const std::string& reason : context.reasons)
        if (all->find(reason) == nullptr)
            context.notes.error(
                *all,
                "handoff.reason_not_said",
                "It is not said what becomes of a lead that is rejected because of " + in_quotes(reason) +
                    ".",
                "Add a row '" + reason + ": { to: STAGE }'."
            );
}

}  // namespace crosswalk::compile::handoff_file
