#include "connector/app/daemon/restore.h"

#include "connector/app/admin/accounts.h"
#include "connector/app/cli/setup.h"
#include "connector/app/daemon/runtime.h"
#include "connector/io/store_sqlite/backup.h"
#include "connector/ports/restored.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kLeadsAtOnce = 1'000;

Fault use_postgresql(std::string code, const std::string& command) {
    return {
        std::move(code),
        "The store is in PostgreSQL, whose own tools copy it.",
        "Use `" + command + "` with the address under `store:`."};
}

bool is_erased(const sqlite::Tombstones& erased, const LeadId& lead, std::span<const RecordState> records) {
    return erased.holds(erased_key(lead)) || std::ranges::any_of(records, [&](const RecordState& record) {
               return erased.holds(erased_key(record.key));
           });
}

Result<std::vector<LeadId>> erased_leads(Store& store, const sqlite::Tombstones& erased) {
    std::vector<LeadId> out;
    const auto read = store.read([&](Transaction& tx) -> Result<void> {
        for (LeadId mark;;) {
            const auto leads = tx.identities.after(mark, kLeadsAtOnce);
            if (!leads) return leads.error();
            if (leads->empty()) return {};
            for (const LeadId& lead : *leads) {
                const auto records = tx.leads.records_of(lead);
                if (!records) return records.error();
                if (is_erased(erased, lead, *records)) out.push_back(lead);
            }
            mark = leads->back();
        }
    });
    if (!read) return read.error();
    return out;
}

// What the backup took and did not apply yet may tell of somebody who was erased later, so it is applied first.
Result<std::int64_t> make_ready(const Config& config, const StagedBackup& staged, Log& log) {
    Config own = config;
    own.store_path = staged.path;
    std::vector<Finding> findings;
    const auto shop = Runtime::open(own, log, Runtime::Use::one_command, findings);
    if (!shop) return shop.error();
    while ((*shop)->engine().apply_step()) {
    }
    std::int64_t erased = 0;
    if (staged.erased_since) {
        const auto leads = erased_leads((*shop)->store(), *staged.erased_since);
        if (!leads) return leads.error();
        for (const LeadId& lead : *leads) {
            if (const auto gone = (*shop)->engine().erase(lead); !gone) return gone.error();
            ++erased;
        }
    }
    if (const auto ended = end_all_sessions((*shop)->store()); !ended) return ended.error();
    const std::string since = std::to_string((*shop)->clock().now().time_since_epoch().count());
    const auto held =
        run_one((*shop)->store(), [&](Transaction& tx) { return tx.settings.put(kRestored, since); });
    if (!held) return held.error();
    return erased;
}

}  // namespace

Result<Restored> restore_store(const Config& config, const std::string& backup, Log& log) {
    if (!config.store_uri.empty())
        return use_postgresql("restore.postgresql", "pg_restore --clean --if-exists --dbname=ADDRESS FILE");
    const auto staged = stage_backup(backup, config.store_path);
    if (!staged) return staged.error();
    const auto erased = make_ready(config, *staged, log);
    if (!erased) {
        drop_staged(*staged);
        return erased.error();
    }
    auto kept = put_back(*staged, config.store_path, make_system_clock()->now());
    if (!kept) return kept.error();
    return Restored{std::move(*kept), *erased, staged->erased_since.has_value()};
}

Result<void> back_up_store(const Config& config, const std::string& to, bool replace) {
    if (!config.store_uri.empty())
        return use_postgresql("backup.postgresql", "pg_dump --format=custom --file=FILE ADDRESS");
    return backup_sqlite(config.store_path, to, replace);
}

}  // namespace crosswalk
