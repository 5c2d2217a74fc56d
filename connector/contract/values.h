// connector/contract/values.h - the plain data that crosses the adapter seam.
#pragma once

#include <boost/json.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crosswalk {

// A string that cannot be mistaken for another kind of string.
template <class Tag>
struct Named {
    std::string text{};
    auto operator<=>(const Named&) const = default;
};
using VendorKind = Named<struct VendorKindTag>;  // as the mapping's `kinds` name it: "Lead", "contact"
using VendorId = Named<struct VendorIdTag>;      // the vendor's own id of one record
using TraceId = Named<struct TraceIdTag>;        // ours; one per record of a batch

// What went wrong, for a program (`code`) and for a person (`what`, `remedy`).
struct Fault {
    std::string code{};    // "decode.not_json"; never changes once released
    std::string what{};    // "The vendor sent a body that is not JSON."
    std::string remedy{};  // what a person can do, and do now: a command, or a place to correct something
};
// What to do about a delivery, or a part of one, that no replay will make readable.
inline constexpr std::string_view kCompareThenDrop =
    "Replaying cannot change what was sent. `crosswalk compare` of this connection finds what it told of "
    "values; "
    "then `crosswalk parked drop` this item.";
[[noreturn]] void throw_exception_from_error(const Fault&, const boost::source_location&);

template <class T>
using Result = boost::system::result<T, Fault>;

using Millis = std::chrono::sys_time<std::chrono::milliseconds>;

// When the vendor says something happened, and how finely it can tell.
enum class Precision { seconds, milliseconds };
struct When {
    Millis at{};
    Precision precision = Precision::seconds;
};

// Vendor field name -> vendor value. JSON null means "known to be blank"; a missing key means "not told".
// What a tool keeps beside its fields has names of its own, each a boolean: "lists/all", "lists/ID",
// "preferences/all" and "preferences/ID" (true: opted out there), "tag/NAME" (true: has the tag). Adapters
// read and write them where the vendor can.
using Fields = std::map<std::string, boost::json::value, std::less<>>;

struct Record {                    // one row of a write batch
    TraceId trace{};               // correlates the answer with the question
    std::optional<VendorId> id{};  // set for an update; empty for a create
    std::string own_id{};          // our id of the lead: the idempotency key of a create
    Fields fields{};               // already in the vendor's field names and forms
};

// What a vendor field holds, in words that all vendors share.
enum class FieldShape { unknown, text, number, boolean, date, datetime, choice, choices };

struct FieldInfo {
    std::string name{}, label{}, vendor_key{};  // vendor_key: "e1_T", "42", or the name itself
    std::string type{};                         // the vendor's own word
    bool writable = true, required = false, unique = false;
    std::vector<std::string> options{};  // the values a picklist allows, when it is closed
    FieldShape shape = FieldShape::unknown;
    std::size_t length = 0;  // the most characters of a text; 0: the vendor does not say
    int scale = -1;          // digits behind the point of a number; -1: the vendor does not say
};
struct ObjectSchema {
    VendorKind kind{};
    std::vector<FieldInfo> fields{};
    bool whole = true;  // false: the vendor broke off, and what is not here may be there

    // Null when the vendor has no such field.
    const FieldInfo* find(std::string_view name) const;
};

enum class Completeness {
    whole,                // every field the vendor has is in `fields`
    changed_fields_only,  // `fields` holds what moved
    read_the_rest,        // `fields` is right as far as it goes; what matters must still be read
    id_only,              // nothing but "this record changed": read it
};

// The origin of a change as the vendor tells it. A hint for people; echoes are recognised by value.
enum class Origin { unknown, person, import, ourselves, automation };

// How a person's consent was proven. Carried, not judged: the admin's list decides what may reopen the latch.
struct ConsentProof {
    std::string kind{};  // "confirmed", "form", "api": the vendor's way of opting in
    std::string channel = "email", scope{};
    bool opted_in = false;
};

struct Change {
    VendorKind kind{};
    VendorId id{};
    std::string event_key{};  // the same event delivered twice has the same key; empty: every delivery is new
    std::optional<When> occurred_at{};
    std::map<std::string, When, std::less<>> field_times{};  // where the vendor dates single fields
    bool deleted = false;
    Completeness completeness = Completeness::whole;
    Origin origin = Origin::unknown;
    // Who did just this, in the vendor's words: a user's id or name ("userId:47812075"), or what acted where
    // nobody did ("IMPORT"). Empty where it does not say, and where it was we ourselves.
    std::string who{};
    // The same, where the vendor tells only who touched the record last: of a single field it is true no more
    // than likely, and only where that field has just moved.
    std::string last_by{};
    Fields fields{};
    // Further values of a field under which the vendor finds this record (a second e-mail address), by field. A
    // missing key means "not told".
    std::map<std::string, std::vector<std::string>, std::less<>> aliases{};
    std::optional<ConsentProof> consent{};
};
struct Merge {  // `losers` live on as `winner`
    VendorKind kind{};
    VendorId winner{};
    std::vector<VendorId> losers{};
    VendorKind winner_kind{};  // set where the survivor is of another kind (a converted lead: its contact)
    Fields fields{};           // the loser's last words, where it tells what the survivor has no field for
    std::string event_key{};
    std::optional<When> occurred_at{};
};
struct Engagement {  // something a person did, that is no field: opened, clicked, replied
    VendorKind kind{};
    VendorId id{};
    std::string what{}, event_key{};
    std::optional<When> occurred_at{};
};
struct Decision {  // a salesperson's click in a channel
    std::string token{}, verb{}, by{};
};
struct Handshake {  // the vendor tests the address; nothing to apply
    std::string what{};
};
// One event of a delivery, or one row of an answer, that is genuine and cannot be read. It is parked by
// itself; the others are applied.
struct Unreadable {
    Fault why{};
    VendorKind kind{};  // of a row
    VendorId id{};      // of the record, where that much can be read
};
using InboundEvent = std::variant<Change, Merge, Engagement, Decision, Handshake, Unreadable>;

}  // namespace crosswalk
