// connector/run/contest.h - several records of one tool that fit one lead.
#pragma once

#include "connector/run/world.h"

namespace crosswalk {

// While another record fits this lead as well, nothing but consent is written there.
Result<void> contest(Transaction&, const LeadId&, const RecordKey& contender);

// The contender is gone, merged, somebody else's or linked by now: what waited about it ends, and where
// nobody contends any more the tool is told again.
Result<void> end_contest(Transaction&, World&, const Mapping&, const LeadId&, const RecordKey& contender);

// The same, for a record of which nothing is known but, perhaps, that it waits for a person.
Result<void> end_contest(Transaction&, World&, const Mapping&, const RecordKey& contender);

// A person gave up on the contender: whoever was there first stays, for ever.
Result<void> keep_the_first(Transaction&, const LeadId&, const RecordKey& contender);

}  // namespace crosswalk
