// connector/run/handoff/words.h - what the house itself says to the people of Sales, in their language.
#pragma once

#include "connector/handoff/handoff.h"
#include "connector/mapping/model/handoff_plan.h"

namespace crosswalk::words {

// "An Nguyễn has accepted this lead."
std::string outcome_of(const handoff::Handoff&, const HandoffPlan&, std::string_view language);
// The name of a member for people.
std::string name_of(const HandoffPlan&, const std::string& member);

// "7 leads wait for you": several notices as one.
std::string several(std::size_t, std::string_view language);

}  // namespace crosswalk::words
