#include "connector/run/outbound/hold_unread.h"

#include <algorithm>

namespace crosswalk {
namespace {

bool was_read(const RecordState& record, const std::string& vendor_field) {
    const auto memory = record.fields.find(vendor_field);
    return memory != record.fields.end() && memory->second.known;
}

// What hold_unread asked for of this record, as long as it is not applied.
Result<FieldSet> asked_by_us(Transaction& tx, const RecordKey& key) {
    const auto asked = tx.reads.waiting(key);
    if (!asked) return asked.error();
    const bool by_us = *asked && (*asked)->parent == 0 && (*asked)->changes == 0;
    return by_us ? (*asked)->fields : FieldSet{};
}

}  // namespace

Result<bool> hold_unread(
    Transaction& tx, const EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, Job& job, Millis now
) {
    const RecordKey& key = job.target.key;
    const FieldSet hidden = unreadable_fields(account, key.kind.text);
    WriteIntent later = job.write.intent;
    later.fields.clear();
    FieldSet unread;
    std::vector<std::pair<std::string, std::string>> unsure;  // fields that were never read, and their places
    for (const std::string& name : job.write.intent.fields) {
        const FieldPlan* field = mapping.field(name);
        const Binding* binding = field == nullptr ? nullptr : field->binding(key.connection, key.kind.text);
        if (binding == nullptr || field->consent || !binding->reads) continue;
        const std::string& place = binding->vendor_field;
        const bool first = !was_read(job.target, place);
        if (hidden.contains(place)) {
            later.fields.insert(name);
            if (first) unread.insert(place);
        } else if (first) {
            unsure.emplace_back(name, place);
        }
    }
    if (!unsure.empty()) {
        const auto asked = asked_by_us(tx, key);
        if (!asked) return asked.error();
        for (const auto& [name, place] : unsure)
            if (asked->contains(place)) later.fields.insert(name);
    }
    if (later.fields.empty()) return false;
    if (!unread.empty())
        if (const auto put = enqueue(tx, context, ReadRequest{.key = key, .fields = unread}, now + kHeldUnread);
            !put)
            return put.error();
    later.due = now + kHeldUnread;
    if (later.fields.size() == job.write.intent.fields.size()) {
        const WriteResult again{
            .write = job.write.id, .how = WriteResult::How::again, .due = later.due, .counts = false};
        if (const auto settled = tx.outbox.settle(again, now); !settled) return settled.error();
        return true;
    }
    for (const std::string& name : later.fields) job.write.intent.fields.erase(name);
    later.kind = key.kind;
    later.record = key.id;
    if (const auto queued = enqueue(tx, context, later); !queued) return queued.error();
    return false;
}

}  // namespace crosswalk
