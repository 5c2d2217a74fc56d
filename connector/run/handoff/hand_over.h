// connector/run/handoff/hand_over.h - gives a lead to Sales: routed, with a clock, and told.
#pragma once

#include "connector/handoff/routing.h"
#include "connector/run/handoff/handoff_unit.h"

namespace crosswalk {

struct HandOver {
    const Lead& lead;
    std::string stage{}, team{};
    const handoff::Handoff* before = nullptr;  // the one it is taken from
    std::string to{};                          // a member whom a person named; empty: it is routed
    bool to_fallback = false;                  // so many had it that the fallback is next
};

inline constexpr std::string_view kHandoffSurge = "handoff.surge";

// Makes a hand-off, whatever else is open.
Result<LoadedHandoff> hand_over(const HandoffUnit&, const HandOver&);

// A lead came to stand in a stage that is handed off. It waits for the admin in a surge, and for the end of its
// quiet period; what is open already stays, and who opted out of everything is handed to nobody.
Result<void> hand_over_in_stage(const HandoffUnit&, const Lead&, const Cause&);
// A person lets through what a surge held, or the quiet period is over.
Result<void> hand_over_now(const HandoffUnit&, const Lead&);

// Routed again without the owners it had. Nothing: nobody else is there, and it stays where it is.
Result<std::optional<LoadedHandoff>> pass_on(
    const HandoffUnit&, const Lead&, const handoff::Handoff& before, bool to_fallback, const std::string& to = {}
);

}  // namespace crosswalk
