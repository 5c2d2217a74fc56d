#include "adapters/hubspot/internal.h"

#include <algorithm>

namespace crosswalk::hubspot {
namespace {

bool flag(const boost::json::value& in, std::string_view pointer) {
    const auto* found = value_at(in, pointer);
    return found != nullptr && found->is_bool() && found->get_bool();
}

// Several boxes to tick are an enumeration, told apart by how it is shown.
FieldShape shape_of(std::string_view type, std::string_view shown_as) {
    if (type == "enumeration") return shown_as == "checkbox" ? FieldShape::choices : FieldShape::choice;
    if (type == "string" || type == "phone_number") return FieldShape::text;
    if (type == "number") return FieldShape::number;
    if (type == "bool") return FieldShape::boolean;
    if (type == "date") return FieldShape::date;
    return type == "datetime" ? FieldShape::datetime : FieldShape::unknown;
}

FieldInfo field_of(const boost::json::value& in) {
    FieldInfo out{
        .name = scalar_at(in, "/name"),
        .label = scalar_at(in, "/label"),
        .vendor_key = scalar_at(in, "/name"),
        .type = scalar_at(in, "/type"),
        .writable = !flag(in, "/calculated") && !flag(in, "/modificationMetadata/readOnlyValue"),
        .unique = flag(in, "/hasUniqueValue"),
        .custom = !flag(in, "/hubspotDefined"),
        .shape = shape_of(scalar_at(in, "/type"), scalar_at(in, "/fieldType"))};
    if (out.name == "email") out.unique = true;  // HubSpot keeps it unique without saying so here
    // Options kept elsewhere (owners) are not listed; those of lifecyclestage are, and yet count as external.
    if (out.type == "enumeration")
        for (const auto& option : items_at(in, "/options"))
            out.options.push_back(scalar_at(option, "/value"));
    return out;
}

Result<Calls> build_describe(const SchemaQuery& query, const Connection& connection, ObjectSchema&) {
    return Calls{
        {.request = {
             .path = api_path(connection, "properties", query.plan.vendor_object),
             .headers = {{"Accept", "application/json"}}}}};
}

Result<Calls> parse_describe(
    const SchemaQuery&, const Connection&, const Call&, const Answer& answer, ObjectSchema& schema
) {
    if (!answer.ok()) return refusal_fault(answer, "to list its properties");
    for (const auto& property : items_at(answer.body, "/results")) schema.fields.push_back(field_of(property));
    const bool named =
        std::ranges::none_of(schema.fields, [](const FieldInfo& info) { return info.name.empty(); });
    if (schema.fields.empty() || !named)
        return Fault{
            "hubspot.unreadable",
            "HubSpot sent a list of properties that cannot be read.",
            "Try again; if it stays, check the address of the connection."};
    return Calls{};
}

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() { return {build_describe, parse_describe}; }

}  // namespace crosswalk::hubspot
