// connector/run/inbound/lead_update.h - one person while a change to one of their records is applied. Of this
// room alone.
#pragma once

#include "connector/run/inbound/apply.h"

namespace crosswalk {

// Everything known about one person while a change is applied.
struct LeadUpdate {
    Lead lead{};
    std::vector<RecordState> records{};
    std::size_t which = 0;  // the record that speaks
    bool first_sight = false, new_lead = false;
    bool anew = false;     // its tools are all told what they do not show
    bool claimed = false;  // this news holds consent that waited for the record to be known

    RecordState& record() { return records[which]; }
};

// Of the lead that has, or is to have, this record.
Result<LeadUpdate> open_update(Transaction&, const RecordState&);
// Of a lead that this event brings.
LeadUpdate new_update(EngineContext&, const RecordKey&, const Event&);

// Takes the change in, for a record whose lead is known, and plans the writes that follow. The word it is
// booked in.
Result<std::string_view> ingest_and_plan(
    const ApplyContext&, const Change&, LeadUpdate&, const ApplyOptions& = {}
);
// What the change says, and what its record said before it was known whose it is.
Result<IngestResult> ingest_all(const ApplyContext&, const Change&, LeadUpdate&, bool may_be_claimed);
// False: the admin keeps this person out (`only:`), so nothing was kept.
Result<bool> save_and_plan(const ApplyContext&, const BatchDelays&, LeadUpdate&, const IngestResult&);

// True when the change leaves something open that its record can be asked for.
bool must_be_read(const Mapping&, const RecordKey&, const Change&);
// What is open of a change must be read; what was made of it so far is remembered with the question.
Result<void> want_read(const ApplyContext&, ReadRequest, std::optional<Millis> due = {});

}  // namespace crosswalk
