#include "connector/run/handoff/hand_over.h"

#include "connector/contract/json_read.h"
#include "connector/run/handoff/tell.h"
#include "connector/run/inbound/parking.h"

#include <algorithm>

namespace crosswalk {
namespace {

using handoff::RoutingDecision;
using handoff::RoutingQuestion;

constexpr std::string_view kCredits = "handoff_credits", kByHand = "by a person";
constexpr std::chrono::hours kSurgeHour{1};

Result<handoff::Credits> credits_in(Transaction& tx) {
    const auto kept = tx.settings.get(kCredits);
    if (!kept) return kept.error();
    handoff::Credits out;
    const auto json = parse_json(kept->value_or("{}"));
    if (!json || !json->is_object()) return out;
    for (const auto& team : json->get_object())
        if (team.value().is_object())
            for (const auto& member : team.value().get_object())
                if (member.value().is_int64())
                    out[std::string(team.key())][std::string(member.key())] = member.value().get_int64();
    return out;
}

Result<void> keep_credits(Transaction& tx, const handoff::Credits& credits) {
    boost::json::object out;
    for (const auto& [team, members] : credits) {
        boost::json::object owed;
        for (const auto& [member, n] : members) owed[member] = n;
        out[team] = std::move(owed);
    }
    return tx.settings.put(kCredits, boost::json::serialize(out));
}

std::string company_of(const Lead& lead) { return lower_case(lead.value("company").value_or("")); }

Result<std::map<std::string, handoff::Load, std::less<>>> loads_of(const HandoffUnit& unit, const std::string& team) {
    const auto calendar = calendar_for(unit.plan(), "", team);
    const Millis shown = calendar.shown(unit.now);
    const Millis midnight = unit.now - (shown - std::chrono::floor<std::chrono::days>(shown));
    const auto kept = unit.tx.handoffs.loads(midnight);
    if (!kept) return kept.error();
    std::map<std::string, handoff::Load, std::less<>> out;
    for (const auto& [owner, load] : *kept) out[owner] = {load.open, load.today};
    return out;
}

Result<RoutingQuestion> question_about(const HandoffUnit& unit, const HandOver& what) {
    RoutingQuestion question{.team = what.team, .now = unit.now, .known_owner = owner_of(unit.plan(), what.lead)};
    question.facts = handoff::story_of_values(what.lead).facts;
    if (const std::string company = company_of(what.lead); !company.empty()) {
        auto owner = unit.tx.handoffs.owner_of_company(company);
        if (!owner) return owner.error();
        question.company_owner = owner->value_or("");
    }
    if (what.before != nullptr) {
        question.had_it.insert(what.before->owner);
        for (const std::string& owner : what.before->earlier_owners) question.had_it.insert(owner);
    }
    auto loads = loads_of(unit, what.team);
    if (!loads) return loads.error();
    question.loads = std::move(*loads);
    auto credits = credits_in(unit.tx);
    if (!credits) return credits.error();
    question.credits = std::move(*credits);
    return question;
}

// Who was named, whatever the rules would have said.
RoutingDecision named(const RoutingQuestion& question, std::string owner) {
    RoutingDecision out{
        .owner = std::move(owner), .team = question.team, .rule = std::string(kByHand), .credits = question.credits};
    out.trace.push_back({.rule = out.rule, .matched = true, .candidates = {{.member = out.owner}}});
    return out;
}

// The end of the quiet period that the last rejection began; nothing where none lasts.
Result<std::optional<Millis>> quiet_until(const HandoffUnit& unit, const LeadId& lead) {
    auto all = unit.tx.handoffs.of(lead);
    if (!all) return all.error();
    std::optional<Millis> until;
    for (KeptHandoff& kept : *all) {
        if (kept.open) continue;
        const auto one = read_handoff(std::move(kept));
        if (!one) return one.error();
        const auto& ended = one->state.ended;
        if (!ended || ended->kind != handoff::EndKind::rejected) continue;
        const RejectReason* reason = unit.plan().reject_reason(ended->reason);
        if (reason != nullptr && reason->quiet_days > 0) until = ended->at + std::chrono::days{reason->quiet_days};
    }
    return until && *until > unit.now ? until : std::nullopt;
}

Parked held_in_surge(const Lead& lead, const std::string& stage, const HandoffUnit& unit, const Cause& cause) {
    return {
        .what = Parked::What::step,
        .connection = cause.connection,
        .event = cause.event,
        .lead = lead.id,
        .record = stage,
        .code = std::string(kHandoffSurge),
        .says = "More leads were handed to Sales within an hour than `surge` of handoff.yaml allows.",
        .advice = "See why so many became " + stage +
                  ": an import, or a threshold that was moved? Replay to hand them over, drop to leave it at that.",
        .since = unit.now};
}

bool is_blind(const HandoffUnit& unit) {
    const auto since = unit.tx.settings.get(kBlindTime);
    return since && *since;
}

using Routed = std::pair<RoutingQuestion, RoutingDecision>;

// Who gets it, and why.
Result<Routed> decide_owner(const HandoffUnit& unit, const HandOver& what) {
    auto question = question_about(unit, what);
    if (!question) return question.error();
    std::string owner = what.to_fallback ? unit.plan().fallback : what.to;
    auto decision = owner.empty() ? handoff::route(unit.plan(), *question) : named(*question, std::move(owner));
    return Routed{std::move(*question), std::move(decision)};
}

Result<LoadedHandoff> begin(const HandoffUnit& unit, const HandOver& what, const Routed& routed) {
    const auto& [question, decision] = routed;
    LoadedHandoff one;
    one.kept = {.id = unit.mint_id(), .lead = what.lead.id, .made = unit.now, .company = company_of(what.lead)};
    one.state = {
        .id = one.kept.id,
        .lead = what.lead.id,
        .stage = what.stage,
        .team = decision.team,
        .owner = decision.owner,
        .mapping_version = unit.mapping.version,
        .made = unit.now};
    if (what.before != nullptr) {
        one.state.previous = what.before->id;
        one.state.earlier_owners = what.before->earlier_owners;
        one.state.earlier_owners.push_back(what.before->owner);
    }
    if (is_blind(unit)) one.state.pauses.push_back({std::string(kBlind), unit.now, std::nullopt});
    if (const auto kept = keep_credits(unit.tx, decision.credits); !kept) return kept.error();
    const auto routing = unit.tx.handoffs.save(KeptRouting{
        one.kept.id,
        unit.mapping.version,
        boost::json::serialize(handoff::to_json(question)),
        boost::json::serialize(handoff::to_json(decision))});
    if (!routing) return routing.error();
    if (const auto kept = keep_handoff(unit, one); !kept) return kept.error();
    return one;
}

// Begun, and the owners told: the new one, and the one it was taken from.
Result<LoadedHandoff> begin_and_tell(const HandoffUnit& unit, const HandOver& what, const Routed& routed) {
    auto one = begin(unit, what, routed);
    if (!one) return one;
    const auto load = routed.first.loads.find(one->state.owner);
    Happening told{
        .lead = what.lead,
        .occasion =
            {.on = NoticeTrigger::On::handed_off,
             .stage = what.stage,
             .owner = one->state.owner,
             .previous_owner = what.before == nullptr ? "" : what.before->owner,
             .team = one->state.team,
             .deadline = one->kept.deadline,
             .open = 1 + (load == routed.first.loads.end() ? 0 : load->second.open)},
        .about = &*one};
    if (const auto queued = tell(unit, told); !queued) return queued.error();
    if (what.before == nullptr) return one;
    told.occasion.on = NoticeTrigger::On::reassigned;
    if (const auto queued = tell(unit, std::move(told)); !queued) return queued.error();
    return one;
}

}  // namespace

Result<LoadedHandoff> hand_over(const HandoffUnit& unit, const HandOver& what) {
    const auto routed = decide_owner(unit, what);
    return routed ? begin_and_tell(unit, what, *routed) : routed.error();
}

Result<void> hand_over_now(const HandoffUnit& unit, const Lead& lead) {
    const Stage* stage = unit.mapping.stage(lead.value(kStageField).value_or(""));
    if (stage == nullptr || stage->hand_off.empty() || has_opted_out(unit.mapping, lead)) return {};
    const auto open = open_handoffs(unit.tx, lead.id);
    if (!open) return open.error();
    if (std::ranges::any_of(*open, [&](const LoadedHandoff& one) { return one.state.stage == stage->name; })) return {};
    const auto made = hand_over(unit, {.lead = lead, .stage = stage->name, .team = stage->hand_off});
    return made ? Result<void>{} : made.error();
}

Result<void> hand_over_in_stage(const HandoffUnit& unit, const Lead& lead, const Cause& cause) {
    const Stage* stage = unit.mapping.stage(lead.value(kStageField).value_or(""));
    if (stage == nullptr || stage->hand_off.empty()) return {};
    const auto quiet = quiet_until(unit, lead.id);
    if (!quiet) return quiet.error();
    if (*quiet) return unit.tx.timers.set({std::string(kQuietTimer), lead.id.text, **quiet, ""});
    if (const auto& most = unit.plan().hold_above_an_hour) {
        const auto made = unit.tx.handoffs.made_since(unit.now - kSurgeHour);
        if (!made) return made.error();
        if (*made >= *most) {
            const auto parked = park_once(unit.tx, held_in_surge(lead, stage->name, unit, cause));
            return parked ? Result<void>{} : parked.error();
        }
    }
    return hand_over_now(unit, lead);
}

Result<std::optional<LoadedHandoff>> pass_on(
    const HandoffUnit& unit, const Lead& lead, const handoff::Handoff& before, bool to_fallback, const std::string& to
) {
    const HandOver what{
        .lead = lead, .stage = before.stage, .team = before.team, .before = &before, .to = to, .to_fallback = to_fallback};
    const auto routed = decide_owner(unit, what);
    if (!routed) return routed.error();
    if (routed->second.owner == before.owner) return std::optional<LoadedHandoff>{};
    auto made = begin_and_tell(unit, what, *routed);
    if (!made) return made.error();
    return std::optional(std::move(*made));
}

}  // namespace crosswalk
