#include "connector/run/vendor/outage.h"

#include "connector/contract/json_read.h"
#include "connector/run/engine/engine_context.h"
#include "connector/run/inbound/parking.h"

#include <algorithm>

namespace crosswalk {
namespace {

namespace json = boost::json;

constexpr std::string_view kOutagePrefix = "outage/";
constexpr std::size_t kMostParked = 100'000;
constexpr std::chrono::milliseconds kFirstPause{30'000}, kLongestPause{900'000};

std::string name_of(std::string_view connection, const ReadOutage& one) {
    return std::string(kOutagePrefix) + std::string(connection) + "/" + one.kind.text + "/" + one.field;
}

std::int64_t stored_number(const json::value& in, std::string_view at) {
    const auto* value = value_at(in, at);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::string stored_form(std::string_view connection, const ReadOutage& one) {
    return json::serialize(json::object{
        {"connection", connection},
        {"kind", one.kind.text},
        {"field", one.field},
        {"code", one.code},
        {"says", one.says},
        {"advice", one.advice},
        {"since", one.since.time_since_epoch().count()},
        {"cursor", one.cursor},
        {"over", one.over},
        {"news", one.news}});
}

ReadOutage from_store(const json::value& in) {
    const auto* over = value_at(in, "/over");
    return {
        .kind = {std::string(text_at(in, "/kind"))},
        .field = std::string(text_at(in, "/field")),
        .code = std::string(text_at(in, "/code")),
        .says = std::string(text_at(in, "/says")),
        .advice = std::string(text_at(in, "/advice")),
        .since = Millis{std::chrono::milliseconds{stored_number(in, "/since")}},
        .cursor = std::string(text_at(in, "/cursor")),
        .over = over != nullptr && *over == json::value(true),
        .news = stored_number(in, "/news")};
}

// The field by the vendor's name and by those of the mapping.
FieldSet names_of(const Mapping& mapping, std::string_view connection, const ReadOutage& one) {
    FieldSet out;
    if (one.field.empty()) return out;
    out.insert(one.field);
    for (const FieldPlan& field : mapping.fields)
        if (const Binding* binding = field.binding(connection, one.kind.text);
            binding != nullptr && binding->vendor_field == one.field)
            out.insert(field.name);
    return out;
}

Parked item_of(const Mapping& mapping, std::string_view connection, const ReadOutage& one) {
    return {
        .what = Parked::What::field,
        .connection = std::string(connection),
        .kind = one.kind,
        .fields = names_of(mapping, connection, one),
        .code = one.code,
        .says = one.says,
        .advice = one.advice,
        .since = one.since};
}

bool is_about(const Parked& item, std::string_view connection, const ReadOutage& one) {
    return item.what == Parked::What::field && item.connection == connection && item.kind == one.kind &&
           (one.field.empty() ? item.fields.empty() : item.fields.contains(one.field));
}

// Where the reading of what changed meanwhile begins. What is kept beside a record moves without the record's own
// time, so that everything is read.
Result<std::string> cursor_now(Transaction& tx, std::string_view connection, const ReadOutage& one) {
    if (one.field.find('/') != std::string::npos) return {boost::system::in_place_value};
    const auto cursor =
        tx.settings.get(std::string(kPollCursorPrefix) + std::string(connection) + "/" + one.kind.text);
    if (!cursor) return cursor.error();
    return {boost::system::in_place_value, cursor->value_or("")};
}

// Where another thread said that the same outage goes on.
Result<std::string> stored_cursor(Transaction& tx, std::string_view connection, const ReadOutage& one) {
    const auto text = tx.settings.get(name_of(connection, one));
    if (!text) return text.error();
    const auto stored = parse_json(text->value_or("{}"));
    return {boost::system::in_place_value, stored ? std::string(text_at(*stored, "/cursor")) : std::string()};
}

Result<void> take_item(Transaction& tx, std::string_view connection, const ReadOutage& one) {
    const auto all = tx.parked.list(kMostParked);
    if (!all) return all.error();
    for (const Parked& item : *all)
        if (is_about(item, connection, one))
            if (const auto taken = tx.parked.take(item.id); !taken) return taken.error();
    return {};
}

bool is_mapped(const Mapping& mapping, const ConnectionRuntime& account, const ReadOutage& one) {
    const ConnectionPlan* plan = mapping.connection(account.name());
    if (plan == nullptr) return false;
    if (std::ranges::none_of(plan->kinds, [&](const auto& kind) { return kind.second == one.kind; }))
        return false;
    const auto fields = mapping.vendor_fields(account.name(), one.kind.text);
    return one.field.empty() || one.field == own_id_field(mapping, account, one.kind) ||
           std::ranges::find(fields, one.field) != fields.end();
}

void log_it(const EngineContext& context, const ConnectionRuntime& account, const ReadOutage& one, std::string_view what) {
    context.log.write(
        one.over ? Level::info : Level::warn,
        what,
        {{"connection", account.name()},
         {"kind", one.kind.text},
         {"field", one.field},
         {"code", one.code}}
    );
}

// Remembers it; what is left out already keeps its beginning and its first reason. False: it is not new.
bool note(ConnectionRuntime& account, ReadOutage& one, Millis now) {
    const std::lock_guard lock(account.mutex);
    const auto there = std::ranges::find_if(account.outages, [&](const ReadOutage& other) {
        return other.is(one.kind.text, one.field);
    });
    const bool fresh = there == account.outages.end() || there->is_read();
    ReadOutage& kept = there == account.outages.end() ? account.outages.emplace_back() : *there;
    if (fresh) {
        kept = one;
        kept.since = now;
    }
    kept.over = false;
    kept.news = 0;
    kept.next_try = now + outage_pause(kept.tries++);
    one = kept;
    return fresh;
}

template <class Counts>
FieldSet fields_of_outages(ConnectionRuntime& account, std::string_view kind, Counts counts) {
    FieldSet out;
    const std::lock_guard lock(account.mutex);
    for (const ReadOutage& one : account.outages)
        if (one.kind.text == kind && counts(one) && !one.field.empty()) out.insert(one.field);
    return out;
}

}  // namespace

std::chrono::milliseconds outage_pause(int tries) {
    return std::min(kFirstPause * (1L << std::clamp(tries, 0, 10)), kLongestPause);
}

FieldSet withheld_fields(ConnectionRuntime& account, std::string_view kind) {
    return fields_of_outages(account, kind, [](const ReadOutage& one) { return !one.over; });
}

Result<FieldSet> unreadable_fields(Transaction& tx, ConnectionRuntime& account, std::string_view kind) {
    FieldSet all = fields_of_outages(account, kind, [](const ReadOutage&) { return true; });
    if (all.empty()) return all;  // each write asks; hardly ever is there an outage
    const auto mark = applied_mark(tx);
    if (!mark) return mark.error();
    return fields_of_outages(account, kind, [&](const ReadOutage& one) { return !one.is_read() || *mark < one.news; });
}

std::optional<Outcome> kind_outage(ConnectionRuntime& account, std::string_view kind) {
    const std::lock_guard lock(account.mutex);
    for (const ReadOutage& one : account.outages)
        if (one.is(kind, "") && !one.over)
            return Outcome{
                .verdict = Verdict::retry,
                .vendor_code = one.code,
                .vendor_says = one.says,
                .advice = one.advice,
                .wait = std::chrono::ceil<std::chrono::seconds>(kFirstPause)};
    return std::nullopt;
}

void begin_outage(EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, ReadOutage one) {
    const bool fresh = note(account, one, context.clock.now());
    const auto kept = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        auto cursor = fresh ? cursor_now(tx, account.name(), one) : stored_cursor(tx, account.name(), one);
        if (!cursor) return cursor.error();
        if (fresh || one.cursor.empty()) one.cursor = std::move(*cursor);
        if (const auto put = tx.settings.put(name_of(account.name(), one), stored_form(account.name(), one));
            !put)
            return put;
        const auto parked = park_once(tx, item_of(mapping, account.name(), one));
        if (!parked) return parked.error();
        return {};
    });
    if (!kept || !fresh) return;
    {
        const std::lock_guard lock(account.mutex);
        for (ReadOutage& other : account.outages)
            if (other.is(one.kind.text, one.field)) other.cursor = one.cursor;
    }
    log_it(context, account, one, "A vendor does not let something be read; the rest goes on without it.");
}

Result<void> end_outage(
    Transaction& tx, std::string_view connection, ReadOutage one, const OutageRest& rest
) {
    one.over = true;
    one.cursor = rest.cursor.value_or("");
    one.news = rest.news;
    const std::string name = name_of(connection, one);
    const auto kept = rest.none() ? tx.settings.drop(name) : tx.settings.put(name, stored_form(connection, one));
    if (!kept) return kept;
    return take_item(tx, connection, one);
}

void outage_is_over(
    EngineContext& context, ConnectionRuntime& account, const ReadOutage& one, const OutageRest& rest
) {
    if (!one.over) {
        ReadOutage over = one;
        over.over = true;
        log_it(context, account, over, "A vendor lets something be read again; what changed meanwhile is read.");
    }
    const std::lock_guard lock(account.mutex);
    for (ReadOutage& other : account.outages)
        if (other.is(one.kind.text, one.field)) {
            other.over = true;
            other.cursor = rest.cursor.value_or("");
            other.news = rest.news;
            other.next_try = {};
        }
    if (rest.none())
        std::erase_if(account.outages, [&](const ReadOutage& other) {
            return other.is(one.kind.text, one.field);
        });
}

void forget_unmapped_outages(EngineContext& context, ConnectionRuntime& account, const Mapping& mapping) {
    std::vector<ReadOutage> gone;
    {
        const std::lock_guard lock(account.mutex);
        std::ranges::copy_if(account.outages, std::back_inserter(gone), [&](const ReadOutage& one) {
            return !is_mapped(mapping, account, one);
        });
    }
    for (const ReadOutage& one : gone)
        if (run_one(context.store, [&](Transaction& tx) { return end_outage(tx, account.name(), one, {}); }))
            outage_is_over(context, account, one, {});
}

Result<void> load_outages(EngineContext& context) {
    return context.store.read([&](Transaction& tx) -> Result<void> {
        const auto all = tx.settings.starting_with(kOutagePrefix);
        if (!all) return all.error();
        for (const auto& [name, text] : *all) {
            const auto read = parse_json(text);
            if (!read) continue;
            if (ConnectionRuntime* account = context.account(text_at(*read, "/connection")))
                account->outages.push_back(from_store(*read));
        }
        return {};
    });
}

void retry_outages(ConnectionRuntime& account) {
    const std::lock_guard lock(account.mutex);
    account.schemas.clear();
    account.described.clear();
    for (ReadOutage& one : account.outages) one.next_try = {};
}

void retry_outage(EngineContext& context, const Parked& item) {
    ConnectionRuntime* account = context.account(item.connection);
    if (account == nullptr) return;
    const std::lock_guard lock(account->mutex);
    account->schemas.clear();
    account->described.clear();
    for (ReadOutage& one : account->outages)
        if (is_about(item, item.connection, one)) one.next_try = {};
}

}  // namespace crosswalk
