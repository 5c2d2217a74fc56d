// connector/contract/events.h - what a vendor tells of its records, by a webhook or in an answer.
#pragma once

#include "connector/contract/call.h"

namespace crosswalk {

enum class Completeness {
    whole,                // every field the vendor has is in `fields`
    changed_fields_only,  // `fields` holds what moved
    shown,                // `fields` holds what stands there, since whenever; `field_times` dates what moved
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
// Sets a field that moved just then, among others that are only shown.
inline void set_moved(Change& change, std::string field, boost::json::value value) {
    if (change.occurred_at) change.field_times[field] = *change.occurred_at;
    change.fields[std::move(field)] = std::move(value);
}
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
    std::string link{};      // of a click: the address behind it, as the tool tells it
    std::string campaign{};  // the mailing that it belongs to: its name, or else its id there
};
struct Decision {  // a salesperson's click in a channel
    std::string token{};         // of the notice that was clicked
    std::string verb{};          // "accept", "reject"
    std::string reason{};        // the code of a rejection
    std::string by{}, name{};    // who clicked: the channel's id of them, and how they are called there
    std::string message{};       // the channel's id of the message that was clicked
    std::string event_key{};     // the same click delivered twice has the same key
};
struct NoticeReceipt {  // what became of a notice that a channel had taken
    std::string message{};       // the channel's id of it
    Outcome outcome{};           // applied: it arrived; else why not
    std::string event_key{};
};
struct Handshake {  // the vendor tests the address; nothing to apply
    std::string what{};
    // What must be called once before the vendor sends anything; a 2xx means that it does from now on.
    std::optional<HttpRequest> confirm{};
};
// One event of a delivery, or one row of an answer, that is genuine and cannot be read. It is parked by
// itself; the others are applied.
struct Unreadable {
    Fault why{};
    VendorKind kind{};  // of a row
    VendorId id{};      // of the record, where that much can be read
};
using InboundEvent = std::variant<Change, Merge, Engagement, Decision, NoticeReceipt, Handshake, Unreadable>;

}  // namespace crosswalk
