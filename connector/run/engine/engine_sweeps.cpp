// What reads a whole connection: comparisons and backfills.
#include "connector/run/engine/workers.h"
#include "connector/run/jobs/backfill.h"
#include "connector/run/jobs/reconciliation.h"

namespace crosswalk {

Fault unknown_connection(std::string_view name) {
    return {
        "connection.unknown",
        "There is no connection '" + std::string(name) + "'.",
        "`crosswalk status` lists them."};
}

Result<Comparison> Engine::compare(std::string_view connection, bool fix) {
    ConnectionRuntime* account = loops_->context.account(connection);
    if (account == nullptr) return unknown_connection(connection);
    return crosswalk::compare(loops_->context, *account, fix);
}

Result<Backfill> Engine::backfill(std::string_view connection, const BackfillRequest& request) {
    ConnectionRuntime* account = loops_->context.account(connection);
    if (account == nullptr) return unknown_connection(connection);
    return begin_backfill(loops_->context, *account, request);
}

Result<Backfill> Engine::order_backfill(std::string_view connection, BackfillOrder order) {
    ConnectionRuntime* account = loops_->context.account(connection);
    if (account == nullptr) return unknown_connection(connection);
    return crosswalk::order_backfill(loops_->context, *account, order);
}

Result<std::optional<Backfill>> Engine::backfill_so_far(std::string_view connection) {
    if (loops_->context.account(connection) == nullptr) return unknown_connection(connection);
    return last_backfill(loops_->context.store, connection);
}

Result<std::optional<Comparison>> Engine::comparison(std::string_view connection) {
    if (loops_->context.account(connection) == nullptr) return unknown_connection(connection);
    return last_comparison(loops_->context.store, connection);
}

}  // namespace crosswalk
