// connector/run/inbound/overtaken.h - what waits for a person and needs nobody any more: newer news, or a write of
// ours, has settled it. Its change is booked as superseded.
#pragma once

#include "connector/run/engine/engine_context.h"
#include "connector/sync/ingest.h"

namespace crosswalk {

// A change of this record was taken in: older ones about the same fields are overtaken. One that shows the
// whole record ends those about the record not being readable. A step back that waited for its reason goes on
// with it; a promotion that was held back is overtaken when the lead is there.
struct TakenIn {
    const RecordKey& key;
    const Lead& lead;
    const IngestResult& heard;
    const Change& change;
};
Result<void> end_overtaken(Transaction&, EngineContext&, const Mapping&, const TakenIn&);

// Whether it would end anything: a poll that brings no news otherwise is kept then.
bool overtakes_any(Transaction&, const Mapping&, const TakenIn&);

// The tool took our value for these fields: what it had said of them before is gone there.
Result<void> end_overwritten(Transaction&, const RecordKey&, const FieldSet& fields);

// The record is gone: nothing about its values can be settled there any more.
Result<void> end_gone(Transaction&, const RecordKey&);

}  // namespace crosswalk
