// connector/run/vendor/exchange.h - asks a vendor, obeys its limits, and reads the answer. The only caller of
// Sender.
#pragma once

#include "connector/contract/turns.h"
#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// What came back. `stopped_by` is set when the call as a whole ended early: what is in `out` stands all the
// same.
template <class Out>
struct Answered {
    Out out{};
    std::optional<Outcome> stopped_by{};
};

// One request with budget, sign-in once renewed on a 401, and the verdict on a whole refusal. Blocks.
std::variant<HttpResponse, Outcome> call(EngineContext&, ConnectionRuntime&, const HttpRequest&);

// Waits between two turns, rung for or not; at most 15 s, and not while stopping.
void sleep_out(EngineContext&, ConnectionRuntime&, std::chrono::milliseconds);

// One request within the budget, whose failure says nothing about the account: for asking why a read is refused.
// Nothing where no answer came.
std::optional<HttpResponse> call_quietly(EngineContext&, ConnectionRuntime&, const HttpRequest&);

// A vendor's own list of the fields of a kind, asked for as quietly.
struct QuietSchema {
    std::optional<ObjectSchema> schema{};
    bool refused = false;
};
QuietSchema describe_quietly(EngineContext&, ConnectionRuntime&, const ObjectPlan&);

// What a Fault in an answer means for the records asked about: silence, so look before writing again.
Outcome unreadable(const EngineContext&, const Fault&);
// The same of an answer to a question: a 4xx is the vendor's no, and asking the same again gets the same.
Outcome unreadable(const EngineContext&, const ConnectionRuntime&, const HttpResponse&, const Fault&);
// Where the next turn would ask what this turn asked.
Outcome goes_in_circles();

template <class Out>
inline constexpr bool kReads = !std::is_same_v<Out, WriteReport>;

// A vendor that blames the credentials for a question, though they work: it is a right to read this that is missing.
// Then the verdict becomes `refused`, so that everything else goes on, and the answer is true.
bool blame_the_right(EngineContext&, ConnectionRuntime&, Outcome&);

// Takes credentials out of what the vendor says about the records; other answers carry no words of its own.
void scrub(const EngineContext&, WriteReport&);
template <class Out>
void scrub(const EngineContext&, Out&) {}

template <class In, class Out>
Answered<Out> perform(
    EngineContext& context, ConnectionRuntime& account, const Exchange<In, Out>& exchange, const In& in, Out start = {}
) {
    Answered<Out> answered{.out = std::move(start)};
    Memo memo;
    for (int turn = 0; turn < kMaxTurns; ++turn) {
        auto response = call(context, account, exchange.ask(in, account.setup.connection, memo));
        std::optional<Outcome> denied;
        if (auto* outcome = std::get_if<Outcome>(&response)) {
            answered.stopped_by = std::move(*outcome);
            if (!kReads<Out> || !blame_the_right(context, account, *answered.stopped_by)) return answered;
            // The adapter may know how to go on without this part.
            std::swap(denied, answered.stopped_by);
            response = HttpResponse{.status = 403};
        }
        auto read = exchange.interpret(in, account.setup.connection, memo, std::get<HttpResponse>(response));
        if (!read) {
            answered.stopped_by =
                denied ? std::move(*denied)
                : kReads<Out>
                    ? unreadable(context, account, std::get<HttpResponse>(response), read.error())
                    : unreadable(context, read.error());
            return answered;
        }
        if (auto* last = std::get_if<Out>(&*read)) {
            scrub(context, *last);
            join(answered.out, std::move(*last));
            return answered;
        }
        auto& again = std::get<Again<Out>>(*read);
        scrub(context, again.so_far);
        join(answered.out, std::move(again.so_far));
        if (again.memo.size() > kMaxMemo) break;
        if (kReads<Out> && again.memo == memo) {
            answered.stopped_by = goes_in_circles();
            return answered;
        }
        memo = std::move(again.memo);
        if (again.wait.count() > 0) sleep_out(context, account, again.wait);
    }
    answered.stopped_by = Outcome{
        .verdict = Verdict::unanswered,
        .vendor_code = "exchange.endless",
        .advice = "The vendor kept asking for more turns."};
    return answered;
}

// The schema of a kind, at most five minutes old. Empty where the vendor's field names need none.
std::variant<ObjectSchema, Outcome> schema_of(EngineContext&, ConnectionRuntime&, const ObjectPlan&);

// Asks what the fields of this connection are, where the mapping in force depends on it and it was not told
// within the last hour. Without an answer everything goes on as before.
void learn_schemas(EngineContext&, ConnectionRuntime&);

}  // namespace crosswalk
