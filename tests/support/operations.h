// tests/support/operations.h - an operation looked at call by call.
#pragma once

#include "connector/contract/adapter.h"

#include <algorithm>
#include <iterator>

namespace crosswalk::test {

// What is asked first; an empty request where nothing is asked.
template <class In, class Out>
HttpRequest first_request(
    const Operation<In, Out>& operation, const In& in, const Connection& connection = {}
) {
    Out out = nothing_said(in);
    auto calls = operation.build(in, connection, out);
    return calls && !calls->empty() ? calls->front().request : HttpRequest{};
}

// What is told when the first call is answered; `further`: what would be asked next.
template <class In, class Out>
Result<Out> first_answer(
    const Operation<In, Out>& operation,
    const In& in,
    const Connection& connection,
    const HttpResponse& response,
    Calls* further = nullptr
) {
    Out out = nothing_said(in);
    auto calls = operation.build(in, connection, out);
    if (!calls) return calls.error();
    if (calls->empty()) return out;
    auto next = operation.parse(in, connection, calls->front(), response, out);
    if (!next) return next.error();
    if (further != nullptr) *further = std::move(*next);
    return out;
}

// The next page of a list behind those before it.
inline void add_page(Page& whole, Page next) {
    std::ranges::move(next.changes, std::back_inserter(whole.changes));
    std::ranges::move(next.gone, std::back_inserter(whole.gone));
    std::ranges::move(next.merges, std::back_inserter(whole.merges));
    std::ranges::move(next.unreadable, std::back_inserter(whole.unreadable));
    whole.next_cursor = std::move(next.next_cursor);
    whole.more = next.more;
}

}  // namespace crosswalk::test
