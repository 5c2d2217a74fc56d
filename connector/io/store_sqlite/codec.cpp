#include "connector/io/store_sqlite/codec.h"

#include <algorithm>

namespace crosswalk::sqlite {
namespace {

namespace json = boost::json;

// What a vendor sent may be 32 deep by itself, and was checked when it came in.
Result<json::object> parsed(std::string_view doc, std::string_view what) {
    json::parse_options lenient;
    lenient.max_depth = 64;
    lenient.allow_invalid_utf8 = true;
    boost::system::error_code bad;
    json::value value = json::parse(json::string_view(doc.data(), doc.size()), bad, {}, lenient);
    if (bad || !value.is_object())
        return Fault{
            "store.corrupt",
            "A " + std::string(what) + " in the store cannot be read.",
            "Stop Crosswalk, keep a copy of the file, and restore the store from a backup."};
    return std::move(value.get_object());
}

std::int64_t ms(Millis at) { return at.time_since_epoch().count(); }
Millis at_ms(const json::value& value) {
    return Millis{std::chrono::milliseconds{value.is_int64() ? value.get_int64() : 0}};
}
std::string text(const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : std::string{};
}
json::value form(const Value& value) { return value ? json::value(*value) : json::value(nullptr); }

const json::object& object_in(const json::object& in, std::string_view key) {
    static const json::object empty;
    const auto* found = in.if_contains(key);
    return found != nullptr && found->is_object() ? found->get_object() : empty;
}

bool flag(const json::object& in, std::string_view key) {
    const auto* found = in.if_contains(key);
    return found != nullptr && found->is_bool() && found->get_bool();
}

json::object encode_memory(const FieldMemory& memory) {
    json::object out;
    if (memory.known) out["k"] = *memory.known;
    if (memory.pending) out["p"] = *memory.pending;
    if (memory.heard) {
        json::array heard{
            ms(memory.heard->at), memory.heard->precision == Precision::seconds ? 0 : 1, memory.heard->event};
        // Mostly what was heard last is what is known: then it stands once.
        if (!memory.known || *memory.known != memory.heard->raw) heard.push_back(memory.heard->raw);
        out["h"] = std::move(heard);
    }
    return out;
}

FieldMemory decode_memory(const json::object& in) {
    FieldMemory memory;
    if (const auto* known = in.if_contains("k")) memory.known = *known;
    if (const auto* pending = in.if_contains("p")) memory.pending = *pending;
    const auto* heard = in.if_contains("h");
    if (heard == nullptr || !heard->is_array() || heard->get_array().size() < 3) return memory;
    const auto& h = heard->get_array();
    memory.heard = Observation{
        h.size() > 3 ? h[3] : memory.known.value_or(nullptr),
        at_ms(h[0]),
        h[1] == 0 ? Precision::seconds : Precision::milliseconds,
        h[2].is_int64() ? h[2].get_int64() : 0};
    return memory;
}

}  // namespace

std::string encode(const Lead& lead) {
    json::object values, absent, keys;
    for (const auto& [field, held] : lead.values)
        values[field] = json::array{
            form(held.value),
            held.why.event,
            held.why.connection,
            ms(held.why.at),
            held.why.rule,
            held.why.mapping_version};
    for (const auto& [connection, at] : lead.absent) absent[connection] = ms(at);
    for (const auto& [key, value] : lead.keys) keys[key] = value;
    return json::serialize(json::object{
        {"v", std::move(values)},
        {"a", std::move(absent)},
        {"k", std::move(keys)},
        {"c", ms(lead.created_at)},
        {"i", lead.created_in}});
}

Result<Lead> decode_lead(std::string id, std::string_view doc) {
    const auto read = parsed(doc, "lead");
    if (!read) return read.error();
    const json::object& in = *read;
    Lead lead{.id = {std::move(id)}};
    for (const auto& [field, row] : object_in(in, "v")) {
        if (!row.is_array() || row.get_array().size() < 6) continue;
        const auto& r = row.get_array();
        Held held{
            r[0].is_string() ? Value(text(r[0])) : Value{},
            {r[1].is_int64() ? r[1].get_int64() : 0,
             text(r[2]),
             at_ms(r[3]),
             text(r[4]),
             r[5].is_int64() ? r[5].get_int64() : 0}};
        lead.values.emplace(field, std::move(held));
    }
    for (const auto& [connection, at] : object_in(in, "a")) lead.absent.emplace(connection, at_ms(at));
    for (const auto& [key, known] : object_in(in, "k")) lead.keys.emplace(key, text(known));
    if (const auto* created = in.if_contains("c")) lead.created_at = at_ms(*created);
    if (const auto* where = in.if_contains("i")) lead.created_in = text(*where);
    return lead;
}

std::string encode_keys(const Lead& lead) {
    std::string out;
    for (const auto& [key, value] : lead.keys) out += key + "\n" + value + "\n";
    return out;
}

std::string encode(const RecordState& record) {
    json::object fields;
    for (const auto& [field, memory] : record.fields) fields[field] = encode_memory(memory);
    json::object out{{"f", std::move(fields)}};
    if (record.stamped) out["s"] = true;
    if (record.deleted) out["d"] = true;
    return json::serialize(out);
}

Result<RecordState> decode_record(RecordKey key, std::string lead, std::string_view doc) {
    const auto read = parsed(doc, "record");
    if (!read) return read.error();
    const json::object& in = *read;
    RecordState record{.key = std::move(key), .lead = {std::move(lead)}};
    record.stamped = flag(in, "s");
    record.deleted = flag(in, "d");
    for (const auto& [field, memory] : object_in(in, "f"))
        if (memory.is_object()) record.fields.emplace(field, decode_memory(memory.get_object()));
    return record;
}

std::string encode(const Headers& headers) {
    std::string out;
    for (const auto& [name, value] : headers) out += name + ": " + value + "\n";
    return out;
}

Headers decode_headers(std::string_view lines) {
    Headers headers;
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        const auto line = lines.substr(0, end);
        if (const auto colon = line.find(": "); colon != std::string_view::npos)
            headers.emplace(line.substr(0, colon), line.substr(colon + 2));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return headers;
}

std::string encode(const FieldSet& fields) {
    std::string out;
    for (const std::string& field : fields) out += field + "\n";
    return out;
}

FieldSet decode_fields(std::string_view text_value) {
    FieldSet fields;
    for (std::size_t at = 0; at < text_value.size();) {
        const auto end = text_value.find('\n', at);
        fields.emplace(text_value.substr(at, end - at));
        at = end == std::string_view::npos ? text_value.size() : end + 1;
    }
    return fields;
}

}  // namespace crosswalk::sqlite
