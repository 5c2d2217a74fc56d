// connector/contract/operation.h - one thing a vendor can be asked to do: calls out, answers read.
//
// An operation is two pure functions. The engine sends the calls, in order and within the vendor's limits,
// and hands every answer back; it gives up behind kMaxCalls.
#pragma once

#include "connector/contract/manifest.h"
#include "connector/contract/report.h"

#include <any>

namespace crosswalk {

struct CaseBlind {  // HTTP header names differ in case only by accident
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
};
using Headers = std::map<std::string, std::string, CaseBlind>;

struct HttpRequest {
    std::string method = "GET", path{};  // path and query, relative to the account's API host
    Headers headers{};                   // never Authorization
    std::string body{};
};
struct HttpResponse {
    int status = 0;
    Headers headers{};
    std::string body{};
};
struct Connection {  // one customer's account at one vendor; no secrets
    std::string name{};
    std::map<std::string, std::string, std::less<>> settings{};

    std::string_view setting(std::string_view key) const;  // empty when it is not set
};

// One HTTP call, and what its answer is read by.
struct Call {
    HttpRequest request{};
    std::vector<std::size_t> rows{};  // the records, ids or values that it is about; empty: all
    int step = 0;                     // the adapter's own enum, where a question takes calls of several kinds
    std::any state{};  // the adapter's own, typed: what this answer must know of those before it
};
using Calls = std::vector<Call>;
inline constexpr std::size_t kMaxCalls = 32;  // of one question

struct WriteBatch {  // one object, one kind of write, within the plan's limits, no record twice
    const ObjectPlan& plan;
    const ObjectSchema& schema;
    WriteKind operation = WriteKind::update;
    std::string_view own_id_field{};
    std::span<const Record> records{};
};
struct SchemaQuery {
    const ObjectPlan& plan;
};
struct ByIds {
    std::vector<VendorId> ids{};
};
struct ByMatch {  // e.g. e-mail addresses; also how a record left unanswered is found by our own id
    std::string field{};
    std::vector<std::string> values{};
};
struct Since {
    std::string cursor{};  // empty: from the start
};
struct ReadQuery {  // only the kinds of reading the plan declares
    const ObjectPlan& plan;
    const ObjectSchema& schema;
    std::vector<std::string> fields{};  // vendor fields wanted in the answer
    std::variant<ByIds, ByMatch, Since> what{};
};
struct Page {
    std::vector<Change> changes{};
    std::vector<VendorId> gone{};          // asked for by id, and not there
    std::vector<Merge> merges{};           // records of the answer that live on as another one
    std::vector<Unreadable> unreadable{};  // rows that cannot be read; they say nothing about the others
    std::string next_cursor{};             // of a Since: where to go on next time
    bool more = false;                     // of a Since: ask again at once
};

// What is known before anything is asked: every record unanswered, an empty page, a schema without fields.
WriteReport nothing_said(const WriteBatch&);
Page nothing_said(const ReadQuery&);
ObjectSchema nothing_said(const SchemaQuery&);

// Null where the vendor has no such thing.
template <class In, class Out>
struct Operation {
    // What to ask first. None: there is nothing to ask, and nothing is sent; `out` may say why. A Fault: the
    // question itself makes no sense.
    Result<Calls> (*build)(const In&, const Connection&, Out& out) = nullptr;
    // Adds to `out` what one answer says; what it adds stands even when a later call fails. The calls it
    // returns are made before those that wait. It also sees refusals that no error rule and no HTTP status
    // settles for the whole call. A Fault: this answer cannot be read.
    Result<Calls> (*parse)(const In&, const Connection&, const Call&, const HttpResponse&, Out& out) = nullptr;

    explicit operator bool() const { return build != nullptr && parse != nullptr; }
};

// Takes the first of the calls that wait.
Call take_next(Calls& waiting);
// Puts further calls before those that wait.
void put_in_front(Calls& waiting, Calls further);

// Runs an operation to its end against anything that answers (`HttpResponse send(const HttpRequest&)`): for
// `check --live`, tests and simulations. Faults: those of the operation; "operation.endless".
template <class In, class Out, class Send>
Result<Out> run_operation(
    const Operation<In, Out>& operation, const In& in, const Connection& connection, Send&& send
) {
    Out out = nothing_said(in);
    auto waiting = operation.build(in, connection, out);
    if (!waiting) return waiting.error();
    for (std::size_t made = 0; !waiting->empty(); ++made) {
        if (made >= kMaxCalls)
            return Fault{
                "operation.endless", "A question to the vendor did not come to an end.", "Report this."};
        const Call call = take_next(*waiting);
        auto further = operation.parse(in, connection, call, send(call.request), out);
        if (!further) return further.error();
        put_in_front(*waiting, std::move(*further));
    }
    return out;
}

}  // namespace crosswalk
