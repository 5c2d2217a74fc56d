// connector/io/store_sql/audit_table.h - who did what at the admin side.
#pragma once

#include "connector/io/store_sql/connection.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

// Each row carries the SHA-256 of itself and of the hash before it, so that a row which was changed or taken out shows.
class AuditTable : public AuditLog {
public:
    explicit AuditTable(SqlConnection& db) : db_(db) {}
    Result<void> add(const AuditRow&) override;
    Result<std::vector<AuditRow>> before(std::int64_t n, const AuditFilter&, std::size_t limit) override;
    Result<std::optional<std::int64_t>> broken_at() override;
    Result<void> forget(Millis before) override;

private:
    SqlConnection& db_;
};

}  // namespace crosswalk::sql
