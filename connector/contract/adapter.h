// connector/contract/adapter.h - what a vendor adapter is. Start reading here.
//
// An adapter is data plus pure functions. It opens no socket, reads no clock,
// touches no store, writes no log and sees no secret: the engine does all of
// that once, for every vendor.
#pragma once

#include "connector/contract/manifest.h"
#include "connector/contract/report.h"

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
struct Delivery {
    std::string method{},
        target{};        // path and query; a secret in the path is cut out before an adapter sees it
    Headers headers{};   // only those the manifest keeps
    std::string body{};  // exactly the bytes that were verified
    Millis received_at{};
};
struct Connection {  // one customer's account at one vendor; no secrets
    std::string name{};
    std::map<std::string, std::string, std::less<>> settings{};

    std::string_view setting(std::string_view key) const;  // empty when it is not set
};

// What one turn of an exchange leaves for the next. Stored with the claim, so a crash resumes. At most 64
// KiB.
using Memo = std::string;
inline constexpr std::size_t kMaxMemo = 65'536;
inline constexpr int kMaxTurns = 32;

// "Ask once more". `so_far` is what this turn alone brought; it is kept even when a later turn fails, and the
// parts of all turns are joined in order (turns.h).
template <class Out>
struct Again {
    Memo memo{};
    std::chrono::milliseconds wait{0};
    Out so_far{};
};
template <class Out>
using Turn = std::variant<Out, Again<Out>>;

// A question and how to read its answer. Null where the vendor has no such thing.
// `interpret` also sees refusals that no ruling and no HTTP status settles for the whole call.
template <class In, class Out>
struct Exchange {
    HttpRequest (*ask)(const In&, const Connection&, const Memo&) = nullptr;
    Result<Turn<Out>> (*interpret)(const In&, const Connection&, const Memo&, const HttpResponse&) = nullptr;
    explicit operator bool() const { return ask != nullptr && interpret != nullptr; }
};

struct WriteBatch {  // one object, one operation, within the plan's limits, no record twice
    const ObjectPlan& plan;
    const ObjectSchema& schema;
    Operation operation = Operation::update;
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
    std::string next_cursor{};             // of a Since: where to go on next time; the last turn's counts
    bool more = false;                     // of a Since: ask again at once; the last turn's counts
};

// What the vendor says in a refusal, by the manifest's pointers and the vendor's error rules.
Outcome refusal_in(const Manifest&, const HttpResponse&);

// The verdict on a whole answer, from data alone: the vendor's error rules first, then
// what its HTTP status means anywhere. Nothing when the answer is a 2xx or a 4xx that speaks
// about records (400, 404, 409, 422): those are for `interpret`.
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
    Exchange<SchemaQuery, ObjectSchema> describe{};
    Exchange<WriteBatch, WriteReport> write{};
    // Enriches thin webhooks, looks up, polls. A Fault whose code ends in kUnknownField or kFieldName says that a
    // field that was asked for is none of the vendor's; `what` names it in quotes.
    Exchange<ReadQuery, Page> read{};
    Exchange<JobTicket, WriteReport> follow_up{};  // only where writes finish later
};

}  // namespace crosswalk
