#include "adapters/sendgrid/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::sendgrid {
namespace {

constexpr std::pair<std::string_view, FieldShape> kTypes[] = {
    {"Text", FieldShape::text}, {"Number", FieldShape::number}, {"Date", FieldShape::datetime}};

// Of the contact itself; the list of definitions names the others. `alternate_emails` is a list, and no value.
constexpr OwnField kOwnFields[] = {
    {.name = kEmail, .shape = FieldShape::text, .writable = true, .unique = true},
    {.name = "first_name", .shape = FieldShape::text, .writable = true},
    {.name = "last_name", .shape = FieldShape::text, .writable = true},
    {.name = "phone_number", .shape = FieldShape::text, .writable = true},
    {.name = "external_id", .shape = FieldShape::text, .writable = true},
    {.name = "address_line_1", .shape = FieldShape::text, .writable = true},
    {.name = "address_line_2", .shape = FieldShape::text, .writable = true},
    {.name = "city", .shape = FieldShape::text, .writable = true},
    {.name = "state_province_region", .shape = FieldShape::text, .writable = true},
    {.name = "postal_code", .shape = FieldShape::text, .writable = true},
    {.name = "country", .shape = FieldShape::text, .writable = true},
    {.name = "id", .shape = FieldShape::text},
    {.name = "created_at", .shape = FieldShape::datetime},
    {.name = "updated_at", .shape = FieldShape::datetime}};

constexpr SchemaShape kDefinitions{
    .items = "/custom_fields",
    .name = "/name",
    .label = "/name",
    .type = "/field_type",
    .types = kTypes,
    .always = kOwnFields,
    .key = "/id"};  // what a write calls it by (sheet, section 6)

constexpr std::string_view kPath = "/v3/marketing/field_definitions";

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() {
    return {build_fields<kPath>, parse_schema<kDefinitions>};
}

}  // namespace crosswalk::sendgrid
