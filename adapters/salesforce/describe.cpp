#include "adapters/salesforce/internal.h"

#include <algorithm>

namespace crosswalk::salesforce {
namespace {

bool flag(const boost::json::value& in, std::string_view pointer) {
    const auto* found = value_at(in, pointer);
    return found != nullptr && found->is_bool() && found->get_bool();
}

FieldShape shape_of(std::string_view type) {
    constexpr std::pair<std::string_view, FieldShape> kShapes[] = {
        {"string", FieldShape::text},
        {"textarea", FieldShape::text},
        {"email", FieldShape::text},
        {"phone", FieldShape::text},
        {"url", FieldShape::text},
        {"encryptedstring", FieldShape::text},
        {"combobox", FieldShape::text},
        {"id", FieldShape::text},
        {"reference", FieldShape::text},
        {"int", FieldShape::number},
        {"long", FieldShape::number},
        {"double", FieldShape::number},
        {"currency", FieldShape::number},
        {"percent", FieldShape::number},
        {"boolean", FieldShape::boolean},
        {"date", FieldShape::date},
        {"datetime", FieldShape::datetime},
        {"picklist", FieldShape::choice},
        {"multipicklist", FieldShape::choices}};
    const auto* found = std::ranges::find(kShapes, type, &std::pair<std::string_view, FieldShape>::first);
    return found == std::end(kShapes) ? FieldShape::unknown : found->second;
}

std::int64_t number(const boost::json::value& in, std::string_view pointer) {
    const auto* found = value_at(in, pointer);
    return found != nullptr && found->is_int64() ? found->get_int64() : -1;
}

FieldInfo field_of(const boost::json::value& in) {
    FieldInfo out{
        .name = scalar_at(in, "/name"),
        .label = scalar_at(in, "/label"),
        .vendor_key = scalar_at(in, "/name"),
        .type = scalar_at(in, "/type"),
        .writable = flag(in, "/updateable") && !flag(in, "/calculated"),
        .required = flag(in, "/createable") && !flag(in, "/nillable") && !flag(in, "/defaultedOnCreate"),
        .unique = flag(in, "/unique"),
        .custom = flag(in, "/custom"),
        .shape = shape_of(scalar_at(in, "/type"))};
    if (out.shape == FieldShape::number)
        out.scale = static_cast<int>(std::clamp<std::int64_t>(number(in, "/scale"), -1, 18));
    if (out.shape == FieldShape::text)
        out.length = static_cast<std::size_t>(std::max<std::int64_t>(number(in, "/length"), 0));
    // Other picklists take any value silently (sheet, section 2.3).
    auto& listed = flag(in, "/restrictedPicklist") ? out.options : out.offered;
    for (const auto& option : items_at(in, "/picklistValues"))
        if (flag(option, "/active")) listed.push_back(scalar_at(option, "/value"));
    return out;
}

Result<Calls> build_describe(const SchemaQuery& query, const Connection& connection, ObjectSchema&) {
    return Calls{
        get(api_root(connection) + "/sobjects/" + std::string(query.plan.vendor_object) + "/describe")};
}

Result<Calls> parse_describe(
    const SchemaQuery& query, const Connection&, const Call&, const Answer& answer, ObjectSchema& schema
) {
    if (!answer.ok()) return refusal(answer, "to describe " + std::string(query.plan.vendor_object));
    for (const auto& field : items_at(answer.body, "/fields")) schema.fields.push_back(field_of(field));
    const bool named =
        std::ranges::none_of(schema.fields, [](const FieldInfo& info) { return info.name.empty(); });
    if (schema.fields.empty() || !named)
        return Fault{
            "salesforce.unreadable",
            "Salesforce sent a description that cannot be read.",
            "Try again; if it stays, check the address of the connection."};
    return Calls{};
}

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() { return {build_describe, parse_describe}; }

}  // namespace crosswalk::salesforce
