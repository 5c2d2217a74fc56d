// connector/handoff/cases.h - the admin's own tests of routing and due times: handoff.cases.yaml, played by
// the rules that production runs. Pure.
#pragma once

#include "connector/sync/cases.h"

namespace crosswalk::handoff {

// What `check_with_cases` finds and, where the mapping has no errors and a hand-off, what handoff.cases.yaml
// finds. Never throws. Codes: those of `check_with_cases`, handoff.no_plan.
Checked check_with_all_cases(
    std::span<const MappingFile>, std::span<const ConnectionFacts>, std::int64_t version = 0
);

}  // namespace crosswalk::handoff
