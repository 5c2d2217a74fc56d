// adapters/marketo/internal.h - names and helpers that several files here need.
#pragma once

#include "adapters/marketo/marketo.h"
#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"

namespace crosswalk::marketo {

// Beside the fields: whether the lead unsubscribed, and "groups/ID" for a static list they are on.
inline constexpr std::string_view kOptOut = "preferences/all", kGroupPrefix = "groups/";
inline constexpr std::string_view kKind = "lead", kEmail = "email", kUnsubscribed = "unsubscribed";
inline constexpr std::string_view kLeads = "/rest/v1/leads.json";
inline constexpr std::size_t kMostLeads = 300;  // of a call (sheet, section 2)

inline constexpr std::string_view kTrue[] = {"true"}, kFalse[] = {"false"};
inline constexpr WordFlag kFlags[] = {{.field = kOptOut, .at = "/unsubscribed", .yes = kTrue, .no = kFalse}};
inline constexpr std::string_view kFieldsAt[] = {""};
inline constexpr PageShape kFound{
    .row =
        {.items = "/result", .id = "/id", .fields_at = kFieldsAt, .updated_at = "/updatedAt", .flags = kFlags},
    .paging = {.by = Paging::By::token, .next = "/nextPageToken", .param = "nextPageToken"}};

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> write_operation();
Operation<WriteBatch, WriteReport> membership_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// Asks for leads by the values of one field.
HttpRequest leads_where(std::string_view field, std::span<const std::string> values, std::span<const std::string> fields);
// "marketo.unknown_field" where that is what an answer refuses.
std::optional<Fault> unknown_field_in(const Answer&);
// The answer with its list, which Marketo leaves out where it is empty; that nothing was found is an empty list, too.
Answer with_list(Answer);

}  // namespace crosswalk::marketo
