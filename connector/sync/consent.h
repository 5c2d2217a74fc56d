// connector/sync/consent.h - the latch: any opt-out closes it, nothing but proof opens it (design promise 7).
// Pure.
#pragma once

#include "connector/mapping/model/plan.h"

namespace crosswalk {

// An opt-out may be dated this far ahead of our clock, which may be behind.
inline constexpr std::chrono::hours kFarthestAhead{24};

// What a tool said about consent.
struct ConsentSignal {
    std::string field{}, connection{};
    bool closed = true;
    std::optional<When> at{};  // nothing: the tool does not say when
    Millis received{};
    std::string proof{};  // of an opt-in: the kind of proof that came with it; empty: none
    Seq event = 0;
};

// The latch after this word; nothing when it does not move. A close that is not dated counts from its
// receipt; an opt-in that is not dated, not proven by a kind the admin lists, or not strictly later than the
// close moves nothing.
std::optional<ConsentState> transition(const FieldPlan&, const ConsentState*, const ConsentSignal&);

// Two leads become one: closed wins, and the later close.
ConsentState merge(const ConsentState&, const ConsentState&);

// The names of all consent fields.
FieldSet consent_fields(const Mapping&);

// What every tool is to show of this consent: "closed" also while a wider latch of its channel is closed;
// blank when nobody ever said anything.
Value effective_consent(const Mapping&, const FieldPlan&, const Lead&);

}  // namespace crosswalk
