// connector/contract/adapter.h - what a vendor adapter is. Start reading here.
//
// An adapter is data plus pure functions. It opens no socket, reads no clock,
// touches no store, writes no log and sees no secret: the engine does all of
// that once, for every vendor.
#pragma once

#include "connector/contract/operation.h"

namespace crosswalk {

struct Delivery {
    std::string method{},
        target{};        // path and query; a secret in the path is cut out before an adapter sees it
    Headers headers{};   // only those the manifest keeps
    std::string body{};  // exactly the bytes that were verified
    Millis received_at{};
};

// The verdict on a whole answer, from data alone: the vendor's error rules first, then
// what its HTTP status means anywhere. Nothing when the answer speaks about records, as a 2xx does and some 4xx do
// (400, 404, 409, 422): those are for `parse`.
std::optional<Outcome> verdict_on_refusal(const Manifest&, const Answer&);
std::optional<Outcome> verdict_on_refusal(const Manifest&, HttpResponse);

// The readable events of a delivery beside those that are not. A delivery of which nothing is readable is the
// first one's Fault.
Result<std::vector<InboundEvent>> readable_or_fault(std::vector<InboundEvent>);

// Retry-After in seconds, at most a day; nothing when it is absent or unreadable.
std::optional<std::chrono::seconds> retry_after(const Headers&);

inline constexpr std::string_view kUnknownField = ".unknown_field", kFieldName = ".field_name";

struct Adapter {
    Manifest manifest{};
    // The delivery is verified already. A Fault means "genuine, but nothing of it is readable": it is parked
    // as a whole. One event of several that is not readable is an Unreadable, in its place among the others.
    Result<std::vector<InboundEvent>> (*decode)(const Delivery&, const Connection&) = nullptr;
    // The one spelling of a record's id, where the vendor has several; what the adapter returns is spelled so
    // already, what a person types is not. Null: ids have one spelling.
    std::string (*canonical_id)(std::string_view) = nullptr;
    Operation<SchemaQuery, ObjectSchema> describe{};
    Operation<WriteBatch, WriteReport> create{}, update{};
    // Its records are there, and their fields are those of ObjectPlan::memberships alone. Consent among them is told first.
    Operation<WriteBatch, WriteReport> membership{};
    // They enrich thin webhooks, look up and poll. A Fault whose code ends in kUnknownField or kFieldName says that a
    // field that was asked for is none of the vendor's; `what` names it in quotes.
    Operation<IdsQuery, Page> read_ids{};
    Operation<MatchQuery, Page> find{};
    Operation<ChangesQuery, Page> changes{};
    // Tells people something: what makes a notification channel. One call may carry one message or several.
    Operation<NoticeBatch, WriteReport> notify{};

    bool writes() const { return create || update; }
    bool reads() const { return read_ids || find || changes; }
};

// The operation that answers a question.
const Operation<SchemaQuery, ObjectSchema>& operation_for(const Adapter&, const SchemaQuery&);
const Operation<WriteBatch, WriteReport>& operation_for(const Adapter&, const WriteBatch&);
const Operation<IdsQuery, Page>& operation_for(const Adapter&, const IdsQuery&);
const Operation<MatchQuery, Page>& operation_for(const Adapter&, const MatchQuery&);
const Operation<ChangesQuery, Page>& operation_for(const Adapter&, const ChangesQuery&);
const Operation<NoticeBatch, WriteReport>& operation_for(const Adapter&, const NoticeBatch&);

// Asks a question to its end, of anything that answers (`HttpResponse send(const HttpRequest&)`): for
// `check --live`, tests and simulations. Faults: those of the operation; "operation.endless".
template <class In, class Send>
auto ask(const Adapter& adapter, const In& in, const Connection& connection, Send&& send)
    -> Result<decltype(nothing_said(in))> {
    const auto& operation = operation_for(adapter, in);
    auto out = nothing_said(in);
    auto waiting = operation.build(in, connection, out);
    if (!waiting) return waiting.error();
    for (std::size_t made = 0; !waiting->empty(); ++made) {
        if (made >= kMaxCalls)
            return Fault{
                "operation.endless", "A question to the vendor did not come to an end.", "Report this."};
        const Call call = take_next(*waiting);
        const auto answer = answer_of(adapter.manifest, send(call.request));
        if constexpr (std::is_same_v<decltype(out), WriteReport>) {
            if (!answer) return out;  // what was told stands; the others are unanswered
        } else if (!answer) {
            return answer.error();
        }
        auto further = operation.parse(in, connection, call, *answer, out);
        if (!further) return further.error();
        put_in_front(*waiting, std::move(*further));
    }
    return out;
}

}  // namespace crosswalk
