// connector/run/inbound/undelivered.h - opt-outs that a tool refused: nobody stays open to mail in silence.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// What is parked of consent at records of people who are opted out still; of each item the consent fields.
Result<std::vector<Parked>> undelivered_opt_outs(Transaction&, const Mapping&);

// Puts them in line once more where their tools can be written to; what is parked stays until it arrives.
Result<void> offer_opt_outs(Transaction&, EngineContext&, const Mapping&);

}  // namespace crosswalk
