// connector/run/inbound/opt_out.h - an opt-out is heard whoever's record it is by now: consent never waits.
#pragma once

#include "connector/run/inbound/apply_context.h"

namespace crosswalk {

// Closes what a change says is closed, for a lead that its record fits or once belonged to, though nothing
// else of the change can be taken.
Result<void> apply_opt_outs(const ApplyContext&, const Change&, const LeadId&);

// The same for a record that contends for the lead: it is kept as such, and told what is closed.
Result<void> record_candidate(const ApplyContext&, const Change&, const LeadId&);

// The consent fields that the change closes, whoever its record is.
FieldSet consents_closed_by(const ApplyContext&, const Change&);

}  // namespace crosswalk
