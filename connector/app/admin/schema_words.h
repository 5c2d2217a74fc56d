// connector/app/admin/schema_words.h - how the schemas of the API's answers are written down.
#pragma once

#include <boost/json.hpp>

#include <string>
#include <utility>

namespace crosswalk::schema {

using Object = boost::json::object;

inline Object of_type(std::string_view type) { return {{"type", type}}; }
inline Object or_null(Object schema) {
    schema["nullable"] = true;
    return schema;
}
inline Object text() { return of_type("string"); }
inline Object integer() { return of_type("integer"); }
inline Object number() { return of_type("number"); }
inline Object flag() { return of_type("boolean"); }
inline Object moment() { return {{"type", "string"}, {"format", "date-time"}}; }
inline Object anything() { return {}; }
inline Object list(Object items) { return {{"type", "array"}, {"items", std::move(items)}}; }
// Names that the configuration or the mapping decides.
inline Object map_of(Object values) { return {{"type", "object"}, {"additionalProperties", std::move(values)}}; }
inline Object like(std::string_view name) { return {{"$ref", "#/components/schemas/" + std::string(name)}}; }
// With exactly these members; those of `may` can be missing.
inline Object members(Object must, const Object& may = {}) {
    boost::json::array required;
    for (const auto& [name, schema] : must) required.emplace_back(name);
    for (const auto& [name, schema] : may) must[name] = schema;
    return {
        {"type", "object"},
        {"properties", std::move(must)},
        {"required", std::move(required)},
        {"additionalProperties", false}};
}
// A page of a list.
inline Object page_of(std::string_view name, Object row) {
    return members({{name, list(std::move(row))}, {"next", or_null(text())}});
}

}  // namespace crosswalk::schema
