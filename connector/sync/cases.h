// connector/sync/cases.h - the admin's own tests: every *.cases.yaml, played by the rules that production
// runs. Pure.
#pragma once

#include "connector/mapping/compile/check.h"

namespace crosswalk {

// What `check_mapping` finds and, where the mapping has no errors, what its cases find. A case that fails is
// an error: there is no mapping then. Never throws. Codes: case.failed, case.unmapped_field,
// case.expected_list, and those of mapping files.
Checked check_with_cases(
    std::span<const MappingFile>, std::span<const ConnectionFacts>, std::int64_t version = 0
);

}  // namespace crosswalk
