// connector/lead/record.h - what we know of one vendor record, field by field.
#pragma once

#include "connector/lead/value.h"

namespace crosswalk {

struct RecordKey {
    std::string connection{};
    VendorKind kind{};
    VendorId id{};
    auto operator<=>(const RecordKey&) const = default;
};

// The latest news about a field, as the vendor told it.
struct Observation {
    boost::json::value raw{};
    Millis at{};  // source time; the receipt time where the vendor tells none
    Precision precision = Precision::milliseconds;
    Seq event = 0;
    bool operator==(const Observation&) const = default;
};

// Design promise 4. `known` is what the tool holds as far as we can tell: last heard from or written to it.
// `pending` is on its way there; its echo may be faster than the answer.
struct FieldMemory {
    std::optional<boost::json::value> known{}, pending{};
    std::optional<Observation> heard{};
};

struct RecordState {
    RecordKey key{};
    LeadId lead{};
    bool stamped = false;  // the vendor record carries our id
    bool deleted = false;
    std::map<std::string, FieldMemory, std::less<>> fields{};  // by vendor field
};

}  // namespace crosswalk
