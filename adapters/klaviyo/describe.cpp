#include "adapters/klaviyo/internal.h"

namespace crosswalk::klaviyo {
namespace {

// Properties are whatever anybody writes, and no list names them: the description is of the profile alone.
constexpr OwnField kOwnFields[] = {
    {.name = kEmail, .shape = FieldShape::text, .writable = true, .unique = true},
    {.name = "phone_number", .shape = FieldShape::text, .writable = true},
    {.name = "external_id", .shape = FieldShape::text, .writable = true},
    {.name = "first_name", .shape = FieldShape::text, .writable = true},
    {.name = "last_name", .shape = FieldShape::text, .writable = true},
    {.name = "organization", .shape = FieldShape::text, .writable = true},
    {.name = "title", .shape = FieldShape::text, .writable = true},
    {.name = "locale", .shape = FieldShape::text, .writable = true},
    {.name = "created", .shape = FieldShape::datetime},
    {.name = "updated", .shape = FieldShape::datetime},
    {.name = "last_event_date", .shape = FieldShape::datetime}};

Result<Calls> build_describe(const SchemaQuery&, const Connection&, ObjectSchema&) {
    return Calls{{.request = as_api(get_json(std::string(kProfiles) + "?page%5Bsize%5D=100"))}};
}

// What some profiles hold; others may hold more.
Result<Calls> parse_describe(
    const SchemaQuery& query, const Connection&, const Call& call, const Answer& answer, ObjectSchema& schema
) {
    static constexpr SchemaShape kProfile{.items = "/data", .name = "/id", .always = kOwnFields};
    if (auto read = read_schema(kProfile, query, call, answer, schema); !read) return read;
    schema.fields.resize(std::size(kOwnFields));
    schema.whole = false;
    for (const auto& profile : items_at(answer.body, "/data"))
        if (const auto* all = value_at(profile, "/attributes/properties"); all != nullptr && all->is_object())
            for (const auto& [name, value] : all->get_object())
                if (schema.find(name) == nullptr)
                    schema.fields.push_back({.name = name, .label = name, .vendor_key = name, .custom = true});
    return Calls{};
}

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() { return {build_describe, parse_describe}; }

}  // namespace crosswalk::klaviyo
