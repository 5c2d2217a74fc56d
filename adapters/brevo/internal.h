// adapters/brevo/internal.h - names and helpers that several files here need.
#pragma once

#include "adapters/brevo/brevo.h"
#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"

namespace crosswalk::brevo {

// Beside the fields: whether the person left, "groups/ID" for a list they are on, and "lists/ID" for one they
// left.
inline constexpr std::string_view kOptOut = "preferences/all", kGroupPrefix = "groups/",
                                  kListPrefix = "lists/";
inline constexpr std::string_view kContacts = "/v3/contacts", kEmail = "email";

inline constexpr std::string_view kYes[] = {"true"}, kNo[] = {"false"};
inline constexpr WordFlag kFlags[] = {{.field = kOptOut, .at = "/emailBlacklisted", .yes = kYes, .no = kNo}};
inline constexpr NameSet kSets[] = {
    {.prefix = kGroupPrefix, .items = "/listIds"},
    // Left out, or null, of a contact who left no list.
    {.prefix = kListPrefix, .items = "/listUnsubscribed", .empty_beside = "/listIds"}};
// Some values stand on the contact itself, the others among its attributes.
inline constexpr std::string_view kFieldsAt[] = {"", "/attributes"};

// Events name their contact by the address alone, so the address is the id (NOTES.md).
inline std::string id_of(std::string_view email) { return lower_case(email); }

constexpr RowShape contacts_at(std::string_view items) {
    return {
        .items = items,
        .id = "/email",
        .spell = id_of,
        .fields_at = kFieldsAt,
        .updated_at = "/modifiedAt",
        .skipped_with = "/id",  // who has a phone number alone
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

std::string path_of(std::string_view email);

}  // namespace crosswalk::brevo
