// adapters/standard_webhooks/internal.h - what the files here share.
#pragma once

#include "adapters/standard_webhooks/standard_webhooks.h"

namespace crosswalk::standard_webhooks {

inline constexpr std::string_view kId = "webhook-id";

Operation<NoticeBatch, WriteReport> notify_operation();

}  // namespace crosswalk::standard_webhooks
