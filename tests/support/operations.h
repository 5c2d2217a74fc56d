// tests/support/operations.h - an operation looked at call by call.
#pragma once

#include "connector/contract/adapter.h"

#include <algorithm>
#include <iterator>

namespace crosswalk::test {

// What is asked first; an empty request where nothing is asked.
template <class In>
HttpRequest first_request(const Adapter& adapter, const In& in, const Connection& connection = {}) {
    auto out = nothing_said(in);
    auto calls = operation_for(adapter, in).build(in, connection, out);
    return calls && !calls->empty() ? calls->front().request : HttpRequest{};
}

// What is told when the first call is answered; `further`: what would be asked next.
template <class In>
auto first_answer(
    const Adapter& adapter,
    const In& in,
    const Connection& connection,
    const HttpResponse& response,
    Calls* further = nullptr
) -> Result<decltype(nothing_said(in))> {
    auto out = nothing_said(in);
    auto calls = operation_for(adapter, in).build(in, connection, out);
    if (!calls) return calls.error();
    if (calls->empty()) return out;
    const auto answer = answer_of(adapter.manifest, response);
    if (!answer) return answer.error();
    auto next = operation_for(adapter, in).parse(in, connection, calls->front(), *answer, out);
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
