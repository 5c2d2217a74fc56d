#include "connector/kpi/service_level.h"

#include "connector/kpi/quantiles.h"

namespace crosswalk::kpi {
namespace {

std::optional<double> share(std::size_t of, std::size_t others) {
    if (of + others == 0) return std::nullopt;
    return static_cast<double>(of) / static_cast<double>(of + others);
}

}  // namespace

std::optional<double> Attainment::value() const { return share(met.size(), missed.size()); }
std::optional<double> Rejects::rate() const { return share(rejected.size(), accepted.size()); }

Attainment attainment(
    const KpiPlan& plan, std::span<const Duty> duties, Period period, std::string_view side, std::string_view name
) {
    Attainment out;
    for (const Duty& duty : duties) {
        if (duty.side != side || (!name.empty() && duty.name != name) || !period.holds(duty.due)) continue;
        switch (duty.state) {
            case Duty::State::met: out.met.push_back(duty.handoff); break;
            case Duty::State::missed: out.missed.push_back(duty.handoff); break;
            case Duty::State::withdrawn: out.withdrawn.push_back(duty.handoff); break;
            case Duty::State::open: out.open.push_back(duty.handoff); break;
            case Duty::State::by_silence:
                (plan.silence_is_met ? out.by_silence : out.missed).push_back(duty.handoff);
                break;
        }
    }
    return out;
}

FirstAction first_action(std::span<const HandedOff> handoffs, Period period) {
    FirstAction out;
    std::vector<double> minutes;
    for (const HandedOff& one : handoffs) {
        if (!period.holds(one.made)) continue;
        (one.first_action ? out.acted : out.none_yet).push_back(one.id);
        if (one.first_action)
            minutes.push_back(std::chrono::duration<double, std::ratio<60>>(*one.first_action).count());
    }
    out.median_minutes = median(minutes);
    out.p90_minutes = quantile(std::move(minutes), 0.9);
    return out;
}

Rejects rejects(std::span<const HandedOff> handoffs, Period period, Millis now) {
    Rejects out;
    for (const HandedOff& one : handoffs) {
        if (!period.holds(one.made) || one.made > now) continue;
        const bool decided = one.decided && *one.decided <= now;
        if (!decided || one.outcome == HandedOff::Outcome::open) {
            out.open.push_back(one.id);
        } else if (one.outcome == HandedOff::Outcome::withdrawn) {
            out.withdrawn.push_back(one.id);
        } else if (one.outcome == HandedOff::Outcome::accepted) {
            out.accepted.push_back(one.id);
        } else {
            out.rejected.push_back(one.id);
            out.by_reason[one.reason.empty() ? "no_reason" : one.reason].push_back(one.id);
        }
    }
    return out;
}

}  // namespace crosswalk::kpi
