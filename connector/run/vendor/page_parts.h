// connector/run/vendor/page_parts.h - several calls may each bring a part of what a page says of a record.
#pragma once

#include "connector/contract/question.h"
#include "connector/lead/record.h"

namespace crosswalk {

// What a page says about one record; several calls may each have brought a part.
std::optional<Change> all_about(const Page&, const RecordKey&);
// The same for the whole page: one change for each record.
void join_parts(Page&);

}  // namespace crosswalk
