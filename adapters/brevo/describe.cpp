#include "adapters/brevo/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::brevo {
namespace {

constexpr std::pair<std::string_view, FieldShape> kTypes[] = {
    {"text", FieldShape::text},
    {"float", FieldShape::number},
    {"date", FieldShape::date},
    {"boolean", FieldShape::boolean},
    {"category", FieldShape::choice},
    {"multiple-choice", FieldShape::choices}};

// Of the contact itself; the list of attributes names the others.
constexpr OwnField kOwnFields[] = {
    {.name = kEmail, .shape = FieldShape::text, .writable = true, .unique = true},
    {.name = "id", .shape = FieldShape::number},
    {.name = "smsBlacklisted", .shape = FieldShape::boolean},
    {.name = "createdAt", .shape = FieldShape::datetime},
    {.name = "modifiedAt", .shape = FieldShape::datetime}};

constexpr SchemaShape kAttributes{
    .items = "/attributes",
    .name = "/name",
    .label = "/name",
    .type = "/type",
    .read_only = "/calculatedValue",
    .types = kTypes,
    .always = kOwnFields};

constexpr std::string_view kPath = "/v3/contacts/attributes";

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() {
    return {build_fields<kPath>, parse_schema<kAttributes>};
}

}  // namespace crosswalk::brevo
