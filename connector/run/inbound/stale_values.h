// connector/run/inbound/stale_values.h - what we wrote ourselves, and what a record showed before that, is no news.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// Takes out of a change what its record showed before our last write to a field, where that is a value we
// wrote there or found there before. A whole record carries such values along, dated by whatever moved in it,
// and may be delivered hours later. `asked_on`: of an answer, when the question was put; the stage that it shows well
// after our write stands there now. True when something was taken out.
Result<bool> drop_stale_values(
    Transaction&, const Mapping&, const RecordState&, Change&, std::optional<Millis> asked_on
);

// A record that our own create may have made, since that was never answered, says what we sent: that is no word of
// the tool. The vendor fields in question, expected (`pending`) until the change was heard.
Result<FieldSet> expect_own_values(Transaction&, const Mapping&, const Lead&, RecordState&, const Change&);

// A record that was read, asked after our last write, holds what it shows, whatever the dates say: clocks
// differ. Fields that wait for a person are left as they were.
void hold_as_read(const Mapping&, RecordState&, const Change& read, IngestResult&);

}  // namespace crosswalk
