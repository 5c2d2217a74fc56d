#include "connector/run/hold_unread.h"

#include <algorithm>

namespace crosswalk {
namespace {

FieldSet not_readable(LiveAccount& account, const VendorKind& kind) {
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
    Transaction& tx, const World& world, LiveAccount& account, const Mapping& mapping, Job& job, Millis now
) {
    const RecordKey& key = job.target.key;
    const FieldSet hidden = not_readable(account, key.kind);
    const auto asked = tx.reads.waiting(key);
    if (!asked) return asked.error();
    Touch later = job.write.touch;
    later.fields.clear();
    FieldSet unread;
    for (const std::string& name : job.write.touch.fields) {
        const FieldPlan* field = mapping.field(name);
        const Binding* binding = field == nullptr ? nullptr : field->binding(key.connection, key.kind.text);
        if (binding == nullptr || field->consent || !binding->reads) continue;
        const std::string& place = binding->vendor_field;
        const bool first = !was_read(job.target, place);
        if (hidden.contains(place) && first) unread.insert(place);
        if (hidden.contains(place) || (first && *asked && (*asked)->fields.contains(place)))
            later.fields.insert(name);
    }
    if (later.fields.empty()) return false;
    if (!unread.empty())
        if (const auto put = enqueue(tx, world, WantedRead{.key = key, .fields = unread}, now + kHeldUnread);
            !put)
            return put.error();
    if (later.fields.size() == job.write.touch.fields.size()) return true;
    for (const std::string& name : later.fields) job.write.touch.fields.erase(name);
    later.kind = key.kind;
    later.record = key.id;
    later.due = now + kHeldUnread;
    if (const auto queued = enqueue(tx, world, later); !queued) return queued.error();
    return false;
}

}  // namespace crosswalk
