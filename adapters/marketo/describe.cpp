#include "adapters/marketo/internal.h"

namespace crosswalk::marketo {
namespace {

enum class Listing { fields, lists };

constexpr std::pair<std::string_view, FieldShape> kTypes[] = {
    {"string", FieldShape::text},
    {"text", FieldShape::text},
    {"email", FieldShape::text},
    {"phone", FieldShape::text},
    {"url", FieldShape::text},
    {"integer", FieldShape::number},
    {"score", FieldShape::number},
    {"float", FieldShape::number},
    {"currency", FieldShape::number},
    {"percent", FieldShape::number},
    {"boolean", FieldShape::boolean},
    {"date", FieldShape::date},
    {"datetime", FieldShape::datetime}};
// A field may have no name in this API (sheet, section 2).
constexpr SchemaShape kLeadFields{
    .items = "/result",
    .name = "/rest/name",
    .label = "/displayName",
    .type = "/dataType",
    .read_only = "/rest/readOnly",
    .types = kTypes,
    .nameless = true};
constexpr SchemaShape kLists{
    .items = "/result", .name = "/id", .label = "/name", .paging = kFound.paging, .prefix = kGroupPrefix};

Result<Calls> build_describe(const SchemaQuery&, const Connection&, ObjectSchema&) {
    return Calls{
        {.request = get_json("/rest/v1/leads/describe.json"), .step = static_cast<int>(Listing::fields)},
        {.request = get_json("/rest/v1/lists.json?batchSize=300"), .step = static_cast<int>(Listing::lists)}};
}

Result<Calls> parse_describe(
    const SchemaQuery& query, const Connection&, const Call& call, const Answer& answer, ObjectSchema& schema
) {
    const bool lists = call.step == static_cast<int>(Listing::lists);
    auto further = read_schema(lists ? kLists : kLeadFields, query, call, with_list(answer), schema);
    for (FieldInfo& field : schema.fields) field.unique = field.name == kEmail;
    return further;
}

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() { return {build_describe, parse_describe}; }

}  // namespace crosswalk::marketo
