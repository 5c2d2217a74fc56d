// connector/contract/ask.h - what is asked, where data can say it: a call for each record, a list page by
// page.
#pragma once

#include "connector/contract/operation.h"
#include "connector/contract/poll.h"

namespace crosswalk {

// One call for each id, or for each value of the one field that people are found by.
struct LookupShape {
    std::string (*path)(std::string_view id) = nullptr;
    std::string_view field{};
    std::string (*id_of)(std::string_view value) = nullptr;  // null: the value does as well
    std::string_view
        holds{};  // what every value of the field holds ("@"); another one would be taken for an id
};

// A list of what changed since, by offset.
struct SweepShape {
    std::string_view path{}, offset{}, since{};  // the two parameters
    PollRule poll{};
};

Calls calls_for(const LookupShape&, const ByIds&);
Calls calls_for(const LookupShape&, const ByMatch&);
Calls calls_for(const SweepShape&, const Since&);

template <const LookupShape& shape, class What>
Result<Calls> build_lookup(const ReadQuery<What>& in, const Connection&, Page&) {
    return calls_for(shape, in.what);
}
template <const SweepShape& shape>
Result<Calls> build_sweep(const ChangesQuery& in, const Connection&, Page&) {
    return calls_for(shape, in.what);
}
// The one list of an object's fields.
template <const std::string_view& path>
Result<Calls> build_fields(const SchemaQuery&, const Connection&, ObjectSchema&) {
    return Calls{{.request = get_json(std::string(path))}};
}

}  // namespace crosswalk
