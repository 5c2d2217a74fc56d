// connector/lead/value.h - one canonical value.
#pragma once

#include "connector/contract/text.h"

namespace crosswalk {

// The normalised text of its field's type ("ada@example.com", "+84912345678", "73", "true", "2026-03-01",
// "2026-03-01T09:00:00.000Z", a choice's name); an empty optional is blank. Equal text is equal value.
using Value = std::optional<std::string>;

using LeadId = Named<struct LeadIdTag>;  // UUIDv7 as text; also what is stamped on vendor records
using Seq = std::int64_t;                // a row of the journal; 0: none

// Ids are minted from time and chance, both given by the caller.
LeadId mint_lead_id(Millis now, std::uint64_t chance_high, std::uint64_t chance_low);

}  // namespace crosswalk
