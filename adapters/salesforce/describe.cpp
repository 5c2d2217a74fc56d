#include "adapters/salesforce/parts.h"

namespace crosswalk::salesforce {
namespace {

bool flag(const boost::json::value& in, std::string_view pointer) {
    const auto* found = value_at(in, pointer);
    return found != nullptr && found->is_bool() && found->get_bool();
}

FieldInfo field_of(const boost::json::value& in) {
    FieldInfo out{
        .name = scalar_at(in, "/name"),
        .label = scalar_at(in, "/label"),
        .vendor_key = scalar_at(in, "/name"),
        .type = scalar_at(in, "/type"),
        .writable = flag(in, "/updateable") && !flag(in, "/calculated"),
        .required = flag(in, "/createable") && !flag(in, "/nillable") && !flag(in, "/defaultedOnCreate"),
        .unique = flag(in, "/unique")};
    // Other picklists take any value silently (sheet, section 2.3).
    if (flag(in, "/restrictedPicklist"))
        for (const auto& option : items_at(in, "/picklistValues"))
            if (flag(option, "/active")) out.options.push_back(scalar_at(option, "/value"));
    return out;
}

}  // namespace

HttpRequest ask_describe(const SchemaQuery& query, const Connection& connection, const Memo&) {
    return {
        .path = api_root(connection) + "/sobjects/" + std::string(query.plan.vendor_object) + "/describe",
        .headers = common_headers()};
}

Result<Turn<ObjectSchema>> interpret_describe(
    const SchemaQuery& query, const Connection&, const Memo&, const HttpResponse& response
) {
    if (response.status != 200)
        return refusal(response, "to describe " + std::string(query.plan.vendor_object));
    ObjectSchema schema{.kind = query.plan.kind};
    if (const auto body = parse_json(response.body))
        for (const auto& field : items_at(*body, "/fields"))
            if (auto info = field_of(field); !info.name.empty()) schema.fields.push_back(std::move(info));
    if (schema.fields.empty())
        return Fault{
            "salesforce.unreadable",
            "Salesforce sent a description that cannot be read.",
            "Try again; if it stays, check the address of the connection."};
    return Turn<ObjectSchema>{std::move(schema)};
}

}  // namespace crosswalk::salesforce
