#include "connector/run/handoff/alert_memory.h"

namespace crosswalk {
namespace {

constexpr std::string_view kAlerts = "alerts";

}  // namespace

Result<AlertMemory> alert_memory(Transaction& tx) {
    const auto kept = tx.settings.get(kAlerts);
    if (!kept) return kept.error();
    std::string text = kept->value_or("[]");
    auto states = handoff::alert_states_from(text);
    return AlertMemory{std::move(text), std::move(states)};
}

Result<void> keep_alerts(Transaction& tx, const std::vector<handoff::AlertState>& states) {
    return tx.settings.put(kAlerts, handoff::written(states));
}

Result<void> alert_told_by(Transaction& tx, const std::string& failed, const std::string& other) {
    auto memory = alert_memory(tx);
    if (!memory) return memory.error();
    bool any = false;
    for (handoff::AlertState& state : memory->states)
        if (state.notice == failed) {
            state.notice = other;
            any = true;
        }
    return any ? keep_alerts(tx, memory->states) : Result<void>{};
}

Result<void> alerts_clock_set_back(Transaction& tx, Millis now, std::chrono::milliseconds by) {
    auto memory = alert_memory(tx);
    if (!memory) return memory.error();
    if (memory->states.empty()) return {};
    for (handoff::AlertState& state : memory->states) {
        if (state.since > now) state.since -= by;
        if (state.gone && *state.gone > now) *state.gone -= by;
    }
    return keep_alerts(tx, memory->states);
}

bool keeps_incidents(const ConnectionRuntime& channel) {
    const auto& plan = channel.manifest().channel;
    return plan && plan->replaces && !plan->answers;
}

}  // namespace crosswalk
