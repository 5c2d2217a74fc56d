// connector/sync/why.h - what would have to differ for another word to count. Pure.
#pragma once

#include "connector/sync/rules.h"

namespace crosswalk {

// One sentence, found by trying with `resolve` itself: the least change of what was said after which this word
// (`loser` is its connection) would count. Where none does, that the rule would have to be another one.
std::string what_would_differ(
    const FieldPlan&, std::span<const Candidate>, std::string_view loser, std::span<const std::string> order
);

}  // namespace crosswalk
