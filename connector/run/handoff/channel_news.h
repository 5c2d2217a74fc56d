// connector/run/handoff/channel_news.h - what a channel tells: a click, or what became of a message.
#pragma once

#include "connector/run/inbound/apply_context.h"

namespace crosswalk {

// Says in which word it is booked. The same click or receipt told twice counts once.
Result<std::string_view> apply_channel_news(const ApplyContext&, const InboundEvent&);

}  // namespace crosswalk
