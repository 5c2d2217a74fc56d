// connector/kpi/service_level.h - whether both sides keep what they promised about hand-offs. Pure.
#pragma once

#include "connector/kpi/funnel.h"

namespace crosswalk::kpi {

using HandoffIds = std::vector<std::string>;

struct Attainment {
    HandoffIds met{}, missed{};
    HandoffIds by_silence{};  // nobody answered, and the agreement takes that for acceptance: neither met nor missed
    HandoffIds withdrawn{}, open{};
    std::optional<double> value() const;  // of what was met or missed
};
// Of the duties of one side whose due time lies in the period. `name` empty: all of them.
Attainment attainment(const KpiPlan&, std::span<const Duty>, Period, std::string_view side, std::string_view name = {});

struct FirstAction {
    std::optional<double> median_minutes{}, p90_minutes{};  // of working time
    HandoffIds acted{}, none_yet{};
};
// Of the hand-offs made in the period.
FirstAction first_action(std::span<const HandedOff>, Period);

struct Rejects {
    HandoffIds accepted{}, rejected{}, open{}, withdrawn{};
    std::map<std::string, HandoffIds, std::less<>> by_reason{};
    std::optional<double> rate() const;  // of what was decided
};
// Of the hand-offs made in the period, as they stood at `now`.
Rejects rejects(std::span<const HandedOff>, Period, Millis now);

}  // namespace crosswalk::kpi
