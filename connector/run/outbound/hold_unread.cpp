#include "connector/run/outbound/hold_unread.h"

#include <algorithm>

namespace crosswalk {
namespace {

bool was_read(const RecordState& record, const std::string& vendor_field) {
    const auto memory = record.fields.find(vendor_field);
    return memory != record.fields.end() && memory->second.known;
}

// What this binding writes, all of it.
bool writes_one_of(const Binding& binding, const FieldSet& hidden) {
    if (hidden.contains(binding.vendor_field)) return true;
    return std::ranges::any_of(binding.along, [&](const auto& words) {
        return std::ranges::any_of(words.second, [&](const auto& word) { return hidden.contains(word.first); });
    });
}

bool is_put_back(const RecordState& record, const std::string& vendor_field) {
    const auto memory = record.fields.find(vendor_field);
    return memory != record.fields.end() && memory->second.restore;
}

// Something is to be put back that may be.
bool puts_back_more(const RecordState& record, const FieldSet& hidden) {
    return std::ranges::any_of(record.fields, [&](const auto& field) {
        return field.second.restore && !hidden.contains(field.first);
    });
}

// What hold_unread asked for of this record, as long as it is not applied.
Result<FieldSet> asked_by_us(Transaction& tx, const RecordKey& key) {
    const auto asked = tx.reads.waiting(key);
    if (!asked) return asked.error();
    const bool by_us = *asked && (*asked)->parent == 0 && (*asked)->changes == 0;
    return by_us ? (*asked)->fields : FieldSet{};
}

}  // namespace

Result<bool> hold_unread(const DeliveryContext& unit, Job& job) {
    const RecordKey& key = job.target.key;
    const auto unreadable = unreadable_fields(unit.tx, unit.account, key.kind.text);
    if (!unreadable) return unreadable.error();
    const FieldSet& hidden = job.held = *unreadable;
    const bool of_fields = job.write.intent.part == WritePart::fields;
    WriteIntent later = job.write.intent;
    later.fields.clear();
    FieldSet unread;
    std::vector<std::pair<std::string, std::string>> unsure;  // fields that were never read, and their places
    for (const FieldPlan& field : unit.mapping.fields) {
        const Binding* binding = field.binding(key.connection, key.kind.text);
        if (binding == nullptr || field.consent || !binding->reads) continue;
        const std::string& place = binding->vendor_field;
        const bool asked = job.write.intent.fields.contains(field.name);
        const bool put_back = of_fields && is_put_back(job.target, place) && hidden.contains(place);
        if (!asked && !put_back) continue;
        const bool first = !was_read(job.target, place);
        if (writes_one_of(*binding, hidden)) {
            later.fields.insert(field.name);
            if (first) unread.insert(place);
        } else if (first) {
            unsure.emplace_back(field.name, place);
        }
    }
    if (!unsure.empty()) {
        const auto asked = asked_by_us(unit.tx, key);
        if (!asked) return asked.error();
        for (const auto& [name, place] : unsure)
            if (asked->contains(place)) later.fields.insert(name);
    }
    if (later.fields.empty()) return false;
    if (!unread.empty())
        if (const auto put = enqueue(
                unit.tx, unit.engine, ReadRequest{.key = key, .fields = unread}, unit.now + kHeldUnread
            );
            !put)
            return put.error();
    later.due = unit.now + kHeldUnread;
    const bool all = std::ranges::includes(later.fields, job.write.intent.fields);
    if (all && (!of_fields || !puts_back_more(job.target, hidden))) {
        const WriteResult again{
            .write = job.write.id, .how = WriteResult::How::again, .due = later.due, .counts = false};
        if (const auto settled = unit.tx.outbox.settle(again, unit.now); !settled) return settled.error();
        return true;
    }
    for (const std::string& name : later.fields) job.write.intent.fields.erase(name);
    later.kind = key.kind;
    later.record = key.id;
    if (const auto queued = enqueue(unit.tx, unit.engine, later); !queued) return queued.error();
    return false;
}

}  // namespace crosswalk
