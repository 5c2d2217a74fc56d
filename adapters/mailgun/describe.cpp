#include "adapters/mailgun/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::mailgun {
namespace {

constexpr OwnField kFields[] = {
    {.name = kEmail, .shape = FieldShape::text, .writable = true, .unique = true},
    {.name = "created_at", .shape = FieldShape::text}};
constexpr SchemaShape kRecipient{.items = "/items", .always = kFields, .fixed = true};

constexpr std::string_view kPath = "/unsubscribes?limit=1";

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() {
    return {build_fields<kPath>, parse_schema<kRecipient>};
}

}  // namespace crosswalk::mailgun
