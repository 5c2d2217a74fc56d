// connector/run/inbound/engagement.h - what people do, kept and scored.
#pragma once

#include "connector/run/inbound/apply_context.h"

namespace crosswalk {

// Keeps what a person did in their history, once, and decides their score anew. The word it is booked in: what is
// nobody's, or not surely somebody's, is irrelevant.
Result<std::string_view> apply_engagement(const ApplyContext&, const Engagement&);

}  // namespace crosswalk
