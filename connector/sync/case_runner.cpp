#include "connector/sync/case_runner.h"

#include "connector/sync/score.h"

#include <algorithm>
#include <utility>

namespace crosswalk {
namespace {

constexpr Millis kFirstDelivery{std::chrono::seconds{1'800'000'000}};

Millis delivered_at(Seq event) { return kFirstDelivery + std::chrono::minutes{event}; }

// What a tool is told to hold in a field that is only written counts as known there.
void hold_written_fields(const Mapping& mapping, RecordState& record, const Fields& told) {
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || binding->reads) continue;
        if (const auto value = told.find(binding->vendor_field); value != told.end())
            record.fields[binding->vendor_field].known = value->second;
    }
}

std::set<std::string> channels_at(const Mapping& mapping, const RecordKey& key) {
    std::set<std::string> out;
    for (const FieldPlan& field : mapping.fields)
        if (field.consent && field.binding(key.connection, key.kind.text) != nullptr)
            out.insert(field.consent->channel);
    return out;
}

// An opt-in in the tool's own word for every consent of this channel that the delivery says nothing about.
void opt_in(const Mapping& mapping, const RecordKey& key, std::string_view channel, Fields& told) {
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(key.connection, key.kind.text);
        if (!field.consent || field.consent->channel != channel || binding == nullptr) continue;
        for (const auto& [state, candidates] : binding->values)
            if (state == kOpen && !candidates.empty()) told.try_emplace(binding->vendor_field, candidates.front());
    }
}

}  // namespace

CaseRunner::CaseRunner(const Mapping& mapping) : mapping_(mapping) {
    if (mapping.scoring != nullptr) lead_.score = count_all(*mapping.scoring, {});
}

std::size_t CaseRunner::record_of(const RecordKey& key, bool& first_sight) {
    const auto found = std::ranges::find(records_, key, &RecordState::key);
    first_sight = found == records_.end();
    if (!first_sight) return static_cast<std::size_t>(found - records_.begin());
    records_.push_back({.key = key, .lead = lead_.id});
    return records_.size() - 1;
}

void CaseRunner::ingest(
    const ConnectionPlan& connection, const VendorKind& kind, const Fields& told, std::string_view proof
) {
    const RecordKey key{connection.name, kind, {kind.text}};
    bool first_sight = false;
    const std::size_t record = record_of(key, first_sight);
    Change change{
        .kind = kind,
        .id = key.id,
        .occurred_at = When{delivered_at(++event_), Precision::milliseconds},
        .completeness = Completeness::changed_fields_only,
        .fields = told};
    const auto channels = proof.empty() ? std::set<std::string>{} : channels_at(mapping_, key);
    if (channels.empty()) apply(record, change, first_sight);
    for (const std::string& channel : channels) {
        change.fields = told;
        opt_in(mapping_, key, channel, change.fields);
        change.consent = ConsentProof{.kind = std::string(proof), .channel = channel, .opted_in = true};
        apply(record, change, std::exchange(first_sight, false));
    }
}

void CaseRunner::apply(std::size_t which, const Change& change, bool first_sight) {
    RecordState& record = records_[which];
    const Millis now = delivered_at(event_);
    const IngestResult heard = crosswalk::ingest(
        mapping_, lead_, record, change, {.event = event_, .received = now, .first_sight = first_sight}
    );
    hold_written_fields(mapping_, record, change.fields);
    for (const Obstacle& obstacle : heard.held_up) waiting_.insert(obstacle.field);
    const Cause cause{event_, record.key.connection, now, mapping_.version};
    const Recomputed done = recompute(mapping_, lead_, records_, heard, {cause});
    if (first_sight || (heard.stage && !done.steps.empty())) record.steps_shown = lead_.progress.steps;
    const FieldSet changed = done.changed();
    if (!first_sight && heard.news.empty() && changed.empty()) return;
    ask(first_sight ? WriteScope{} : WriteScope{heard.news, changed}, cause);
}

void CaseRunner::engage(const ConnectionPlan& connection, HistoryRow done, std::chrono::days ago) {
    const Millis now = delivered_at(++event_);
    done.what = HistoryRow::What::engagement;
    done.connection = connection.name;
    done.at = now - ago;
    done_.push_back(std::move(done));
    if (mapping_.scoring != nullptr) lead_.score = count_all(*mapping_.scoring, done_);
    const Cause cause{event_, connection.name, now, mapping_.version};
    const FieldSet changed = recompute(mapping_, lead_, records_, {}, {cause}).changed();
    if (!changed.empty()) ask({changed, changed}, cause);
}

void CaseRunner::ask(const WriteScope& scope, const Cause& cause) {
    const auto intents = plan_writes(mapping_, {lead_, records_}, scope, cause, {});
    for (const WriteIntent& intent : intents)
        if (intent.record)
            asked_[{intent.connection, intent.kind, *intent.record}].insert(
                intent.fields.begin(), intent.fields.end()
            );
}

Fields CaseRunner::writes(const ConnectionPlan& connection) const {
    if (!takes_part(connection, lead_)) return {};
    const RecordState* main = main_record(connection, records_);
    if (main == nullptr)
        return compose_create(mapping_, lead_, connection.name, connection.create_kind().text).record.fields;
    Fields out;
    for (const RecordState& record : records_) {
        const auto asked = asked_.find(record.key);
        if (asked == asked_.end()) continue;
        FieldSet fields = asked->second;
        if (&record != main)
            std::erase_if(fields, [&](const std::string& name) { return !mapping_.field(name)->consent; });
        Fields written = compose_update(mapping_, lead_, record, fields, {}).record.fields;
        if (&record == main) std::swap(out, written);
        out.merge(written);
    }
    return out;
}

}  // namespace crosswalk
