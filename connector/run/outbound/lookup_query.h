// connector/run/outbound/lookup_query.h - a question to a vendor: which of these people do you have? Of this
// room alone.
#pragma once

#include "connector/run/outbound/lookup.h"

#include <functional>

namespace crosswalk {

// One question about many people. A job and a record in the answer are one where they share a key.
struct LookupBy {
    const ObjectPlan& plan;
    std::string vendor_field{};
    std::function<std::vector<std::string>(const Job&)> keys{};       // by which a job is recognised
    std::function<std::vector<std::string>(const Job&)> spellings{};  // under which it is asked for
    std::function<std::vector<std::string>(const Change&)> answered{};
    std::function<bool(const Job&, const Change&)> fits{};
};

// By our own id: a create that was not answered.
LookupBy by_own_id(const ObjectPlan&, const std::string& own);
// By a match field: by the lead's own key, or (`others`) by those under which it is known besides.
LookupBy by_key(const Mapping&, const ConnectionPlan&, const ObjectPlan&, const FieldPlan&, bool others);

// Whom it is about, and what was found of each so far.
struct Lookups {
    std::span<const Job> jobs;
    std::vector<Found>& found;
};

// Adds what the vendor shows to what was found; trouble where it does not answer.
std::optional<Outcome>
ask(EngineContext&, ConnectionRuntime&, const Mapping&, const LookupBy& question, const Lookups&);

// Several calls may each bring the same record.
void add_once(Found&, const Change&);
// What is asked for of a record that is looked up by this field.
std::vector<std::string> wanted_fields(
    const Mapping&, const ConnectionRuntime&, const ObjectPlan&, const std::string& asked_by
);

}  // namespace crosswalk
