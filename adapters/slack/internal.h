// adapters/slack/internal.h - names that several files here need.
#pragma once

#include "adapters/slack/slack.h"
#include "connector/contract/json_read.h"

namespace crosswalk::slack {

// What a click says it was on; the actions' block carries the token behind its prefix.
inline constexpr std::string_view kAccept = "lead_accept", kReject = "lead_reject", kOpen = "lead_open";
inline constexpr std::string_view kBlockPrefix = "lead_decision:";

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);
Operation<NoticeBatch, WriteReport> notify_operation();

}  // namespace crosswalk::slack
