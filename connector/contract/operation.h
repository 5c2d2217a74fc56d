// connector/contract/operation.h - one thing a vendor can be asked to do: calls out, answers read.
//
// An operation is two pure functions. The engine sends the calls, in order and within the vendor's limits,
// and hands every answer back; it gives up behind kMaxCalls.
#pragma once

#include "connector/contract/call.h"
#include "connector/contract/notice.h"
#include "connector/contract/question.h"

namespace crosswalk {

// Null where the vendor has no such thing.
template <class In, class Out>
struct Operation {
    // What to ask first. None: there is nothing to ask, and nothing is sent; `out` may say why. A Fault: the
    // question itself makes no sense.
    Result<Calls> (*build)(const In&, const Connection&, Out& out) = nullptr;
    // Adds to `out` what one answer says; what it adds stands even when a later call fails. The calls it
    // returns are made before those that wait. It also sees refusals that no error rule and no HTTP status
    // settles for the whole call. A Fault: this answer cannot be read.
    Result<Calls> (*parse)(const In&, const Connection&, const Call&, const Answer&, Out& out) = nullptr;

    explicit operator bool() const { return build != nullptr && parse != nullptr; }
};

// Takes the first of the calls that wait.
Call take_next(Calls& waiting);
// Puts further calls before those that wait.
void put_in_front(Calls& waiting, Calls further);

}  // namespace crosswalk
