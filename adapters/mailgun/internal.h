// adapters/mailgun/internal.h - names and helpers that several files here need.
#pragma once

#include "adapters/mailgun/mailgun.h"
#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"

namespace crosswalk::mailgun {

// Beside the fields: whether somebody may not be written to from the connection's domain. "preferences/TAG" is one tag.
inline constexpr std::string_view kOptOut = "preferences/all", kTagPrefix = "preferences/";
inline constexpr std::string_view kKind = "recipient", kEmail = "address";
inline constexpr std::string_view kUnsubscribes = "/unsubscribes", kComplaints = "/complaints";
inline constexpr std::string_view kFieldsAt[] = {""};

// Events and lists know people by their address alone.
inline std::string id_of(std::string_view email) { return lower_case(email); }

constexpr RowShape rows_at(std::string_view items) {
    return {.items = items, .id = "/address", .spell = id_of, .fields_at = kFieldsAt};
}
// Of a row of the unsubscribes: all mail, and not the mail of some tags alone.
bool is_about_all(const boost::json::value& row);
// An address that a list does not hold; other 404s speak of the domain. The list of complaints has words of its own.
inline constexpr GoneShape kNotListed{
    .at = "/message", .says = "Address not found", .or_says = "No spam complaints found"};

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> write_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// One address in the list of the unsubscribed.
std::string path_of(std::string_view email);

}  // namespace crosswalk::mailgun
