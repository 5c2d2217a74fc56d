#include "connector/run/outbound/hold_unread.h"

#include <algorithm>

namespace crosswalk {
namespace {

FieldSet unreadable_or_catching_up(ConnectionRuntime& account, const VendorKind& kind) {
    FieldSet out;
    const std::lock_guard lock(account.mutex);
    for (const ReadOutage& one : account.outages)
        if (one.kind == kind && !one.field.empty()) out.insert(one.field);
    return out;
}

bool was_read(const RecordState& record, const std::string& vendor_field) {
    const auto memory = record.fields.find(vendor_field);
    return memory != record.fields.end() && memory->second.known;
}

}  // namespace

Result<bool> hold_unread(
    Transaction& tx, const EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, Job& job, Millis now
) {
    const RecordKey& key = job.target.key;
    const FieldSet hidden = unreadable_or_catching_up(account, key.kind);
    const auto asked = tx.reads.waiting(key);
    if (!asked) return asked.error();
    const bool by_us = *asked && (*asked)->parent == 0 && (*asked)->changes == 0;  // below, when it was held
    WriteIntent later = job.write.intent;
    later.fields.clear();
    FieldSet unread;
    for (const std::string& name : job.write.intent.fields) {
        const FieldPlan* field = mapping.field(name);
        const Binding* binding = field == nullptr ? nullptr : field->binding(key.connection, key.kind.text);
        if (binding == nullptr || field->consent || !binding->reads) continue;
        const std::string& place = binding->vendor_field;
        const bool first = !was_read(job.target, place);
        if (hidden.contains(place) && first) unread.insert(place);
        if (hidden.contains(place) || (first && by_us && (*asked)->fields.contains(place)))
            later.fields.insert(name);
    }
    if (later.fields.empty()) return false;
    if (!unread.empty())
        if (const auto put = enqueue(tx, context, ReadRequest{.key = key, .fields = unread}, now + kHeldUnread);
            !put)
            return put.error();
    if (later.fields.size() == job.write.intent.fields.size()) return true;
    for (const std::string& name : later.fields) job.write.intent.fields.erase(name);
    later.kind = key.kind;
    later.record = key.id;
    later.due = now + kHeldUnread;
    if (const auto queued = enqueue(tx, context, later); !queued) return queued.error();
    return false;
}

}  // namespace crosswalk
