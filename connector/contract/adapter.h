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

// What the vendor says in a refusal, by the manifest's pointers and the vendor's error rules.
Outcome refusal_in(const Manifest&, const HttpResponse&);

// The verdict on a whole answer, from data alone: the vendor's error rules first, then
// what its HTTP status means anywhere. Nothing when the answer is a 2xx or a 4xx that speaks
// about records (400, 404, 409, 422): those are for `parse`.
std::optional<Outcome> verdict_on_refusal(const Manifest&, const HttpResponse&);

// The readable events of a delivery beside those that are not. A delivery of which nothing is readable is the
// first one's Fault.
Result<std::vector<InboundEvent>> readable_or_fault(std::vector<InboundEvent>);

// Retry-After in seconds, at most a day; nothing when it is absent or unreadable.
std::optional<std::chrono::seconds> retry_after(const HttpResponse&);

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
    Operation<WriteBatch, WriteReport> write{};
    // Enriches thin webhooks, looks up, polls. A Fault whose code ends in kUnknownField or kFieldName says that a
    // field that was asked for is none of the vendor's; `what` names it in quotes.
    Operation<ReadQuery, Page> read{};
};

}  // namespace crosswalk
