// What a backfill leaves in the store.
#include "connector/contract/json_read.h"
#include "connector/run/jobs/backfill_parts.h"

namespace crosswalk {
namespace {

namespace json = boost::json;

using CountsByName = std::map<std::string, std::int64_t, std::less<>>;

constexpr std::string_view kBackfill = "backfill/";

std::int64_t tally_at(const json::value& in, std::string_view at) {
    const auto* value = value_at(in, at);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}
bool is_set(const json::value& in, std::string_view at) {
    const auto* value = value_at(in, at);
    return value != nullptr && value->is_bool() && value->get_bool();
}
std::optional<Millis> moment_at(const json::value& in, std::string_view at) {
    if (value_at(in, at) == nullptr) return std::nullopt;
    return Millis{std::chrono::milliseconds{tally_at(in, at)}};
}
std::int64_t kept_form(Millis at) { return at.time_since_epoch().count(); }

json::object kept_form(const CountsByName& counts) {
    json::object out;
    for (const auto& [name, count] : counts) out[name] = count;
    return out;
}
CountsByName counts_at(const json::value& in, std::string_view at) {
    CountsByName out;
    const auto* all = value_at(in, at);
    if (all == nullptr || !all->is_object()) return out;
    for (const auto& [name, count] : all->get_object())
        if (count.is_int64()) out[std::string(name)] = count.get_int64();
    return out;
}

json::value kept_form(const BackfillProgress& p) {
    const Backfill& b = p.so_far;
    json::object out{
        {"run", p.run},
        {"kind", p.kind},
        {"cursor", p.cursor},
        {"asked", json::array(b.request.fields.begin(), b.request.fields.end())},
        {"dry_run", b.request.dry_run},
        {"finished", b.finished},
        {"paused", b.paused},
        {"stopped", b.stopped},
        {"began", kept_form(b.began)},
        {"worked", b.worked.count()},
        {"pages", b.pages},
        {"read", b.read},
        {"news", b.news},
        {"strangers", b.strangers},
        {"left_out", b.left_out},
        {"expected", b.expected},
        {"fields", kept_form(b.fields)},
        {"writes", kept_form(b.writes)},
        {"calls", kept_form(b.calls)},
        {"trouble", b.trouble}};
    if (b.request.since) out["since"] = kept_form(*b.request.since);
    if (b.ended) out["ended"] = kept_form(*b.ended);
    return out;
}

BackfillProgress backfill_in(std::string_view connection, const json::value& in) {
    BackfillProgress p{
        .run = tally_at(in, "/run"),
        .kind = std::string(text_at(in, "/kind")),
        .cursor = std::string(text_at(in, "/cursor"))};
    Backfill& b = p.so_far;
    b.connection = connection;
    for (const json::value& name : items_at(in, "/asked"))
        if (name.is_string()) b.request.fields.emplace(name.get_string());
    b.request.since = moment_at(in, "/since");
    b.request.dry_run = is_set(in, "/dry_run");
    b.finished = is_set(in, "/finished");
    b.paused = is_set(in, "/paused");
    b.stopped = is_set(in, "/stopped");
    b.began = moment_at(in, "/began").value_or(Millis{});
    b.ended = moment_at(in, "/ended");
    b.worked = std::chrono::milliseconds{tally_at(in, "/worked")};
    b.pages = tally_at(in, "/pages");
    b.read = tally_at(in, "/read");
    b.news = tally_at(in, "/news");
    b.strangers = tally_at(in, "/strangers");
    b.left_out = tally_at(in, "/left_out");
    b.expected = tally_at(in, "/expected");
    b.fields = counts_at(in, "/fields");
    b.writes = counts_at(in, "/writes");
    b.calls = counts_at(in, "/calls");
    b.trouble = text_at(in, "/trouble");
    return p;
}

}  // namespace

Result<std::optional<BackfillProgress>> load_backfill(Transaction& tx, std::string_view connection) {
    const auto kept = tx.settings.get(std::string(kBackfill) + std::string(connection));
    if (!kept) return kept.error();
    if (!*kept) return std::optional<BackfillProgress>{};
    const auto read = parse_json(**kept);
    if (!read) return read.error();
    return std::optional{backfill_in(connection, *read)};
}

Result<void> save_backfill(Transaction& tx, const BackfillProgress& progress) {
    return tx.settings.put(
        std::string(kBackfill) + progress.so_far.connection, json::serialize(kept_form(progress))
    );
}

Result<std::optional<Backfill>> last_backfill(Store& store, std::string_view connection) {
    std::optional<Backfill> out;
    const auto loaded = store.read([&](Transaction& tx) -> Result<void> {
        auto progress = load_backfill(tx, connection);
        if (!progress) return progress.error();
        if (*progress) out = std::move((*progress)->so_far);
        return {};
    });
    if (!loaded) return loaded.error();
    return {boost::system::in_place_value, std::move(out)};
}

}  // namespace crosswalk
