// connector/handoff/eligibility.h - whether a member can take a lead now. Of this room alone. Pure.
#pragma once

#include "connector/handoff/routing.h"

namespace crosswalk::handoff {

// What is known about one member and the lead.
struct Circumstances {
    const CalendarPlan* calendar = nullptr;  // the member's in this team
    Millis now{};
    Load load{};
    Value language{};  // the lead's, where the rule asks; "en", "en-US"
    bool had_it = false;
};

// The first obstacle, or none. A member is absent who is away at the first moment from now on at which the
// calendar is worked: a lead of Friday night is not kept from somebody who was away on Friday.
CandidateTrace eligibility(const MemberPlan&, const Circumstances&);

}  // namespace crosswalk::handoff
