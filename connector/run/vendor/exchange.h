// connector/run/vendor/exchange.h - asks a vendor, obeys its limits, and reads the answer. The only caller of
// Sender.
#pragma once

#include "connector/run/engine/engine_context.h"

#include <algorithm>
#include <set>

namespace crosswalk {

// What came back. `stopped_by` is set when the call as a whole ended early: what is in `out` stands all the
// same.
template <class Out>
struct Answered {
    Out out{};
    std::optional<Outcome> stopped_by{};
    std::set<std::size_t> sunk_together{};  // records of a call about several that was turned down as a whole
};

// One request with budget, sign-in once renewed on a 401, and the verdict on a whole refusal. Blocks.
std::variant<Answer, Outcome> call(EngineContext&, ConnectionRuntime&, const HttpRequest&);

// One request within the budget, whose failure says nothing about the account: for asking why a read is
// refused. Nothing where no answer came.
std::optional<HttpResponse> call_quietly(EngineContext&, ConnectionRuntime&, const HttpRequest&);

// What a Fault in an answer means for the records asked about: silence, so look before writing again.
Outcome unreadable(const EngineContext&, const Fault&);
// The same of an answer to a question: a 4xx is the vendor's no, and asking the same again gets the same.
Outcome unreadable(const EngineContext&, const Answer&, const Fault&);
// A question that makes no sense: the vendor was not asked.
Outcome senseless(const EngineContext&, const Fault&);
// Where the next call would ask what this call asked.
bool asks_the_same(const Call&, const Call&);
Outcome goes_in_circles();
// A question that takes more calls than there may be.
Outcome endless();
bool is_endless(const Outcome&);

// What `status` shows of the account, and whether it is left alone for a while: of trouble that a good answer held.
void note_trouble(EngineContext&, ConnectionRuntime&, const Outcome&);

template <class Out>
inline constexpr bool kReads = !std::is_same_v<Out, WriteReport>;

// A vendor that blames the credentials for a question, though they work: it is a right to read this that is
// missing. Then the verdict becomes `refused`, so that everything else goes on, and the answer is true.
bool blame_the_right(EngineContext&, ConnectionRuntime&, Outcome&);

// Takes credentials out of what the vendor says about the records; other answers carry no words of its own.
void scrub(const EngineContext&, WriteReport&);
template <class Out>
void scrub(const EngineContext&, Out&) {}

// One call of a question, answered. What ended the whole question, if anything did.
template <class In, class Out>
std::optional<Outcome> perform_one(
    EngineContext& context, ConnectionRuntime& account, const In& in, Calls& waiting, Answered<Out>& told
) {
    Out& out = told.out;
    const Call one = take_next(waiting);
    auto answered = call(context, account, one.request);
    std::optional<Outcome> denied;
    if (auto* outcome = std::get_if<Outcome>(&answered)) {
        if (!kReads<Out> || !blame_the_right(context, account, *outcome)) return std::move(*outcome);
        denied = *outcome;
        answered = Answer{.status = 403, .error = std::move(*outcome)};  // the adapter may go on without this part
    }
    const Answer& answer = std::get<Answer>(answered);
    if (!answer.ok() && one.rows.size() > 1) told.sunk_together.insert(one.rows.begin(), one.rows.end());
    auto further =
        operation_for(*account.setup.adapter, in).parse(in, account.setup.connection, one, answer, out);
    if (!further) {
        if (denied) return denied;
        return kReads<Out> ? unreadable(context, answer, further.error()) : unreadable(context, further.error());
    }
    scrub(context, out);
    const bool again =
        std::ranges::any_of(*further, [&](const Call& next) { return asks_the_same(next, one); });
    if (kReads<Out> && again) return goes_in_circles();
    put_in_front(waiting, std::move(*further));
    return std::nullopt;
}

// Asks a question to its end. What was answered stands, also where a later call ended it.
template <class In, class Out = decltype(nothing_said(std::declval<In>()))>
Answered<Out> perform(EngineContext& context, ConnectionRuntime& account, const In& in) {
    Answered<Out> answered{.out = nothing_said(in)};
    const auto& operation = operation_for(*account.setup.adapter, in);
    auto waiting = operation.build(in, account.setup.connection, answered.out);
    if (!waiting) {
        answered.stopped_by = senseless(context, waiting.error());
        return answered;
    }
    for (std::size_t made = 0; !waiting->empty() && !answered.stopped_by; ++made)
        answered.stopped_by =
            made < kMaxCalls ? perform_one(context, account, in, *waiting, answered) : endless();
    return answered;
}

}  // namespace crosswalk
