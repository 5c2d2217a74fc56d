#include "connector/io/store_sqlite/codec.h"

#include "connector/io/store_sqlite/tables.h"

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

std::int64_t number(const json::value& value) { return value.is_int64() ? value.get_int64() : 0; }
constexpr int kUndated = 2;  // in the place of a precision: the vendor told no time
int digit(Precision precision) { return precision == Precision::seconds ? 0 : 1; }
Precision precision_of(const json::value& value) {
    return value == 0 ? Precision::seconds : Precision::milliseconds;
}

// The array under a key when it has at least this many items.
const json::array* row_in(const json::object& in, std::string_view key, std::size_t items) {
    const auto* found = in.if_contains(key);
    return found != nullptr && found->is_array() && found->get_array().size() >= items ? &found->get_array()
                                                                                       : nullptr;
}

json::object encode_memory(const FieldMemory& memory) {
    json::object out;
    if (memory.known) out["k"] = *memory.known;
    if (memory.pending) out["p"] = *memory.pending;
    if (memory.heard) {
        const int how = memory.heard->undated ? kUndated : digit(memory.heard->precision);
        json::array heard{ms(memory.heard->at), how, memory.heard->event};
        if (memory.heard->own) out["s"] = ms(*memory.heard->own);
        // Mostly what was heard last is what is known: then it stands once.
        if (!memory.known || *memory.known != memory.heard->raw) heard.push_back(memory.heard->raw);
        out["h"] = std::move(heard);
    }
    if (memory.written) {
        json::array written{ms(memory.written->at)};
        if (memory.written->replaced) written.push_back(*memory.written->replaced);
        out["w"] = std::move(written);
        if (memory.written->took.count() != 0) out["y"] = memory.written->took.count();
    }
    if (memory.overwrite_count) out["c"] = json::array{ms(memory.overwrite_count->since), memory.overwrite_count->count};
    if (memory.restore) out["o"] = *memory.restore;
    if (memory.cleared) out["x"] = true;
    if (memory.doubtful) out["d"] = true;
    return out;
}

FieldMemory decode_memory(const json::object& in) {
    FieldMemory memory;
    if (const auto* known = in.if_contains("k")) memory.known = *known;
    if (const auto* pending = in.if_contains("p")) memory.pending = *pending;
    if (const auto* restore = in.if_contains("o")) memory.restore = *restore;
    memory.cleared = flag(in, "x");
    memory.doubtful = flag(in, "d");
    if (const auto* h = row_in(in, "h", 3)) {
        memory.heard = Observation{
            h->size() > 3 ? (*h)[3] : memory.known.value_or(nullptr),
            at_ms((*h)[0]),
            precision_of((*h)[1]),
            number((*h)[2]),
            (*h)[1] == kUndated};
        if (const auto* own = in.if_contains("s")) memory.heard->own = at_ms(*own);
    }
    if (const auto* w = row_in(in, "w", 1)) {
        memory.written = Written{.at = at_ms((*w)[0])};
        if (w->size() > 1) memory.written->replaced = (*w)[1];
        if (const auto* took = in.if_contains("y"))
            memory.written->took = std::chrono::milliseconds{number(*took)};
    }
    if (const auto* c = row_in(in, "c", 2))
        memory.overwrite_count = OverwriteCount{at_ms((*c)[0]), static_cast<int>(number((*c)[1]))};
    return memory;
}

using KeySets = std::map<std::string, std::set<std::string>, std::less<>>;

json::object form(const KeySets& sets) {
    json::object out;
    for (const auto& [field, values] : sets) out[field] = json::array(values.begin(), values.end());
    return out;
}

KeySets key_sets_in(const json::object& in, std::string_view name) {
    KeySets out;
    for (const auto& [field, values] : object_in(in, name))
        if (values.is_array())
            for (const auto& value : values.get_array()) out[field].insert(text(value));
    return out;
}

json::array form(const RecordKey& key) { return {key.connection, key.kind.text, key.id.text}; }

// Other addresses of the person, and who is somebody else.
void encode_identity(const Lead& lead, json::object& out) {
    if (!lead.aliases.empty()) out["s"] = form(lead.aliases);
    if (!lead.former.empty()) out["f"] = form(lead.former);
    json::array apart, records;
    for (const LeadId& id : lead.apart) apart.emplace_back(id.text);
    for (const RecordKey& key : lead.apart_records) records.push_back(form(key));
    if (!apart.empty()) out["x"] = std::move(apart);
    if (!records.empty()) out["y"] = std::move(records);
}

void decode_identity(const json::object& in, Lead& lead) {
    lead.aliases = key_sets_in(in, "s");
    lead.former = key_sets_in(in, "f");
    if (const auto* apart = row_in(in, "x", 1))
        for (const auto& id : *apart) lead.apart.insert({text(id)});
    if (const auto* records = row_in(in, "y", 1))
        for (const auto& key : *records)
            if (key.is_array() && key.get_array().size() == 3)
                lead.apart_records.insert(
                    {text(key.get_array()[0]), {text(key.get_array()[1])}, {text(key.get_array()[2])}}
                );
}

// Whose word counted and by which rule: mostly the same for several values of a lead.
class Reasons {
public:
    std::int64_t place(const Provenance& why) {
        const auto [at, fresh] = places_.try_emplace({why.connection, why.rule}, list_.size());
        if (fresh) list_.push_back(json::array{why.connection, why.rule});
        return static_cast<std::int64_t>(at->second);
    }
    json::array take() { return std::move(list_); }

private:
    std::map<std::pair<std::string, std::string>, std::size_t> places_{};
    json::array list_{};
};

// [value, event, time, mapping version, place among the reasons]; in older rows [value, event, connection,
// time, rule, mapping version].
std::optional<Held> decode_held(const json::value& row, const json::array* reasons) {
    if (!row.is_array() || row.get_array().size() < 5) return std::nullopt;
    const auto& r = row.get_array();
    Held held{r[0].is_string() ? Value(text(r[0])) : Value{}, {.event = number(r[1])}};
    if (r.size() > 5) {
        held.why.connection = text(r[2]);
        held.why.at = at_ms(r[3]);
        held.why.rule = text(r[4]);
        held.why.mapping_version = number(r[5]);
        return held;
    }
    held.why.at = at_ms(r[2]);
    held.why.mapping_version = number(r[3]);
    const auto place = static_cast<std::size_t>(number(r[4]));
    if (reasons == nullptr || place >= reasons->size()) return held;
    const auto& reason = (*reasons)[place];
    if (!reason.is_array() || reason.get_array().size() < 2) return held;
    held.why.connection = text(reason.get_array()[0]);
    held.why.rule = text(reason.get_array()[1]);
    return held;
}

// What most leads do not have takes no room.
void encode_way(const Lead& lead, json::object& out) {
    json::object consents, first, then;
    for (const auto& [field, latch] : lead.consents)
        consents[field] = json::array{
            latch.closed ? 1 : 0,
            ms(latch.at),
            digit(latch.precision),
            latch.event,
            latch.connection,
            latch.proof};
    if (!consents.empty()) out["l"] = std::move(consents);
    if (!lead.contested.empty()) {
        json::object contested;
        for (const auto& [connection, records] : lead.contested)
            contested[connection] = json::array(records.begin(), records.end());
        out["o"] = std::move(contested);
    }
    if (lead.progress != StageProgress{}) {
        for (const auto& [stage, at] : lead.progress.first) first[stage] = ms(at);
        for (const auto& [field, value] : lead.progress.then) then[field] = form(value);
        json::array way{lead.progress.steps, ms(lead.progress.since), std::move(first)};
        if (!then.empty()) way.push_back(std::move(then));
        out["w"] = std::move(way);
    }
    const Acquisition& a = lead.acquired;
    if (a != Acquisition{}) out["q"] = json::array{a.side, a.source, a.first_campaign, a.last_campaign};
}

void decode_way(const json::object& in, Lead& lead) {
    for (const auto& [field, row] : object_in(in, "l")) {
        if (!row.is_array() || row.get_array().size() < 6) continue;
        const auto& l = row.get_array();
        lead.consents.emplace(
            field, ConsentState{l[0] == 1, at_ms(l[1]), precision_of(l[2]), number(l[3]), text(l[4]), text(l[5])}
        );
    }
    for (const auto& [connection, records] : object_in(in, "o"))
        if (records.is_array())
            for (const auto& record : records.get_array()) lead.contested[connection].insert(text(record));
    if (const auto* w = row_in(in, "w", 3)) {
        lead.progress.steps = number((*w)[0]);
        lead.progress.since = at_ms((*w)[1]);
        if ((*w)[2].is_object())
            for (const auto& [stage, at] : (*w)[2].get_object()) lead.progress.first.emplace(stage, at_ms(at));
        if (w->size() > 3 && (*w)[3].is_object())
            for (const auto& [field, value] : (*w)[3].get_object())
                lead.progress.then.emplace(field, value.is_string() ? Value(text(value)) : Value{});
    }
    if (const auto* q = row_in(in, "q", 4))
        lead.acquired = {text((*q)[0]), text((*q)[1]), text((*q)[2]), text((*q)[3])};
}

}  // namespace

std::string encode(const Lead& lead) {
    json::object values, absent, keys;
    Reasons reasons;
    for (const auto& [field, held] : lead.values)
        values[field] = json::array{
            form(held.value),
            held.why.event,
            ms(held.why.at),
            held.why.mapping_version,
            reasons.place(held.why)};
    for (const auto& [connection, at] : lead.absent) absent[connection] = ms(at);
    for (const auto& [key, value] : lead.keys) keys[key] = value;
    json::object out{
        {"p", reasons.take()},
        {"v", std::move(values)},
        {"k", std::move(keys)},
        {"c", ms(lead.created_at)},
        {"i", lead.created_in}};
    if (!absent.empty()) out["a"] = std::move(absent);
    encode_way(lead, out);
    encode_identity(lead, out);
    return json::serialize(out);
}

Result<Lead> decode_lead(std::string id, std::string_view doc) {
    const auto read = parsed(doc, "lead");
    if (!read) return read.error();
    const json::object& in = *read;
    Lead lead{.id = {std::move(id)}};
    const json::array* reasons = row_in(in, "p", 1);
    for (const auto& [field, row] : object_in(in, "v"))
        if (auto held = decode_held(row, reasons)) lead.values.emplace(field, std::move(*held));
    for (const auto& [connection, at] : object_in(in, "a")) lead.absent.emplace(connection, at_ms(at));
    for (const auto& [key, known] : object_in(in, "k")) lead.keys.emplace(key, text(known));
    if (const auto* created = in.if_contains("c")) lead.created_at = at_ms(*created);
    if (const auto* where = in.if_contains("i")) lead.created_in = text(*where);
    decode_way(in, lead);
    decode_identity(in, lead);
    return lead;
}

std::set<std::pair<std::string, std::string>> keys_of(const Lead& lead) {
    std::set<std::pair<std::string, std::string>> out(lead.keys.begin(), lead.keys.end());
    for (const auto& [key, values] : lead.aliases)
        for (const std::string& value : values) out.emplace(key, value);
    return out;
}

std::string encode_keys(const Lead& lead) {
    std::string out;
    for (const auto& [key, value] : keys_of(lead)) out += key + "\n" + value + "\n";
    return out;
}

std::string encode(const RecordState& record) {
    json::object fields;
    for (const auto& [field, memory] : record.fields) fields[field] = encode_memory(memory);
    json::object out{{"f", std::move(fields)}};
    if (record.stamped) out["s"] = true;
    if (record.deleted) out["d"] = true;
    if (record.needs_reread) out["m"] = true;
    if (record.unseen) out["u"] = true;
    if (record.match_status != MatchStatus::plain) out["t"] = static_cast<int>(record.match_status);
    if (record.merged_into)
        out["m"] = form(*record.merged_into);
    if (!record.aliases.empty()) out["a"] = form(record.aliases);
    if (record.steps_shown != 0) out["n"] = record.steps_shown;
    return json::serialize(out);
}

Result<RecordState> decode_record(RecordKey key, std::string lead, std::string_view doc) {
    const auto read = parsed(doc, "record");
    if (!read) return read.error();
    const json::object& in = *read;
    RecordState record{.key = std::move(key), .lead = {std::move(lead)}};
    record.stamped = flag(in, "s");
    record.deleted = flag(in, "d");
    record.needs_reread = flag(in, "m");
    record.unseen = flag(in, "u");
    if (const auto* standing = in.if_contains("t"))
        record.match_status = static_cast<MatchStatus>(number(*standing));
    if (const auto* m = row_in(in, "m", 3))
        record.merged_into = RecordKey{text((*m)[0]), {text((*m)[1])}, {text((*m)[2])}};
    record.aliases = key_sets_in(in, "a");
    if (const auto* shown = in.if_contains("n")) record.steps_shown = number(*shown);
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
