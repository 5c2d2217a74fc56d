// connector/run/inbound/unclaimed_consent.h - consent said by a record before anybody can tell whose it is.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// Keeps what a change says of consent with its record: whoever the record turns out to be, it counts for
// that lead, though the record may show something else by then, or be gone.
Result<void> keep_unclaimed_consent(Transaction&, const Mapping&, const Event&, const Change&);

// The records that closed a consent field which nobody claimed yet; at most `most`, as rows of the store.
Result<std::vector<RecordKey>> records_with_unclaimed_opt_outs(Transaction&, std::size_t most);

// Adds what was kept of a record to what its lead is told now. True when there was something; it is to be
// forgotten when the lead was saved.
Result<bool> claim_consent(Transaction&, const Mapping&, const RecordKey&, IngestResult&);

// What the record closed, by consent field, as far as nobody claimed it.
Result<std::map<std::string, ConsentState, std::less<>>> unclaimed_opt_outs(Transaction&, const RecordKey&);

// Removes what is kept of this record, or, since nobody claimed it for so long, from before `until`.
Result<void> forget_unclaimed_consent(Transaction&, const RecordKey&);
Result<void> forget_unclaimed_consent(Transaction&, Millis until);

}  // namespace crosswalk
