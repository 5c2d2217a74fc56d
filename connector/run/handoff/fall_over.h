// connector/run/handoff/fall_over.h - a channel that cannot take a notice hands it to the next one.
#pragma once

#include "connector/run/handoff/handoff_unit.h"

namespace crosswalk {

// It has failed here, for this cause; its receiver is told through the next channel they have, if there is one. False
// where it had ended already.
Result<bool> fall_over(const HandoffUnit&, NoticeRow, const Outcome& why);

// Why, for a person: the channel's words, and what to do.
std::string cause_of(const Outcome&);

}  // namespace crosswalk
