#include "connector/run/jobs/restore_hold.h"

#include "connector/ports/restored.h"
#include "connector/run/inbound/erasure.h"
#include "connector/run/jobs/reconciliation_parts.h"

#include <charconv>

namespace crosswalk {

void load_restore_hold(EngineContext& context) {
    // What cannot be read holds all the same.
    context.held_since = 1;
    (void)context.store.read([&](Transaction& tx) -> Result<void> {
        const auto kept = tx.settings.get(kRestored);
        if (!kept) return kept.error();
        std::int64_t since = 0;
        if (*kept) std::from_chars((*kept)->data(), (*kept)->data() + (*kept)->size(), since);
        context.held_since = *kept ? std::max<std::int64_t>(since, 1) : 0;
        return {};
    });
}

Result<std::vector<std::string>> not_compared(EngineContext& context, Millis since) {
    std::vector<std::string> out;
    const auto mapping = context.mapping();
    const auto read = context.store.read([&](Transaction& tx) -> Result<void> {
        for (const auto& [name, account] : context.accounts) {
            if (comparable_kinds(*mapping, *account).empty()) continue;
            const auto last = load_progress(tx, name);
            if (!last) return last.error();
            const bool whole = *last && (*last)->so_far.finished && (*last)->so_far.trouble.empty();
            if (!whole || (*last)->so_far.began < since) out.push_back(name);
        }
        return {};
    });
    if (!read) return read.error();
    return out;
}

bool restore_hold_step(EngineContext& context) {
    const std::int64_t since = context.held_since;
    if (since == 0) return false;
    const auto left = not_compared(context, Millis{std::chrono::milliseconds{since}});
    if (!left || !left->empty()) return true;
    const auto released = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        const auto erasing = tx.settings.starting_with(kErasingPrefix);
        if (!erasing) return erasing.error();
        if (!erasing->empty())
            return Fault{"restore.erasing", "Erasures are not finished.", "Nothing: it goes on by itself."};
        return tx.settings.drop(kRestored);
    });
    if (!released) return true;
    context.held_since = 0;
    context.log.write(Level::info, "The restored store was compared with every tool; writes leave again.");
    wake_all_workers(context);
    return false;
}

}  // namespace crosswalk
