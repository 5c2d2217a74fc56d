// connector/run/inbound/identity.h - whose record is this? (design promise 8)
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

struct Identity {
    enum class How { known, fresh, unclear, unnamed };
    How how = How::unnamed;
    LeadId lead{};                        // of known: whose it is; of unclear: the one lead whose it may be
    MatchStatus match_status = MatchStatus::plain;  // of known
    std::vector<LeadId> among{};          // of unclear: every lead that fits
    std::string why{};                    // of unclear: for a person
};

// The keys, in the form they are compared in, that the change tells of its record: its own first, then those
// under which the vendor finds it too.
std::vector<std::string>
keys_in(const Mapping&, std::string_view field, std::string_view connection, const Change&);

// The same of a lead.
std::vector<std::string> keys_in(const Lead&, std::string_view field);

bool share_one(std::span<const std::string>, std::span<const std::string>);

// True when the record and the lead share `matched_by` (a phone, say), but each has its own value of a key
// that the connection matches by before it: two people behind one phone are two people.
bool contradicts(const Mapping&, const ConnectionPlan&, std::string_view matched_by, const Lead&, const Change&);

// Which lead a record not seen before belongs to, by the connection's match fields. `unnamed`: the change
// holds none of them, or leaves out one that would count before those it holds, so it must be read first.
// `unclear`: several leads fit, or the lead has another record of this kind there.
Result<Identity> identify(Transaction&, const Mapping&, const ConnectionPlan&, const Change&);

}  // namespace crosswalk
