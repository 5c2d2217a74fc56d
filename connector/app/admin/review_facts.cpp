#include "connector/app/admin/review_facts.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kLeadsAPage = 500;

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

}  // namespace

Result<kpi::Everything> everything_known(Store& store, const KpiPlan& plan, kpi::Period range) {
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
    return out;
}

}  // namespace crosswalk
