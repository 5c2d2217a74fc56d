// connector/io/store_postgres/schema.h - the tables, and how older ones become today's.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk::postgres {

class PostgresConnection;

// Brings the database to this binary's version in one transaction. Faults: "store.newer", "store.foreign".
Result<void> migrate(PostgresConnection&);
int schema_version();  // numbered as the embedded store's

}  // namespace crosswalk::postgres
