// adapters/telegram/internal.h - how a button says what it decides: "a:TOKEN", "r:TOKEN" or "r:TOKEN:REASON".
#pragma once

#include "adapters/telegram/telegram.h"
#include "connector/contract/json_read.h"

namespace crosswalk::telegram {

inline constexpr std::string_view kAccept = "a:", kReject = "r:";
inline constexpr char kBetween = ':';

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);
Operation<NoticeBatch, WriteReport> notify_operation();

}  // namespace crosswalk::telegram
