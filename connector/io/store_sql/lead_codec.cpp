// A lead as the document it is stored as.
#include "connector/io/store_sql/codec.h"
#include "connector/io/store_sql/json_document.h"
#include "connector/io/store_sql/tables.h"

#include <algorithm>
#include <bit>

namespace crosswalk::sql {
namespace {

using namespace document;

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
            field,
            ConsentState{l[0] == 1, at_ms(l[1]), precision_of(l[2]), number(l[3]), text(l[4]), text(l[5])}
        );
    }
    for (const auto& [connection, records] : object_in(in, "o"))
        if (records.is_array())
            for (const auto& record : records.get_array()) lead.contested[connection].insert(text(record));
    if (const auto* w = row_in(in, "w", 3)) {
        lead.progress.steps = number((*w)[0]);
        lead.progress.since = at_ms((*w)[1]);
        if ((*w)[2].is_object())
            for (const auto& [stage, at] : (*w)[2].get_object())
                lead.progress.first.emplace(stage, at_ms(at));
        if (w->size() > 3 && (*w)[3].is_object())
            for (const auto& [field, value] : (*w)[3].get_object())
                lead.progress.then.emplace(field, value.is_string() ? Value(text(value)) : Value{});
    }
    if (const auto* q = row_in(in, "q", 4))
        lead.acquired = {text((*q)[0]), text((*q)[1]), text((*q)[2]), text((*q)[3])};
}

// A sum that fades is kept to its last bit: what is added to it later must come out as if all were added at once.
std::int64_t bits(double x) { return std::bit_cast<std::int64_t>(x); }
double of_bits(const json::value& x) { return std::bit_cast<double>(number(x)); }

// [plan, time, due or null, one row of five for each rule that gave: place, worth, time, day, of that day]
void encode_score(const ScoreTally& score, json::object& out) {
    if (score.plan.empty()) return;
    json::array rules;
    for (std::size_t i = 0; i < score.rules.size(); ++i) {
        const RuleTally& rule = score.rules[i];
        if (rule.gave) rules.push_back(json::array{i, bits(rule.worth), ms(rule.at), rule.day, bits(rule.that_day)});
    }
    out["z"] = json::array{
        score.plan,
        ms(score.through),
        score.due ? json::value(ms(*score.due)) : json::value(),
        score.rules.size(),
        std::move(rules)};
}

void decode_score(const json::object& in, ScoreTally& score) {
    constexpr std::int64_t kMostRules = 1'000;
    const auto* z = row_in(in, "z", 5);
    if (z == nullptr || !(*z)[4].is_array()) return;
    score.plan = text((*z)[0]);
    score.through = at_ms((*z)[1]);
    if (!(*z)[2].is_null()) score.due = at_ms((*z)[2]);
    score.rules.resize(static_cast<std::size_t>(std::clamp<std::int64_t>(number((*z)[3]), 0, kMostRules)));
    for (const auto& row : (*z)[4].get_array()) {
        if (!row.is_array() || row.get_array().size() != 5) continue;
        const auto& r = row.get_array();
        const auto place = static_cast<std::size_t>(number(r[0]));
        if (place < score.rules.size())
            score.rules[place] = {of_bits(r[1]), at_ms(r[2]), number(r[3]), of_bits(r[4]), true};
    }
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
    if (!lead.called.empty()) out["n"] = json::array(lead.called.begin(), lead.called.end());
    encode_way(lead, out);
    encode_identity(lead, out);
    encode_score(lead.score, out);
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
    if (const auto* called = row_in(in, "n", 1))
        for (const auto& name : *called) lead.called.insert(text(name));
    if (const auto* created = in.if_contains("c")) lead.created_at = at_ms(*created);
    if (const auto* where = in.if_contains("i")) lead.created_in = text(*where);
    decode_way(in, lead);
    decode_identity(in, lead);
    decode_score(in, lead.score);
    return lead;
}

std::set<std::pair<std::string, std::string>> keys_of(const Lead& lead) {
    std::set<std::pair<std::string, std::string>> out(lead.keys.begin(), lead.keys.end());
    for (const auto& [key, values] : lead.aliases)
        for (const std::string& value : values) out.emplace(key, value);
    for (const std::string& name : lead.called) out.emplace(kCalled, name);
    return out;
}

std::string encode_keys(const Lead& lead) {
    std::string out;
    for (const auto& [key, value] : keys_of(lead)) out += key + "\n" + value + "\n";
    return out;
}

}  // namespace crosswalk::sql
