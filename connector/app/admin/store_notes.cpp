#include "connector/app/admin/store_notes.h"

#include "connector/contract/json_read.h"
#include "connector/ports/restored.h"
#include "connector/run/inbound/erasure.h"

namespace crosswalk {
namespace {

struct Lost {
    Millis noticed{};
    std::int64_t commits = 0, deliveries = 0;
};

std::int64_t number_at(const boost::json::value& json, std::string_view pointer) {
    const auto* value = value_at(json, pointer);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

Result<std::optional<Lost>> read_lost(Transaction& tx) {
    const auto kept = tx.settings.get(kStoreLost);
    if (!kept) return kept.error();
    if (!*kept) return std::optional<Lost>{};
    const auto json = parse_json(**kept);
    if (!json) return json.error();
    return std::optional{Lost{
        Millis{std::chrono::milliseconds{number_at(*json, "/noticed")}},
        number_at(*json, "/commits"),
        number_at(*json, "/deliveries")}};
}

// A comparison brings back what the tools still know of it.
bool all_compared_since(AdminService& admin, Millis noticed) {
    for (const ConnectionConfig& one : admin.config.connections) {
        if (!one.adapter->reads()) continue;
        const auto last = admin.engine.comparison(one.name);
        const bool whole = last && *last && (*last)->finished && (*last)->trouble.empty();
        if (!whole || (*last)->began < noticed) return false;
    }
    return true;
}

std::string told(const Lost& lost) {
    return "store.lost: at " + short_time(lost.noticed) + " the store was found without its last " +
           std::to_string(lost.commits) + " commits, " + std::to_string(lost.deliveries) +
           " deliveries that were acknowledged among them: it was removed, its log was removed or cut, or an "
           "older copy was put back. The books do not hold them. Run `crosswalk compare CONNECTION` for each "
           "connection: it applies what the tools still know.";
}

}  // namespace

Result<std::optional<std::string>> lost_commits(AdminService& admin) {
    std::optional<Lost> lost;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto found = read_lost(tx);
        if (!found) return found.error();
        lost = *found;
        return {};
    });
    if (!read) return read.error();
    if (!lost || all_compared_since(admin, lost->noticed)) return std::optional<std::string>{};
    return std::optional{told(*lost)};
}

Result<std::optional<std::string>> restore_hold(AdminService& admin) {
    bool held = false;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto since = tx.settings.get(kRestored);
        if (!since) return since.error();
        held = since->has_value();
        return {};
    });
    if (!read) return read.error();
    if (!held) return std::optional<std::string>{};
    return std::optional<std::string>{
        "store.restored: the store was put back from a backup. Nothing is sent until every connection was compared, "
        "so that nobody who opted out since is told otherwise. That goes on by itself while the service runs; "
        "a connection that is paused or cannot be reached holds it up: correct it and run `crosswalk compare "
        "CONNECTION`."};
}

Result<StoreNotes> store_notes(AdminService& admin) {
    StoreNotes out;
    std::size_t erasing = 0;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto open = tx.settings.starting_with(kErasingPrefix);
        if (!open) return open.error();
        erasing = open->size();
        return {};
    });
    if (!read) return read.error();
    const auto lost = lost_commits(admin);
    if (!lost) return lost.error();
    const auto restored = restore_hold(admin);
    if (!restored) return restored.error();
    const auto writable = admin.store.writable();
    const auto erased = admin.store.erasures_complete();
    for (const auto* one : {&writable, &erased})
        if (!*one) out.lines.push_back("store: " + crosswalk::told(one->error()));
    if (erasing > 0)
        out.lines.push_back(
            "store: deliveries that name " + std::to_string(erasing) +
            " erased people are still being emptied; that goes on by itself while the service runs"
        );
    if (*restored) out.lines.push_back("store: " + **restored);
    if (*lost) out.lines.push_back("store: " + **lost);
    out.data = {
        {"writable", writable.has_value()},
        {"erased", erased.has_value() && erasing == 0},
        {"restored", *restored ? boost::json::value(**restored) : boost::json::value(nullptr)},
        {"lost", *lost ? boost::json::value(**lost) : boost::json::value(nullptr)}};
    return out;
}

}  // namespace crosswalk
