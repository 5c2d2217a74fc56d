// connector/run/inbound/erasure.h - a person is forgotten, wherever the store tells of them (design promise 12).
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// By lead, the addresses of a person who was erased, while deliveries that name them may be left.
inline constexpr std::string_view kErasingPrefix = "erasing/";

// Removes a lead for ever; what is closed for its address stays closed. `finish_erasures` must follow.
Result<void> erase_lead(Transaction&, const Mapping&, const LeadId&, Millis now);

// Empties the applied deliveries that name an erased person and belong to no lead: of people who were kept
// out, of what could not be read. What it cannot finish is left for the next call.
void finish_erasures(EngineContext&);

}  // namespace crosswalk
