// connector/sync/rules.h - whose word counts for a field (design promise 4). Pure.
#pragma once

#include "connector/mapping/model/plan.h"

namespace crosswalk {

// What one connection last said about one canonical field.
struct Candidate {
    std::string connection{};
    Value value{};  // blank is a word too
    Millis at{};
    Precision precision = Precision::milliseconds;
    Seq event = 0;
};

// True when `a` is later than `b`, both seen at the coarser of their precisions.
bool later(Millis a, Precision a_fine, Millis b, Precision b_fine);

// The word that counts, at most one per connection given; null when nobody said anything that counts. Depends
// on the words only, never on their order or on the value before: ties go by `order`, then by value.
const Candidate* resolve(const FieldPlan&, std::span<const Candidate>, std::span<const std::string> order);

}  // namespace crosswalk
