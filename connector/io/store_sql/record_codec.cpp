// A record's memory as the document it is stored as.
#include "connector/io/store_sql/codec.h"
#include "connector/io/store_sql/json_document.h"
#include "connector/io/store_sql/tables.h"

namespace crosswalk::sql {
namespace {

using namespace document;

constexpr int kUndated = 2;  // in the place of a precision: the vendor told no time

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
    if (memory.overwrite_count)
        out["c"] = json::array{ms(memory.overwrite_count->since), memory.overwrite_count->count};
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

}  // namespace

std::string encode(const RecordState& record) {
    json::object fields;
    for (const auto& [field, memory] : record.fields) fields[field] = encode_memory(memory);
    json::object out{{"f", std::move(fields)}};
    if (record.stamped) out["s"] = true;
    if (record.deleted) out["d"] = true;
    if (record.needs_reread) out["m"] = true;
    if (record.unseen) out["u"] = true;
    if (record.match_status != MatchStatus::plain) out["t"] = static_cast<int>(record.match_status);
    if (record.merged_into) out["m"] = form(*record.merged_into);
    if (!record.aliases.empty()) out["a"] = form(record.aliases);
    if (record.hidden) out["h"] = true;
    if (record.seen_at) out["l"] = ms(*record.seen_at);
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
    record.hidden = flag(in, "h");
    record.needs_reread = flag(in, "m");
    record.unseen = flag(in, "u");
    if (const auto* standing = in.if_contains("t"))
        record.match_status = static_cast<MatchStatus>(number(*standing));
    if (const auto* m = row_in(in, "m", 3))
        record.merged_into = RecordKey{text((*m)[0]), {text((*m)[1])}, {text((*m)[2])}};
    record.aliases = key_sets_in(in, "a");
    if (const auto* seen = in.if_contains("l")) record.seen_at = at_ms(*seen);
    if (const auto* shown = in.if_contains("n")) record.steps_shown = number(*shown);
    for (const auto& [field, memory] : object_in(in, "f"))
        if (memory.is_object()) record.fields.emplace(field, decode_memory(memory.get_object()));
    return record;
}

}  // namespace crosswalk::sql
