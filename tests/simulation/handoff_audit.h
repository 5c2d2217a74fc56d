// Looks at the hand-offs and notices that are left when everything is at rest.
#pragma once

#include "connector/ports/store.h"

namespace crosswalk::simulation {

// One sentence for each promise that is broken: a hand-off ends in exactly one decision or stays open, one a lead; no rung is
// reached twice; nobody is told twice of one thing, and of nothing that has ended.
Result<void> audit_handoffs(Transaction&, std::vector<std::string>& complaints);

}  // namespace crosswalk::simulation
