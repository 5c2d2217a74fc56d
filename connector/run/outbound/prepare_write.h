// connector/run/outbound/prepare_write.h - what one write amounts to when it is sent: the next step, without what only goes to
// and fro.
#pragma once

#include "connector/run/outbound/deliver.h"

namespace crosswalk {

// Composes the update of a linked job inside a unit and marks it as on its way. A connection that is shown
// each step gets the next one it was not shown. A field that we keep contradicting there is parked as
// `ping_pong` and left out. False: nothing is left to say; the job's target holds what there is to keep.
Result<bool> compose_job(Transaction&, const ConnectionRuntime&, const Mapping&, Job&, Millis now);

// Takes out of a composed job the days and moments that nobody can turn into each other, since the mapping says
// no `zone`, and parks them as `value.no_zone`.
Result<void> leave_out_without_zone(Transaction&, const Mapping&, Job&, Millis now);

}  // namespace crosswalk
