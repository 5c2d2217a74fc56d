// adapters/zalo/internal.h - what the files here share.
#pragma once

#include "adapters/zalo/zalo.h"
#include "connector/contract/json_read.h"

namespace crosswalk::zalo {

inline constexpr std::string_view kTemplates = "templates";  // the host of template messages
inline constexpr std::string_view kTemplateId = "template_id";  // the setting that asks for them

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);
Operation<NoticeBatch, WriteReport> notify_operation();

}  // namespace crosswalk::zalo
