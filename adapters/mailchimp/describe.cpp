#include "adapters/mailchimp/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::mailchimp {
namespace {

constexpr std::pair<std::string_view, FieldShape> kTypes[] = {
    {"text", FieldShape::text},
    {"number", FieldShape::number},
    {"date", FieldShape::date},
    {"phone", FieldShape::text},
    {"zip", FieldShape::text},
    {"url", FieldShape::text},
    {"imageurl", FieldShape::text},
    {"radio", FieldShape::choice},
    {"dropdown", FieldShape::choice}};

// Of the member itself; the list of merge fields names the others.
constexpr OwnField kOwnFields[] = {
    {.name = kEmail, .shape = FieldShape::text, .writable = true, .unique = true},
    {.name = "language", .shape = FieldShape::text, .writable = true},
    {.name = "vip", .shape = FieldShape::boolean, .writable = true},
    {.name = "status", .shape = FieldShape::text},
    {.name = "contact_id", .shape = FieldShape::text},
    {.name = "member_rating", .shape = FieldShape::number},
    {.name = "source", .shape = FieldShape::text},
    {.name = "timestamp_signup", .shape = FieldShape::datetime},
    {.name = "timestamp_opt", .shape = FieldShape::datetime}};

constexpr SchemaShape kMergeFields{
    .items = "/merge_fields",
    .name = "/tag",
    .label = "/name",
    .type = "/type",
    .types = kTypes,
    .always = kOwnFields};

constexpr std::string_view kPath = "/merge-fields?count=1000";

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() {
    return {build_fields<kPath>, parse_schema<kMergeFields>};
}

}  // namespace crosswalk::mailchimp
