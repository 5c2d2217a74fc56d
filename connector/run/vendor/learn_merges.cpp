#include "connector/run/vendor/learn_merges.h"

#include "connector/run/vendor/enrich.h"

#include <algorithm>

namespace crosswalk {

std::optional<AskedChange> what_became_of(const Page& page, const RecordKey& key) {
    for (AskedChange& moved : as_changes(page.merges))
        if (moved.change.id == key.id && moved.change.kind == key.kind) return std::move(moved);
    const bool gone = std::ranges::find(page.gone, key.id) != page.gone.end();
    const bool hidden = std::ranges::find(page.hidden, key.id) != page.hidden.end();
    if (!gone && !hidden) return std::nullopt;
    return AskedChange{.change = {.kind = key.kind, .id = key.id}, .gone = gone, .hidden = !gone};
}

Result<void> journal_fates(
    Transaction& tx, const ConnectionRuntime& account, std::vector<AskedChange> fates, Seq parent, Millis now
) {
    std::vector<AskedChange> news;
    for (AskedChange& fate : fates) {
        const auto record = tx.leads.record({account.name(), fate.change.kind, fate.change.id});
        if (!record) return record.error();
        if (*record && !(*record)->merged_into) news.push_back(std::move(fate));
    }
    if (news.empty()) return {};
    const auto seq = tx.journal.append(event_of(account, EventKind::read, parent, news, now));
    if (!seq) return seq.error();
    return {};
}

void learn_merges(
    EngineContext& context, const ConnectionRuntime& account, const Page& page, std::span<const AskedChange> answers
) {
    auto fates = as_changes(page.merges);
    std::erase_if(fates, [&](const AskedChange& fate) {
        return std::ranges::any_of(answers, [&](const AskedChange& answer) {
            return answer.change.id == fate.change.id && answer.change.kind == fate.change.kind;
        });
    });
    if (fates.empty()) return;
    // Should the store not take it, the next answer tells it again.
    const auto kept = run_one(context.store, [&](Transaction& tx) {
        return journal_fates(tx, account, std::move(fates), 0, context.clock.now());
    });
    if (kept) context.signal.notify();
}

}  // namespace crosswalk
