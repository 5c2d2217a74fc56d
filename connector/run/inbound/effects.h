// connector/run/inbound/effects.h - what follows from a lead that was decided anew: its history, its steps, its
// timer, and who must be told.
#pragma once

#include "connector/run/engine/engine_context.h"
#include "connector/sync/effects.h"

namespace crosswalk {

// What deciding a lead anew needs beside the lead.
struct Redecision {
    Transaction& tx;
    const EngineContext& context;
    const Mapping& mapping;
    const Cause& cause;
};

// Does what follows: keeps the lead with its history, steps and timers, parks what was held back, queues the writes.
// What the lead's way means for hand-offs is part of it.
Result<void> carry_out(Transaction&, const EngineContext&, const Mapping&, const Lead&, const Effects&);

// A step that a person of Sales took here, by answering a hand-off.
Result<void> take_step(Transaction&, EngineContext&, const Mapping&, const Step&, std::string_view rule);

// Queues everything any tool does not show of this lead.
Result<void> resync(Transaction&, const EngineContext&, const Mapping&, const LeadView&, const Cause&);

// What a record said counts no more, since it is gone: its lead is decided anew from what the others say.
Result<void> decide_without(Transaction&, EngineContext&, const Mapping&, const LeadId&, const Cause&);

// Another record of the person there may be the one that is told everything from now on: what it does not
// show is queued.
Result<void> tell_the_next(Transaction&, const EngineContext&, const Mapping&, const RecordState& gone, const Cause&);

// Whether the hour has room for one more lead promoted to a stage (`surge`).
MayPromote room_for(Transaction&, const Mapping&, Millis now);

// Closes what an erased address left closed, when the lead is new or is known by another address now.
Result<void> remember_erased(Transaction&, const Mapping&, Lead&, const Cause&, Recomputed&);

// What the record closed before anybody knew whose it is stays closed in the lead that a merge gave it to, as in every
// join: a later proof was given by somebody else, as far as anybody knew.
Result<void> join_unclaimed_opt_outs(
    Transaction&, EngineContext&, const Mapping&, const RecordState&, const Cause&
);

// A lead's time in a stage is over: it comes back where it may, and waits on where the time is not over yet.
Result<void> on_timer(Transaction&, EngineContext&, const Mapping&, const LeadId&);
// Counts what the lead did anew, from all that is kept of it, where the mapping has points for it.
Result<void> recount(Transaction&, const Mapping&, Lead&);
// Why a score is decided anew.
struct Rescoring {
    const HistoryRow* done = nullptr;  // somebody did this, and it is kept already; null: it has faded
    bool undated = false;              // no tool told when, so that the same may be told once more with another time
};
Result<void> rescore(const Redecision&, const LeadId&, const Rescoring&);
// A step that a person let through.
Result<void> release_held(Transaction&, EngineContext&, const Mapping&, const LeadId&);

}  // namespace crosswalk
