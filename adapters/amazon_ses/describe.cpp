#include "adapters/amazon_ses/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::amazon_ses {
namespace {

constexpr OwnField kFields[] = {
    {.name = kEmail, .shape = FieldShape::text, .writable = true, .unique = true},
    {.name = kReason, .shape = FieldShape::text},
    {.name = kUpdated, .shape = FieldShape::datetime}};
constexpr SchemaShape kRecipient{.items = "/SuppressedDestinationSummaries", .always = kFields, .fixed = true};

constexpr std::string_view kPath = "/v2/email/suppression/addresses?PageSize=1";

}  // namespace

Operation<SchemaQuery, ObjectSchema> describe_operation() {
    return {build_fields<kPath>, parse_schema<kRecipient>};
}

}  // namespace crosswalk::amazon_ses
