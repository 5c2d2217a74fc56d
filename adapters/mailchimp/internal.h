// adapters/mailchimp/internal.h - names and helpers that several files here need.
#pragma once

#include "adapters/mailchimp/mailchimp.h"
#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"

namespace crosswalk::mailchimp {

// Beside the fields: whether the person left, their tags, and "groups/ID" for an interest.
inline constexpr std::string_view kOptOut = "preferences/all", kTagPrefix = "tag/", kGroupPrefix = "groups/";
inline constexpr std::string_view kEmail = "email_address";

// Whoever was cleaned bounced for good or complained, so nobody may write to them. The other words (pending,
// transactional, archived) say nothing of the person's will.
inline constexpr std::string_view kLeft[] = {"unsubscribed", "cleaned"}, kStays[] = {"subscribed"};
inline constexpr WordFlag kFlags[] = {{.field = kOptOut, .at = "/status", .yes = kLeft, .no = kStays}};
inline constexpr NameSet kSets[] = {
    {.prefix = kTagPrefix, .items = "/tags", .name = "/name", .total = "/tags_count"},
    {.prefix = kGroupPrefix, .items = "/interests"}};
// Some values stand on the member itself, the others under their merge tags.
inline constexpr std::string_view kFieldsAt[] = {"", "/merge_fields"};

constexpr RowShape members_at(std::string_view items) {
    return {
        .items = items,
        .id = "/id",
        .fields_at = kFieldsAt,
        .updated_at = "/last_changed",
        .deleted = "/status",
        .deleted_says = "archived",
        .flags = kFlags,
        .sets = kSets};
}

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> write_operation();
Operation<WriteBatch, WriteReport> membership_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// A member's id is made of the address, so it moves with it. What is an id already stays one.
std::string id_of(std::string_view email_or_id);
std::string path_of(std::string_view id);

}  // namespace crosswalk::mailchimp
