// connector/run/inbound/forget_record.h - what follows when a tool deleted one of its records.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// Unlinks the record, or erases the person, as the admin says (`on_delete`). We never bring anybody back. In which
// word the change is booked.
Result<std::string_view> forget_record(Transaction&, EngineContext&, const Mapping&, RecordState, const Event&);

// The same of a record of which nobody says that it was deleted: it is unlinked, and nobody is erased.
Result<std::string_view> unlink_record(Transaction&, EngineContext&, const Mapping&, RecordState, const Event&);

}  // namespace crosswalk
