// adapters/hubspot/internal.h - what the files of this folder share. Nobody else includes it.
#pragma once

#include "adapters/hubspot/hubspot.h"
#include "connector/contract/json_read.h"

namespace crosswalk::hubspot {

Result<std::vector<InboundEvent>> decode(const Delivery&, const Connection&);

Operation<SchemaQuery, ObjectSchema> describe_operation();
Operation<WriteBatch, WriteReport> write_operation();
Operation<IdsQuery, Page> read_ids_operation();
Operation<MatchQuery, Page> find_operation();
Operation<ChangesQuery, Page> changes_operation();

// "/crm/v3/objects/contacts" or "/crm/objects/2026-09/contacts": the same API has several paths (sheet,
// section 0).
std::string api_path(const Connection&, std::string_view area, std::string_view object);
// "2026-09" where the connection names a dated version; else empty.
std::string dated_version(const Connection&);

// One error, of a whole call or of one record of a batch, ruled. `vendor_code` is the most exact word there
// is.
Outcome error_of(const boost::json::value& error);
Outcome refusal(const Answer&);
Fault refusal_fault(const Answer&, std::string_view doing);

}  // namespace crosswalk::hubspot
