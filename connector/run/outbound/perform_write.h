// connector/run/outbound/perform_write.h - one batch, asked of the vendor's operations one after the other.
#pragma once

#include "connector/run/vendor/exchange.h"

namespace crosswalk {

// Asks the vendor to create or update the records, and then for the memberships of those that are there, where it
// has an operation of their own for them. A record is applied when both were.
Answered<WriteReport> perform_write(EngineContext&, ConnectionRuntime&, const WriteBatch&);

}  // namespace crosswalk
