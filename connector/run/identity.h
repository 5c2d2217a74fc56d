// connector/run/identity.h - whose record is this? (design promise 8)
#pragma once

#include "connector/run/world.h"

namespace crosswalk {

struct Identity {
    enum class How { known, fresh, unclear, unnamed };
    How how = How::unnamed;
    LeadId lead{};      // of known
    std::string why{};  // of unclear: for a person
};

// Which lead a record not seen before belongs to, by the connection's match fields. `unnamed`: the change
// holds none of them, so it must be read first. `unclear`: several leads fit, or the lead has another record
// of this kind there.
Result<Identity> identify(Transaction&, const Mapping&, const ConnectionPlan&, const Change&);

}  // namespace crosswalk
