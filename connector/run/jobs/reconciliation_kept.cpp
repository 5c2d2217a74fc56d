// What a comparison leaves in the store.
#include "connector/contract/json_read.h"
#include "connector/run/jobs/reconciliation_parts.h"

namespace crosswalk {
namespace {

namespace json = boost::json;

constexpr std::string_view kProgress = "compare/", kDrift = "drift/";

std::int64_t number_at(const json::value& in, std::string_view at) {
    const auto* value = value_at(in, at);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}
bool flag_at(const json::value& in, std::string_view at) {
    const auto* value = value_at(in, at);
    return value != nullptr && value->is_bool() && value->get_bool();
}
Millis time_at(const json::value& in, std::string_view at) {
    return Millis{std::chrono::milliseconds{number_at(in, at)}};
}
std::int64_t form(Millis at) { return at.time_since_epoch().count(); }
json::value form(const Value& value) { return value ? json::value(*value) : json::value(); }
Value value_in(const json::value& in, std::string_view at) {
    const auto* value = value_at(in, at);
    return value != nullptr && value->is_string() ? Value(std::string(value->get_string())) : Value{};
}

json::value form(const Progress& p) {
    const Comparison& c = p.so_far;
    json::object out{
        {"run", p.run},
        {"kind", p.kind},
        {"cursor", p.cursor},
        {"kept", p.kept},
        {"recovered_before", p.recovered_before},
        {"fix", c.fix},
        {"finished", c.finished},
        {"began", form(c.began)},
        {"pages", c.pages},
        {"read", c.read},
        {"recovered", c.recovered},
        {"strangers", c.strangers},
        {"drifting", c.drifting},
        {"queued", c.queued},
        {"on_their_way", c.on_their_way},
        {"trouble", c.trouble}};
    if (c.ended) out["ended"] = form(*c.ended);
    return out;
}

Progress progress_in(std::string_view connection, const json::value& in) {
    Progress p{
        .run = number_at(in, "/run"),
        .kind = std::string(text_at(in, "/kind")),
        .cursor = std::string(text_at(in, "/cursor")),
        .kept = number_at(in, "/kept"),
        .recovered_before = number_at(in, "/recovered_before")};
    Comparison& c = p.so_far;
    c.connection = connection;
    c.fix = flag_at(in, "/fix");
    c.finished = flag_at(in, "/finished");
    c.began = time_at(in, "/began");
    c.pages = number_at(in, "/pages");
    c.read = number_at(in, "/read");
    c.recovered = number_at(in, "/recovered");
    c.strangers = number_at(in, "/strangers");
    c.drifting = number_at(in, "/drifting");
    c.queued = number_at(in, "/queued");
    c.on_their_way = number_at(in, "/on_their_way");
    c.trouble = text_at(in, "/trouble");
    if (value_at(in, "/ended") != nullptr) c.ended = time_at(in, "/ended");
    return p;
}

json::value form(std::string_view connection, const Drift& d) {
    json::object out{
        {"connection", connection},
        {"lead", d.lead.text},
        {"who", d.who},
        {"kind", d.kind.text},
        {"record", d.record.text},
        {"field", d.field},
        {"here", form(d.here)},
        {"there", form(d.there)},
        {"queued", d.queued},
        {"waits", d.waits}};
    if (d.since) out["since"] = form(*d.since);
    return out;
}

Drift drift_in(const json::value& in) {
    Drift d{
        .lead = {std::string(text_at(in, "/lead"))},
        .who = std::string(text_at(in, "/who")),
        .kind = {std::string(text_at(in, "/kind"))},
        .record = {std::string(text_at(in, "/record"))},
        .field = std::string(text_at(in, "/field")),
        .here = value_in(in, "/here"),
        .there = value_in(in, "/there"),
        .queued = flag_at(in, "/queued"),
        .waits = std::string(text_at(in, "/waits"))};
    if (value_at(in, "/since") != nullptr) d.since = time_at(in, "/since");
    return d;
}

std::string drift_name(std::string_view connection, const Drift& d) {
    return std::string(kDrift) + d.lead.text + "/" + std::string(connection) + "/" + d.kind.text + "/" +
           d.record.text + "/" + d.field;
}

Result<void> drop_all(Transaction& tx, std::string_view prefix, std::string_view connection) {
    const auto all = tx.settings.starting_with(prefix);
    if (!all) return all.error();
    for (const auto& [name, text] : *all) {
        if (!connection.empty()) {
            const auto read = parse_json(text);
            if (!read || text_at(*read, "/connection") != connection) continue;
        }
        if (const auto dropped = tx.settings.drop(name); !dropped) return dropped;
    }
    return {};
}

}  // namespace

Result<std::optional<Progress>> load_progress(Transaction& tx, std::string_view connection) {
    const auto kept = tx.settings.get(std::string(kProgress) + std::string(connection));
    if (!kept) return kept.error();
    if (!*kept) return std::optional<Progress>{};
    const auto read = parse_json(**kept);
    if (!read) return read.error();
    return std::optional{progress_in(connection, *read)};
}

Result<void> save_progress(Transaction& tx, const Progress& progress) {
    return tx.settings.put(
        std::string(kProgress) + progress.so_far.connection, json::serialize(form(progress))
    );
}

Result<void> save_drift(Transaction& tx, std::string_view connection, const Drift& drift) {
    return tx.settings.put(drift_name(connection, drift), json::serialize(form(connection, drift)));
}

Result<std::vector<Drift>> drifts_of(Transaction& tx, std::string_view connection) {
    const auto all = tx.settings.starting_with(kDrift);
    if (!all) return all.error();
    std::vector<Drift> out;
    for (const auto& [name, text] : *all) {
        const auto read = parse_json(text);
        if (read && text_at(*read, "/connection") == connection) out.push_back(drift_in(*read));
    }
    return out;
}

Result<void> drop_drifts(Transaction& tx, std::string_view connection) {
    return drop_all(tx, kDrift, connection);
}

Result<void> forget_drift(Transaction& tx, const LeadId& lead) {
    return drop_all(tx, std::string(kDrift) + lead.text + "/", {});
}

Result<std::optional<Comparison>> last_comparison(Store& store, std::string_view connection) {
    std::optional<Comparison> out;
    const auto loaded = store.read([&](Transaction& tx) -> Result<void> {
        auto progress = load_progress(tx, connection);
        if (!progress) return progress.error();
        if (!*progress) return {};
        out = std::move((*progress)->so_far);
        auto drifts = drifts_of(tx, connection);
        if (!drifts) return drifts.error();
        out->drifts = std::move(*drifts);
        return {};
    });
    if (!loaded) return loaded.error();
    return {boost::system::in_place_value, std::move(out)};
}

}  // namespace crosswalk
