// adapters/sendgrid/internal.h - names and helpers that several files here need.
#pragma once

#include "adapters/sendgrid/sendgrid.h"
#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"

namespace crosswalk::sendgrid {

// Beside the fields: whether somebody is on the global list, and "preferences/ID" for an unsubscribe group.
inline constexpr std::string_view kOptOut = "preferences/all", kGroupPrefix = "preferences/";
inline constexpr std::string_view kKind = "contact", kEmail = "email", kContacts = "/v3/marketing/contacts",
                                  kGlobal = "/v3/asm/suppressions/global";
// Some values stand on the contact itself, the others by name among its custom fields.
inline constexpr std::string_view kFieldsAt[] = {"", "/custom_fields"};

// Events, writes and suppressions know people by their address alone, which is kept in small letters.
inline std::string id_of(std::string_view email) { return lower_case(email); }

constexpr RowShape contacts_at(std::string_view items) {
    return {
        .items = items,
        .id = "/email",
        .spell = id_of,
        .fields_at = kFieldsAt,
        .updated_at = "/updated_at"};
}

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> write_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// Looks for these addresses among the contacts.
HttpRequest search_for(std::span<const std::string> addresses);
// The contact that a search shows under an address; null where it shows none.
const boost::json::value* contact_in(const boost::json::value& found, const std::string& address);
// Nobody is found: an answer of its own, since a search that finds nobody is a 404.
bool found_nobody(const Answer&);
// Whether an address is on the global list; nothing where the answer does not say.
std::optional<bool> is_suppressed(const boost::json::value& answer, std::string_view address);
HttpRequest global_suppression_of(std::string_view address);

}  // namespace crosswalk::sendgrid
