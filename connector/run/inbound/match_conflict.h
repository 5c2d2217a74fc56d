// connector/run/inbound/match_conflict.h - several records of one tool that fit one lead.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// While another record fits this lead as well, nothing but consent is written there. Whoever holds the place
// is read: he may be gone.
Result<void> begin_match_conflict(Transaction&, const EngineContext&, const LeadId&, const RecordKey& contender);

// A record of a contested lead is gone: its rivals are read, since one of them may be the only one by now.
Result<void> reread_candidates(Transaction&, const EngineContext&, const RecordState& gone);

// The contender is gone, merged, somebody else's or linked by now: what waited about it ends, and where
// nobody contends any more the tool is told again.
Result<void> end_match_conflict(Transaction&, EngineContext&, const Mapping&, const LeadId&, const RecordKey& contender);

// The same, for the lead it contends for, if any.
Result<void> end_match_conflict(Transaction&, EngineContext&, const Mapping&, const RecordKey& contender);

// A person gave up on the contender: whoever was there first stays, for ever.
Result<void> keep_first_match(Transaction&, const LeadId&, const RecordKey& contender);

}  // namespace crosswalk
