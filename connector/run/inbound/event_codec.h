// connector/run/inbound/event_codec.h - what an event of the journal says, as values. Pure.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/ports/store.h"

namespace crosswalk {

// One change that a read or a poll brought, and up to which delivery the question knew of news.
struct AskedChange {
    Change change{};
    Seq asked = 0;
    std::optional<Millis> asked_on{};  // when the question was put
    bool gone = false;                 // asked for, and not there
    bool hidden = false;               // asked for, and left out: not there, or kept from us
    std::optional<Fault>
        unreadable{};  // told, and cannot be read: nothing of `change` but kind and id counts
    // Asked for, and merged or converted: it lives on as this record.
    std::optional<std::pair<VendorKind, VendorId>> merged_into{};
};

// The memo of a journalled lookup: its records were adopted in the same unit, so there is nothing left to
// apply.
inline constexpr std::string_view kAdopted = "adopted";

// What a page says of records that live on as others, one entry for each.
std::vector<AskedChange> as_changes(std::span<const Merge>);
// The same as the vendor would have told it by itself.
Merge as_merge(const AskedChange&);

// Reads and polls are journalled in our own form: a page reduced to the records that matter.
std::string journal_form(std::span<const AskedChange>);
Result<std::vector<AskedChange>> from_journal(std::string_view body);

}  // namespace crosswalk
