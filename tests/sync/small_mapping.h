// A mapping of three tools, small enough to hold in the head.
#pragma once

#include "connector/sync/recompute.h"

namespace crosswalk {

inline Binding both(std::string connection, std::string field) {
    return {
        .connection = std::move(connection),
        .kind = {"person"},
        .vendor_field = std::move(field),
        .reads = true,
        .writes = true};
}
inline Binding reads(std::string connection, std::string field) {
    return {
        .connection = std::move(connection),
        .kind = {"person"},
        .vendor_field = std::move(field),
        .reads = true};
}
inline Binding writes(std::string connection, std::string field) {
    return {
        .connection = std::move(connection),
        .kind = {"person"},
        .vendor_field = std::move(field),
        .writes = true};
}

inline ConnectionPlan tool(std::string name) {
    return {.name = std::move(name), .kinds = {{"lead", {"person"}}}, .match_by = {"email"}};
}

// "mail" owns the score; "crm" is preferred for the company; the city goes by the newest word.
inline Mapping small_mapping() {
    Mapping m;
    m.order = {"crm", "hub", "mail"};
    m.connections = {tool("crm"), tool("hub"), tool("mail")};
    m.fields = {
        {.name = "email",
         .type = FieldType::email,
         .bindings = {both("crm", "Email"), both("hub", "email"), both("mail", "address")}},
        {.name = "score",
         .type = FieldType::integer,
         .rule = {Rule::Kind::always, "mail"},
         .urgency = Urgency::score,
         .bindings = {reads("mail", "score"), writes("crm", "Score"), writes("hub", "score")}},
        {.name = "company",
         .type = FieldType::text,
         .rule = {Rule::Kind::prefer, "crm"},
         .bindings = {both("crm", "Company"), both("hub", "company")}},
        {.name = "city",
         .type = FieldType::text,
         .bindings = {both("crm", "City"), both("hub", "city"), both("mail", "city")}}};
    return m;
}

inline RecordState record(std::string connection, std::string id = "1") {
    return {.key = {std::move(connection), {"person"}, {std::move(id)}}, .lead = {"lead-1"}};
}

inline Change change(Fields fields, std::optional<When> at = {}) {
    return {
        .kind = {"person"},
        .id = {"1"},
        .occurred_at = at,
        .completeness = Completeness::changed_fields_only,
        .fields = std::move(fields)};
}

inline Millis at_second(long seconds) { return Millis{std::chrono::seconds{1'800'000'000 + seconds}}; }
inline When dated(long seconds) { return {at_second(seconds), Precision::seconds}; }

}  // namespace crosswalk
