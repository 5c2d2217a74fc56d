// connector/run/contest.h - several records of one tool that fit one lead.
#pragma once

#include "connector/run/world.h"

namespace crosswalk {

// While another record fits this lead as well, nothing but consent is written there. Whoever holds the place
// is read: he may be gone.
Result<void> contest(Transaction&, const World&, const LeadId&, const RecordKey& contender);

// A record of a contested lead is gone: its rivals are read, since one of them may be the only one by now.
Result<void> ask_the_rivals(Transaction&, const World&, const RecordState& gone);

// The contender is gone, merged, somebody else's or linked by now: what waited about it ends, and where
// nobody contends any more the tool is told again.
Result<void> end_contest(Transaction&, World&, const Mapping&, const LeadId&, const RecordKey& contender);

// The same, for the lead it contends for, if any.
Result<void> end_contest(Transaction&, World&, const Mapping&, const RecordKey& contender);

// A person gave up on the contender: whoever was there first stays, for ever.
Result<void> keep_the_first(Transaction&, const LeadId&, const RecordKey& contender);

}  // namespace crosswalk
