#include "adapters/mailerlite/internal.h"
#include "connector/contract/shape.h"

namespace crosswalk::mailerlite {
namespace {

enum class Step { fields, groups };

constexpr std::pair<std::string_view, FieldShape> kTypes[] = {
    {"text", FieldShape::text}, {"number", FieldShape::number}, {"date", FieldShape::date}};
// A link goes on where the answer has one, and a list that has none ends.
constexpr Paging kPaging{.by = Paging::By::link, .next = "/links/next"};

// Of the subscriber itself; the list of fields names the others.
constexpr OwnField kOwnFields[] = {
    {.name = "email", .shape = FieldShape::text, .writable = true, .unique = true},
    {.name = "status", .shape = FieldShape::text},
    {.name = "source", .shape = FieldShape::text},
    {.name = "subscribed_at", .shape = FieldShape::datetime},
    {.name = "unsubscribed_at", .shape = FieldShape::datetime},
    {.name = "sent", .shape = FieldShape::number},
    {.name = "opens_count", .shape = FieldShape::number},
    {.name = "clicks_count", .shape = FieldShape::number}};

Result<Calls> build_describe(const SchemaQuery&, const Connection&, ObjectSchema&) {
    return Calls{
        {.request = get_json("/api/fields?limit=100"), .step = static_cast<int>(Step::fields)},
        {.request = get_json("/api/groups?limit=100"), .step = static_cast<int>(Step::groups)}};
}

Result<Calls> parse_describe(
    const SchemaQuery& query, const Connection&, const Call& call, const Answer& answer, ObjectSchema& schema
) {
    if (call.step == static_cast<int>(Step::fields))
        return read_schema(
            {.items = "/data",
             .name = "/key",
             .label = "/name",
             .type = "/type",
             .types = kTypes,
             .always = kOwnFields,
             .paging = kPaging},
            query,
            call,
            answer,
            schema
        );
    return read_schema(
        {.items = "/data", .name = "/id", .label = "/name", .paging = kPaging, .prefix = kGroupPrefix},
        query,
        call,
        answer,
        schema
    );
}

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() { return {build_describe, parse_describe}; }

}  // namespace crosswalk::mailerlite
