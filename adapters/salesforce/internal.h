// adapters/salesforce/internal.h - what the files of this folder share. Nobody else includes it.
#pragma once

#include "adapters/salesforce/salesforce.h"
#include "connector/contract/json_read.h"

namespace crosswalk::salesforce {

inline constexpr std::string_view kApiVersion = "66.0";  // Spring '26; a connection may name another

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> create_operation();
Operation<WriteBatch, WriteReport> update_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// "/services/data/v66.0".
std::string api_root(const Connection&);
// Headers of every call; the client name comes back in change events.
Headers common_headers();
Call get(std::string path);
// Ids come with 15 characters, case sensitive, or with three more that tell which letters are capitals
// (sheet, section 2). Every id that leaves this adapter has 18; what is no short id stays as it is.
std::string full_id(std::string_view);
bool same_id(std::string_view, std::string_view);
// Whether a standard field points to a record ("OwnerId"); its value is spelled like any other id.
bool is_reference(std::string_view field);
boost::json::value spelled(const boost::json::value& id);
// Who touched the record last, from LastModifiedById: the integration user is we ourselves.
void name_toucher(Change&, std::string_view user, const Connection&);
// A converted lead lives on as its contact (sheet, section 4).
Merge conversion(VendorId lead, VendorId contact, std::optional<When>);
// The error array (or single object) of a refusal, as a Fault in the admin's words.
Fault refusal(const Answer&, std::string_view doing);
// `[{"errorCode":...}]` or `{"errorCode":...}`; an empty outcome code means that the body says nothing we
// know.
Outcome first_error(const boost::json::value& body);

}  // namespace crosswalk::salesforce
