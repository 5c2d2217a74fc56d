// tests/contracts/adapter/samples.h - for each vendor what the suite cannot make up: names of fields and a
// fitting configuration. A new vendor adds one row to samples.cpp, and the whole suite holds for it.
#pragma once

#include "adapters/registry.h"

namespace crosswalk::test {

struct Sample {
    std::string_view vendor{};
    Connection connection{};
    Fields person{};  // what a record to write holds
    std::vector<FieldInfo> schema{};
    std::string match_field{};
    std::vector<std::string> deliveries{};  // fixture files that hold the body of one delivery
    std::string_view delivery_at{};  // where in a JSON fixture the body stands; empty: the file is the body
};

// Those of the program, and the declared ones that are shipped as examples.
const std::vector<const Adapter*>& known_adapters();
const Sample& sample_of(const Adapter&);
std::vector<std::string> deliveries_of(const Sample&);
ObjectSchema schema_of(const Sample&, const ObjectPlan&);
// `count` people with ids, own ids and traces, all different.
std::vector<Record> people(const Sample&, std::size_t count, WriteKind);

}  // namespace crosswalk::test
