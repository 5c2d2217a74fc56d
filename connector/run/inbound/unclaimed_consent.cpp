#include "connector/run/inbound/unclaimed_consent.h"

#include "connector/contract/json_read.h"

#include <algorithm>

namespace crosswalk {
namespace {

namespace json = boost::json;
constexpr std::string_view kUnclaimed = "unclaimed_consent/";

std::string name_of(const RecordKey& key) {
    return std::string(kUnclaimed) + key.connection + "/" + key.kind.text + "/" + key.id.text;
}

using Latches = std::map<std::string, ConsentState, std::less<>>;

json::object form(const Latches& consents) {
    json::object out;
    for (const auto& [field, latch] : consents)
        out[field] = {
            {"closed", latch.closed},
            {"at", latch.at.time_since_epoch().count()},
            {"whole_seconds", latch.precision == Precision::seconds},
            {"event", latch.event},
            {"proof", latch.proof}};
    return out;
}

Result<Latches> latches_in(std::string_view text, const std::string& connection) {
    const auto read = parse_json(text);
    if (!read) return read.error();
    Latches out;
    for (const auto& [field, one] : read->as_object())
        out[field] = {
            .closed = one.at("closed").as_bool(),
            .at = Millis{std::chrono::milliseconds{one.at("at").as_int64()}},
            .precision = one.at("whole_seconds").as_bool() ? Precision::seconds : Precision::milliseconds,
            .event = one.at("event").as_int64(),
            .connection = connection,
            .proof = std::string(one.at("proof").as_string())};
    return out;
}

Result<Latches> kept_of(Transaction& tx, const RecordKey& key) {
    const auto text = tx.settings.get(name_of(key));
    if (!text) return text.error();
    return *text ? latches_in(**text, key.connection) : Result<Latches>(Latches{});
}

}  // namespace

Result<void> keep_unclaimed_consent(
    Transaction& tx, const Mapping& mapping, const Event& event, const Change& change
) {
    const RecordKey key{event.connection, change.kind, change.id};
    RecordState speaker{.key = key, .match_status = MatchStatus::rejected};
    const IngestResult heard = ingest(
        mapping,
        Lead{},
        speaker,
        change,
        {.event = event.seq, .received = event.delivery.received_at, .first_sight = true}
    );
    if (heard.consents.empty()) return {};
    auto kept = kept_of(tx, key);
    if (!kept) return kept.error();
    bool moved = false;
    for (const ConsentSignal& word : heard.consents) {
        const auto now = kept->find(word.field);
        auto next = transition(*mapping.field(word.field), now == kept->end() ? nullptr : &now->second, word);
        if (!next) continue;
        (*kept)[word.field] = std::move(*next);
        moved = true;
    }
    return moved ? tx.settings.put(name_of(key), json::serialize(form(*kept))) : Result<void>{};
}

Result<bool> claim_consent(Transaction& tx, const Mapping& mapping, const RecordKey& key, IngestResult& heard) {
    const auto kept = kept_of(tx, key);
    if (!kept) return kept.error();
    for (const auto& [field, latch] : *kept) {
        if (mapping.field(field) == nullptr) continue;
        heard.news.insert(field);
        heard.consents.push_back(
            {.field = field,
             .connection = key.connection,
             .closed = latch.closed,
             .at = When{latch.at, latch.precision},
             .received = latch.at,
             .proof = latch.closed ? std::string{} : latch.proof,
             .event = latch.event}
        );
    }
    return !kept->empty();
}

Result<std::vector<RecordKey>> records_with_unclaimed_opt_outs(Transaction& tx, std::size_t most) {
    const auto all = tx.settings.starting_with(kUnclaimed);
    if (!all) return all.error();
    std::vector<RecordKey> out;
    for (const auto& [name, text] : *all) {
        if (out.size() >= most) break;
        const std::size_t kind = name.find('/', kUnclaimed.size()), id = name.find('/', kind + 1);
        if (kind == std::string::npos || id == std::string::npos) continue;
        const auto kept = latches_in(text, "");
        if (!kept) return kept.error();
        if (std::ranges::any_of(*kept, [](const auto& one) { return one.second.closed; }))
            out.push_back(
                {name.substr(kUnclaimed.size(), kind - kUnclaimed.size()),
                 {name.substr(kind + 1, id - kind - 1)},
                 {name.substr(id + 1)}}
            );
    }
    return out;
}

Result<std::map<std::string, ConsentState, std::less<>>> unclaimed_opt_outs(Transaction& tx, const RecordKey& key) {
    auto kept = kept_of(tx, key);
    if (!kept) return kept.error();
    std::erase_if(*kept, [](const auto& one) { return !one.second.closed; });
    return kept;
}

Result<void> forget_unclaimed_consent(Transaction& tx, const RecordKey& key) {
    return tx.settings.drop(name_of(key));
}

Result<void> forget_unclaimed_consent(Transaction& tx, Millis until) {
    const auto all = tx.settings.starting_with(kUnclaimed);
    if (!all) return all.error();
    for (const auto& [name, text] : *all) {
        const auto kept = latches_in(text, "");
        const bool fresh =
            kept && std::ranges::any_of(*kept, [&](const auto& one) { return one.second.at >= until; });
        if (fresh) continue;
        if (const auto dropped = tx.settings.drop(name); !dropped) return dropped;
    }
    return {};
}

}  // namespace crosswalk
