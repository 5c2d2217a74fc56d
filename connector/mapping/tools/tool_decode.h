// connector/mapping/tools/tool_decode.h - what a verified delivery of a declared tool tells. Pure.
#pragma once

#include "connector/mapping/tools/tool.h"

namespace crosswalk::tools {

// Faults: "tool.no_webhook", "tool.not_an_event", and those of JSON and forms.
Result<std::vector<InboundEvent>> decode(const Tool&, const Delivery&);

}  // namespace crosswalk::tools
