#include "adapters/mailerlite/internal.h"
#include "connector/contract/shape.h"

namespace crosswalk::mailerlite {
namespace {

enum class Step { fields, groups };

constexpr std::pair<std::string_view, FieldShape> kTypes[] = {
    {"text", FieldShape::text}, {"number", FieldShape::number}, {"date", FieldShape::date}};
// A link goes on where the answer has one, and a list that has none ends.
constexpr Paging kPaging{.by = Paging::By::link, .next = "/links/next"};

FieldInfo own(std::string name, FieldShape shape, bool writable = false) {
    FieldInfo out{.name = name, .label = name, .vendor_key = name, .writable = writable, .shape = shape};
    out.required = out.unique = name == "email";
    return out;
}

// Of the subscriber itself; the list of fields names the others.
std::span<const FieldInfo> own_fields() {
    static const FieldInfo fields[] = {
        own("email", FieldShape::text, true),
        own("status", FieldShape::text),
        own("source", FieldShape::text),
        own("subscribed_at", FieldShape::datetime),
        own("unsubscribed_at", FieldShape::datetime),
        own("sent", FieldShape::number),
        own("opens_count", FieldShape::number),
        own("clicks_count", FieldShape::number)};
    return fields;
}

Result<Calls> build_describe(const SchemaQuery&, const Connection&, ObjectSchema&) {
    return Calls{
        {.request = get("/api/fields?limit=100"), .step = static_cast<int>(Step::fields)},
        {.request = get("/api/groups?limit=100"), .step = static_cast<int>(Step::groups)}};
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
             .always = own_fields(),
             .paging = kPaging},
            query,
            call,
            answer,
            schema
        );
    const auto before = schema.fields.size();
    auto further = read_schema(
        {.items = "/data", .name = "/id", .label = "/name", .paging = kPaging},
        query,
        call,
        answer,
        schema
    );
    for (FieldInfo& group : std::span(schema.fields).subspan(before)) {
        group.name = std::string(kGroupPrefix) + group.vendor_key;
        group.shape = FieldShape::boolean;
    }
    return further;
}

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() { return {build_describe, parse_describe}; }

}  // namespace crosswalk::mailerlite
