// adapters/customerio/internal.h - names and helpers that several files here need.
#pragma once

#include "adapters/customerio/customerio.h"
#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"

namespace crosswalk::customerio {

// Beside the attributes: whether the person wants no mail at all, and "preferences/TOPIC".
inline constexpr std::string_view kOptOut = "preferences/all", kTopicPrefix = "preferences/";
inline constexpr std::string_view kKind = "person", kEmail = "email", kCustomers = "/v1/customers";
inline constexpr std::string_view kTrack = "track";  // the host that people are written at

inline constexpr std::string_view kYes[] = {"true"}, kNo[] = {"false"};
inline constexpr WordFlag kFlags[] = {{.field = kOptOut, .at = "/unsubscribed", .yes = kYes, .no = kNo}};
// As the App API shows a person (from memory, NOTES.md).
inline constexpr std::string_view kFieldsAt[] = {"/attributes"};
inline constexpr RowShape kPerson{.items = "/customer", .id = "/id", .fields_at = kFieldsAt, .flags = kFlags};

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> write_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// The id that the account gave the person, else "cio_" and the tool's own; empty where neither is told.
std::string id_in(std::string_view id, std::string_view cio_id);
// One person with their attributes, and whoever has an address.
std::string path_of(std::string_view id);
std::string path_of_address(std::string_view address);
// What a row of the people with an address says of who it is.
std::string id_of_row(const boost::json::value& row);

}  // namespace crosswalk::customerio
