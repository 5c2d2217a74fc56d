// connector/run/handoff/tell.h - puts in line what people are told of leads.
#pragma once

#include "connector/handoff/notice.h"
#include "connector/run/handoff/handoff_unit.h"

namespace crosswalk {

// One thing that happened to a lead; of a hand-off where it is about one.
struct Happening {
    const Lead& lead;
    handoff::Occasion occasion{};
    const LoadedHandoff* about = nullptr;
    std::string head{};  // who is told in place of the head of the team; empty: the head
};

// Queues one notice a person, by the rows of the plan. Nobody is told where no row means it.
Result<void> tell(const HandoffUnit&, Happening);

// What is known of the lead, for whoever is to call.
Result<handoff::LeadStory> story_of(const HandoffUnit&, const Lead&);

// The first of these channels that there is takes the notice; where there is none it has failed, with the cause.
// `row` says all but the channel; without an id it gets one.
Result<void> queue_notice(const HandoffUnit&, NoticeRow row, std::vector<std::pair<std::string, std::string>> channels);

// Writes over the messages that asked for an answer, so that they show who gave it: all of them, or this one.
Result<void> show_outcome(const HandoffUnit&, const LoadedHandoff&);
Result<void> show_outcome(const HandoffUnit&, const LoadedHandoff&, const NoticeRow&);

}  // namespace crosswalk
