#include "connector/app/admin/review_facts.h"

#include "connector/run/handoff/handoff_unit.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kLeadsAPage = 500, kHandoffsAPage = 200;
constexpr std::chrono::days kLongestDuty{120};  // what was made before cannot be due in the range

// Somebody who stood further on when they were met came there at a time that nobody told.
kpi::Move move_of(const Step& step, const KpiPlan& plan) {
    const bool met_further_on =
        step.cause == Step::Cause::entered && !plan.path.empty() && step.to != plan.path.front();
    return {.to = step.to, .at = step.at, .filled_in = step.filled_in, .dated = !met_further_on};
}

kpi::Person person_of(const Lead& lead, std::span<const Step> steps, const KpiPlan& plan) {
    kpi::Person out{
        .id = lead.id.text,
        .email = lead.value("email").value_or(""),
        .side = lead.acquired.side,
        .source = lead.acquired.source,
        .campaign = lead.acquired.first_campaign,
        .owner = lead.value("owner").value_or("")};
    for (const Step& step : steps) out.moves.push_back(move_of(step, plan));
    std::ranges::stable_sort(out.moves, {}, &kpi::Move::at);
    return out;
}

Result<void> read_people(Transaction& tx, std::span<const LeadId> ids, const KpiPlan& plan, std::vector<kpi::Person>& out) {
    for (const LeadId& id : ids) {
        const auto lead = tx.leads.load(id);
        if (!lead) return lead.error();
        const auto steps = tx.history.steps(id, 0, true);
        if (!steps) return steps.error();
        if (*lead) out.push_back(person_of(**lead, *steps, plan));
    }
    return {};
}

kpi::Duty::State state_of(handoff::DutyStatus::State state) {
    using From = handoff::DutyStatus::State;
    using To = kpi::Duty::State;
    switch (state) {
        case From::met: return To::met;
        case From::missed: return To::missed;
        case From::by_silence: return To::by_silence;
        case From::withdrawn: return To::withdrawn;
        case From::none:
        case From::open: break;
    }
    return To::open;
}

// The first thing that somebody of Sales did about it.
std::optional<Millis> acted_at(const handoff::Handoff& one) {
    std::optional<Millis> first;
    const auto consider = [&](Millis at) { first = std::min(first.value_or(at), at); };
    if (one.contacted) consider(one.contacted->at);
    if (one.accepted && one.accepted->how != handoff::How::silence) consider(one.accepted->at);
    const bool decided = one.ended && (one.ended->kind == handoff::EndKind::qualified ||
                                       one.ended->kind == handoff::EndKind::rejected);
    if (decided && one.ended->how != handoff::How::silence) consider(one.ended->at);
    return first;
}

struct Asked {
    const Mapping& mapping;
    kpi::Period range{};
    Millis now{};
};

// The page behind `after`; false behind the last one.
Result<bool> read_handoffs(Transaction& tx, const Asked& asked, std::string& after, kpi::Everything& out) {
    const HandoffPlan& plan = *asked.mapping.handoff;
    auto page = tx.handoffs.list(false, after, kHandoffsAPage);
    if (!page) return page.error();
    for (KeptHandoff& kept : *page) {
        after = kept.id;
        if (kept.made < asked.range.from - kLongestDuty || kept.made >= asked.range.until) continue;
        const auto one = read_handoff(std::move(kept));
        if (!one) return one.error();
        const auto lead = tx.leads.load(one->kept.lead);
        if (!lead) return lead.error();
        const std::string source = *lead ? (*lead)->acquired.source : std::string();
        out.handoffs.push_back(handed_off(plan, one->state, source));
        for (kpi::Duty& duty : duties_of(plan, one->state, source, asked.now)) out.duties.push_back(std::move(duty));
    }
    return page->size() == kHandoffsAPage;
}

}  // namespace

kpi::HandedOff handed_off(const HandoffPlan& plan, const handoff::Handoff& one, const std::string& source) {
    using Said = kpi::HandedOff::Outcome;
    kpi::HandedOff out{
        .id = one.id, .person = one.lead.text, .team = one.team, .owner = one.owner, .source = source, .made = one.made};
    if (const auto at = acted_at(one))
        out.first_action = calendar_for(plan, one.owner, one.team)
                               .worked_between(one.made, *at, handoff::given_back(one));
    if (one.accepted) {
        out.outcome = Said::accepted;
        out.decided = one.accepted->at;
    }
    if (!one.ended) return out;
    // Who accepted has said so, whatever took the lead away afterwards.
    if (one.accepted && one.ended->kind == handoff::EndKind::withdrawn) return out;
    out.decided = one.ended->at;
    out.outcome = one.ended->kind == handoff::EndKind::rejected    ? Said::rejected
                  : one.ended->kind == handoff::EndKind::qualified ? Said::accepted
                                                                   : Said::withdrawn;
    if (out.outcome == Said::rejected) out.reason = one.ended->reason;
    return out;
}

std::vector<kpi::Duty> duties_of(
    const HandoffPlan& plan, const handoff::Handoff& one, const std::string& source, Millis now
) {
    std::vector<kpi::Duty> out;
    const auto calendar = calendar_for(plan, one.owner, one.team);
    for (const DutyPlan& promised : plan.agreement.sales) {
        const auto status = handoff::status_of(one, promised.duty, {plan.agreement, calendar}, now);
        if (status.state == handoff::DutyStatus::State::none || !status.due) continue;
        out.push_back(
            {.handoff = one.id,
             .team = one.team,
             .owner = one.owner,
             .source = source,
             .side = "sales",
             .name = std::string(to_string(promised.duty)),
             .due = *status.due,
             .state = state_of(status.state)}
        );
    }
    return out;
}

Result<kpi::Everything> everything_known(Store& store, const Mapping& mapping, kpi::Period range, Millis now) {
    const KpiPlan& plan = *mapping.kpi;
    kpi::Everything out{.costs = plan.costs};
    std::vector<LeadId> moved;
    const auto found = store.read([&](Transaction& tx) -> Result<void> {
        auto ids = tx.history.moved_between(range.from, range.until);
        if (!ids) return ids.error();
        moved = std::move(*ids);
        return {};
    });
    if (!found) return found.error();
    for (std::size_t begin = 0; begin < moved.size(); begin += kLeadsAPage) {
        const auto page = std::span(moved).subspan(begin, std::min(kLeadsAPage, moved.size() - begin));
        const auto read = store.read([&](Transaction& tx) { return read_people(tx, page, plan, out.people); });
        if (!read) return read.error();
    }
    // Their ids begin with the time at which they were made, so nothing older is looked at.
    std::string after = mint_lead_id(range.from - kLongestDuty, 0, 0).text;
    for (bool more = mapping.handoff != nullptr; more;) {
        const auto read = store.read([&](Transaction& tx) -> Result<void> {
            const auto further = read_handoffs(tx, {mapping, range, now}, after, out);
            if (!further) return further.error();
            more = *further;
            return {};
        });
        if (!read) return read.error();
    }
    return out;
}

}  // namespace crosswalk
