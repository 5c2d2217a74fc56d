// connector/run/inbound/erased_record.h - what a tool may still say of a record whose person was erased.
#pragma once

#include "connector/run/inbound/apply_context.h"

#include <set>
#include <string>

namespace crosswalk {

// Keeps, for as long as the journal keeps its deliveries, which addresses a record stood for: no address can be
// read out of it.
Result<void> note_erased_record(Transaction&, const RecordKey&, const std::set<std::string>& addresses, Millis now);

// An opt-out of a record whose person was erased counts for those addresses, whenever they come back. True when
// there was one.
Result<bool> close_erased_record(const ApplyContext&, const Change&);

// Forgets what was noted before that.
Result<void> forget_erased_records(Transaction&, Millis until);

}  // namespace crosswalk
