#include "adapters/postmark/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::postmark {
namespace {

constexpr OwnField kFields[] = {
    {.name = kEmail, .shape = FieldShape::text, .writable = true, .unique = true},
    {.name = kReason, .shape = FieldShape::text},
    {.name = "Origin", .shape = FieldShape::text},
    {.name = "CreatedAt", .shape = FieldShape::datetime}};
constexpr SchemaShape kRecipient{.items = "/Suppressions", .always = kFields, .fixed = true};

constexpr std::string_view kPath = "/suppressions/dump?EmailAddress=nobody%40example.com";

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() {
    return {build_fields<kPath>, parse_schema<kRecipient>};
}

}  // namespace crosswalk::postmark
