#include "connector/sync/effects.h"

#include <algorithm>

namespace crosswalk {
namespace {

Parked step_held_back(const Lead& lead, const std::string& stage, const Cause& cause) {
    return {
        .what = Parked::What::step,
        .connection = cause.connection,
        .event = cause.event,
        .lead = lead.id,
        .record = stage,
        .fields = {std::string(kStageField)},
        .code = "stage.surge",
        .says = "More leads became " + stage + " by rule within an hour than `surge` allows.",
        .advice = "Look at `enter_when` of " + stage +
                  ": was a threshold moved? Replay to let them through, drop to leave them where they are.",
        .since = cause.now};
}

}  // namespace

Effects effects_of(const Mapping& mapping, const Lead& lead, Recomputed done, const Cause& cause) {
    const bool changed = !done.rows.empty() || !done.steps.empty() || done.consent_changed || done.rescored;
    Effects out = effects_of_kept(mapping, lead, std::move(done), cause);
    out.keeps_lead = changed;
    return out;
}

Effects effects_of_kept(const Mapping& mapping, const Lead& lead, Recomputed done, const Cause& cause) {
    const bool rescored = done.rescored;
    Effects out{.keeps_lead = true, .rows = std::move(done.rows), .steps = std::move(done.steps)};
    if (!done.held_back.empty()) out.held_back = step_held_back(lead, done.held_back, cause);
    if (rescored) out.timers.push_back({std::string(kScoreTimer), lead.score.due});
    if (out.steps.empty()) return out;
    const auto up = time_is_up(mapping, lead);
    out.timers.push_back({std::string(kReentryTimer), up ? std::optional(std::max(*up, cause.now)) : std::nullopt});
    return out;
}

}  // namespace crosswalk
