#include "connector/contract/ask.h"

#include "connector/contract/paging.h"
#include "connector/contract/text.h"

namespace crosswalk {

Calls calls_for(const LookupShape& shape, const ByIds& what) {
    Calls out;
    for (std::size_t i = 0; i < what.ids.size(); ++i)
        out.push_back({.request = get_json(shape.path(what.ids[i].text)), .rows = {i}});
    return out;
}

Calls calls_for(const LookupShape& shape, const ByMatch& what) {
    Calls out;
    if (what.field != shape.field) return out;
    for (std::size_t i = 0; i < what.values.size(); ++i) {
        const std::string& value = what.values[i];
        if (value.find(shape.holds) == std::string::npos) continue;
        out.push_back(
            {.request = get_json(shape.path(shape.id_of == nullptr ? value : shape.id_of(value))),
             .rows = {i}}
        );
    }
    return out;
}

Calls calls_for(const SweepShape& shape, const Since& what) {
    const auto place = place_of(what.cursor);
    auto path = with_parameter(shape.path, shape.offset, std::to_string(place.offset()));
    if (const auto since = place.since(shape.poll))
        path = with_parameter(path, shape.since, iso_text(*since));
    return {{.request = get_json(std::move(path))}};
}

}  // namespace crosswalk
