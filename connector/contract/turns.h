// connector/contract/turns.h - how the parts that the turns of one exchange bring become one whole.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// Adds `part` behind what is there; of a Page, the cursor and `more` are the part's.
void join(Page& whole, Page&& part);
void join(ObjectSchema& whole, ObjectSchema&& part);
// A record that the part speaks about takes the part's word; the part is as long as the whole, or the whole
// is empty.
void join(WriteReport& whole, WriteReport&& part);

// Runs an exchange to its end against anything that answers (`HttpResponse send(const HttpRequest&)`): tests,
// simulations and `check --live`. Waits between turns are the caller's business and are not kept here.
// Faults: those of `interpret`; "turns.too_many", "turns.memo_too_large".
template <class In, class Out, class Send>
Result<Out> run_turns(
    const Exchange<In, Out>& exchange, const In& in, const Connection& connection, Send&& send
) {
    std::optional<Out> whole;
    const auto add = [&](Out&& part) {
        if (whole)
            join(*whole, std::move(part));
        else
            whole = std::move(part);
    };
    Memo memo;
    for (int turn = 0; turn < kMaxTurns; ++turn) {
        auto answer = exchange.interpret(in, connection, memo, send(exchange.ask(in, connection, memo)));
        if (!answer) return answer.error();
        if (auto* last = std::get_if<Out>(&*answer)) {
            add(std::move(*last));
            return std::move(*whole);
        }
        auto& again = std::get<Again<Out>>(*answer);
        if (again.memo.size() > kMaxMemo)
            return Fault{
                "turns.memo_too_large", "A call to the vendor left too much to remember.", "Report this."};
        memo = std::move(again.memo);
        add(std::move(again.so_far));
    }
    return Fault{"turns.too_many", "A call to the vendor did not come to an end.", "Report this."};
}

}  // namespace crosswalk
