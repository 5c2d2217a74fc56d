#include "connector/run/handoff/answer.h"

#include "connector/run/handoff/clock_step.h"
#include "connector/run/inbound/effects.h"

#include <algorithm>
#include <array>

namespace crosswalk {
namespace {

using handoff::ClockEvent;
using handoff::ClockReply;

constexpr std::string_view kRule = "hand-off";
constexpr std::array<std::pair<std::string_view, AnswerVerb>, 4> kVerbs{{
    {"accept", AnswerVerb::accept},
    {"reject", AnswerVerb::reject},
    {"reassign", AnswerVerb::reassign},
    {"contact", AnswerVerb::contact},
}};

Fault unknown_handoff() {
    return {
        "handoff.unknown", "There is no such hand-off.", "`crosswalk handoffs list` shows the open ones with their ids."};
}

template <class Plans>
std::string names_of(const Plans& plans) {
    std::string out;
    for (const auto& one : plans) out += (out.empty() ? "" : ", ") + one.name;
    return out;
}

Result<void> check_words(const HandoffPlan& plan, const HandoffAnswer& answer) {
    if (answer.verb == AnswerVerb::reject && plan.reject_reason(answer.reason) == nullptr)
        return Fault{
            "handoff.unknown_reason",
            "'" + answer.reason + "' is no reason for which a lead may be rejected.",
            "Choose one of: " + names_of(plan.reject) + "."};
    for (const std::string* name : {&answer.by, &answer.to})
        if (!name->empty() && plan.member(*name) == nullptr)
            return Fault{
                "handoff.unknown_member",
                "'" + *name + "' is no member in handoff.yaml.",
                "Choose one of: " + names_of(plan.members) + "."};
    return {};
}

ClockEvent event_of(const HandoffAnswer& answer, Millis now) {
    constexpr std::array kKinds{handoff::EventKind::accept, handoff::EventKind::reject, handoff::EventKind::reassign, handoff::EventKind::contact};
    return {
        .kind = kKinds.at(static_cast<std::size_t>(answer.verb)),
        .at = now,
        .by = answer.by,
        .reason = answer.reason,
        .to = answer.to};
}

// Where the answer leads the lead; empty: it stays.
std::string stage_after(const Mapping& mapping, const handoff::Handoff& state, const HandoffAnswer& answer) {
    if (answer.verb == AnswerVerb::reject) return mapping.handoff->reject_reason(answer.reason)->to;
    const auto at = mapping.place(state.stage);
    if (answer.verb != AnswerVerb::accept || at < 0 || at + 1 >= std::ssize(mapping.path)) return {};
    return mapping.path[static_cast<std::size_t>(at + 1)].name;
}

// Who accepts a lead that has moved on meanwhile does not move it back; a rejection moves it where a legal way leads.
bool may_move(const Mapping& mapping, const handoff::Handoff& state, const Lead& lead, const HandoffAnswer& answer) {
    const std::string here = lead.value(kStageField).value_or("");
    if (answer.verb != AnswerVerb::reject) return here == state.stage;
    const std::string& to = mapping.handoff->reject_reason(answer.reason)->to;
    return std::ranges::any_of(mapping.back, [&](const BackMove& move) {
        return move.to == to && std::ranges::find(move.from, here) != move.from.end();
    });
}

Result<void> move_lead(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const LoadedHandoff& one, const HandoffAnswer& answer
) {
    const std::string to = stage_after(mapping, one.state, answer);
    const auto lead = tx.leads.load(one.kept.lead);
    if (!lead) return lead.error();
    if (!*lead || to.empty() || (*lead)->value(kStageField) == to || !may_move(mapping, one.state, **lead, answer))
        return {};
    return take_step(
        tx,
        context,
        mapping,
        {.lead = (*lead)->id,
         .from = (*lead)->value(kStageField).value_or(""),
         .to = to,
         .at = context.clock.now(),
         .who = answer.by,
         .reason = answer.verb == AnswerVerb::reject ? answer.reason : "",
         .mapping_version = mapping.version},
        kRule
    );
}

struct Asked {
    HandoffAnswer answer{};
    std::optional<NoticeRow> notice{};
};

// A token is bound to a person and a hand-off.
Result<Asked> resolve(Transaction& tx, HandoffAnswer answer) {
    if (answer.token.empty()) return Asked{std::move(answer), std::nullopt};
    auto notice = tx.notices.by_token(answer.token);
    if (!notice) return notice.error();
    if (!*notice || (*notice)->handoff.empty()) return unknown_handoff();
    answer.handoff = (*notice)->handoff;
    if (answer.by.empty()) answer.by = (*notice)->member;
    return Asked{std::move(answer), std::move(*notice)};
}

Result<void> note_acted(Transaction& tx, std::optional<NoticeRow> notice) {
    if (!notice) return {};
    notice->state = NoticeState::acted;
    const auto noted = tx.notices.settle(*notice);
    return noted ? Result<void>{} : noted.error();
}

Result<AnswerReply> pass_to_another(const HandoffUnit& unit, LoadedHandoff one, const ClockEvent& event) {
    if (one.state.ended) {
        const auto late = apply_to_handoff(unit, one, {.kind = handoff::EventKind::accept, .at = unit.now, .by = event.by});
        if (!late) return late.error();
        return AnswerReply{*late, std::move(one), {}};
    }
    const auto next = reassign(unit, one, event);
    if (!next) return next.error();
    return AnswerReply{{}, std::move(one), *next ? (*next)->kept.id : std::string()};
}

}  // namespace

std::optional<AnswerVerb> answer_verb_named(std::string_view word) {
    const auto* const found = std::ranges::find(kVerbs, word, &decltype(kVerbs)::value_type::first);
    return found == kVerbs.end() ? std::nullopt : std::optional(found->second);
}

Result<void> let_time_pass(Transaction& tx, EngineContext& context, const Mapping& mapping, const std::string& id) {
    const auto before = load_handoff(tx, id);
    if (!before) return before.error();
    if (!*before) return {};
    if (const auto ticked = on_handoff_timer({tx, context, mapping, context.clock.now()}, id); !ticked) return ticked;
    const auto after = load_handoff(tx, id);
    if (!after) return after.error();
    if (!*after || (*before)->state.accepted || !(*after)->state.accepted) return {};
    return move_lead(tx, context, mapping, **after, {.handoff = id, .verb = AnswerVerb::accept});
}

Result<AnswerReply> answer_handoff(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const HandoffAnswer& given
) {
    if (mapping.handoff == nullptr)
        return Fault{
            "handoff.no_plan", "There is no handoff.yaml among the mapping files.", "Write one; see mappings/README.md."};
    auto asked = resolve(tx, given);
    if (!asked) return asked.error();
    HandoffAnswer& answer = asked->answer;
    if (const auto known = check_words(*mapping.handoff, answer); !known) return known.error();
    auto one = load_handoff(tx, answer.handoff);
    if (!one) return one.error();
    if (!*one) return unknown_handoff();
    if (answer.by.empty()) answer.by = (*one)->state.owner;
    const HandoffUnit unit{tx, context, mapping, context.clock.now()};
    const ClockEvent event = event_of(answer, unit.now);
    if (answer.verb == AnswerVerb::reassign) return pass_to_another(unit, std::move(**one), event);
    const auto reply = apply_to_handoff(unit, **one, event);
    if (!reply) return reply.error();
    if (reply->what == ClockReply::What::taken) {
        if (const auto moved = move_lead(tx, context, mapping, **one, answer); !moved) return moved.error();
        if (const auto noted = note_acted(tx, asked->notice); !noted) return noted.error();
    }
    auto now = load_handoff(tx, answer.handoff);
    if (!now) return now.error();
    if (!*now) return unknown_handoff();
    return AnswerReply{*reply, std::move(**now), {}};
}

}  // namespace crosswalk
