#include "connector/run/engine/engine_context.h"

#include <algorithm>

namespace crosswalk {

void WakeSignal::notify() {
    // In one order with the sleeper's own two steps: one of the two sees the other.
    count_.fetch_add(1);
    if (sleepers_.load() == 0) return;
    { const std::lock_guard lock(mutex_); }
    rung_.notify_all();
}

std::uint64_t WakeSignal::wait(std::uint64_t seen, std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    sleepers_.fetch_add(1);
    rung_.wait_for(lock, most, [&] { return count_.load() != seen; });
    sleepers_.fetch_sub(1);
    return count();
}

namespace {

// A compiled mapping is shared and never changes: one that knows more takes its place.
void take_in(
    std::shared_ptr<const Mapping>& mapping, const std::string& connection, const ObjectSchema& schema
) {
    Mapping next = *mapping;
    if (next.learn(connection, schema)) mapping = std::make_shared<const Mapping>(std::move(next));
}

}  // namespace

std::shared_ptr<const Mapping> EngineContext::mapping() const {
    const std::lock_guard lock(mapping_mutex_);
    return mapping_;
}

void EngineContext::use(std::shared_ptr<const Mapping> next) {
    const std::lock_guard lock(mapping_mutex_);
    mapping_ = std::move(next);
    if (mapping_ == nullptr) return;
    for (const auto& [place, schema] : schemas_) take_in(mapping_, place.first, schema);
}

void EngineContext::learn(const std::string& connection, const ObjectSchema& schema) {
    const std::lock_guard lock(mapping_mutex_);
    schemas_[{connection, schema.kind}] = schema;
    if (mapping_ != nullptr) take_in(mapping_, connection, schema);
}

Mapping EngineContext::with_schemas(Mapping mapping) const {
    const std::lock_guard lock(mapping_mutex_);
    for (const auto& [place, schema] : schemas_) mapping.learn(place.first, schema);
    return mapping;
}

ConnectionRuntime* EngineContext::account(std::string_view name) const {
    const auto it = accounts.find(name);
    return it == accounts.end() ? nullptr : it->second.get();
}

ConnectionRuntime* EngineContext::channel(std::string_view name) const {
    const auto it = channels.find(name);
    return it == channels.end() ? nullptr : it->second.get();
}

ConnectionRuntime* EngineContext::speaker(std::string_view name) const {
    ConnectionRuntime* const one = account(name);
    return one == nullptr ? channel(name) : one;
}

std::string spelled_as_there(const EngineContext& context, std::string_view connection, std::string_view id) {
    const ConnectionRuntime* account = context.account(connection);
    const auto spell = account == nullptr ? nullptr : account->setup.adapter->canonical_id;
    return spell == nullptr ? std::string(id) : spell(id);
}

std::string own_id_field(const Mapping& mapping, const ConnectionRuntime& account, const VendorKind& kind) {
    if (const ConnectionPlan* plan = mapping.connection(account.name()))
        if (const auto it = plan->own_id_field.find(kind.text); it != plan->own_id_field.end())
            return it->second;
    const ObjectPlan* object = account.manifest().plan(kind.text);
    return object == nullptr ? std::string{} : std::string(object->own_id_field);
}

FieldSet left_open(const Mapping& mapping, const RecordKey& key, const Change& change) {
    FieldSet open;
    if (change.completeness != Completeness::read_the_rest) return open;
    for (std::string& field : mapping.vendor_fields(key.connection, key.kind.text))
        if (!change.fields.contains(field)) open.insert(std::move(field));
    return open;
}

Result<void> enqueue(Transaction& tx, const EngineContext& context, const WriteIntent& intent) {
    if (ConnectionRuntime* account = context.account(intent.connection))
        if (intent.due.time_since_epoch().count() < account->wakes_at) account->to_write = true;
    for (const WriteIntent& one : by_part(*context.mapping(), intent))
        if (const auto queued = tx.outbox.add(one); !queued) return queued;
    return {};
}

Result<void> enqueue(Transaction& tx, const EngineContext& context, const ReadRequest& wanted, Millis due) {
    if (ConnectionRuntime* account = context.account(wanted.key.connection)) account->to_read = true;
    return tx.reads.want(wanted, due);
}

Result<void> enqueue_all(Transaction& tx, const EngineContext& context, std::span<const WriteIntent> intents) {
    for (const WriteIntent& intent : intents)
        if (const auto added = enqueue(tx, context, intent); !added) return added;
    return {};
}

bool carries_id_of(
    const EngineContext& context, const Mapping& mapping, const RecordKey& key, const Change& change, const LeadId& lead
) {
    const auto own = change.fields.find(own_id_field(mapping, *context.account(key.connection), key.kind));
    return own != change.fields.end() && own->second == boost::json::string(lead.text);
}

Result<std::optional<LeadAggregate>> load_aggregate(Transaction& tx, const LeadId& id) {
    auto lead = tx.leads.load(id);
    if (!lead) return lead.error();
    if (!*lead) return std::optional<LeadAggregate>{};
    auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    return std::optional{LeadAggregate{std::move(**lead), std::move(*records)}};
}

Cause cause_of(const EngineContext& context, const Event& event, const Mapping& mapping) {
    return {event.seq, event.connection, std::max(event.delivery.received_at, context.clock.now()), mapping.version};
}

void wake_workers(const EngineContext& context) {
    for (const auto& [name, account] : context.accounts) {
        if (account->to_write.exchange(false)) account->signal.notify();
        if (account->to_read.exchange(false)) account->reading.notify();
    }
    for (const auto& [name, channel] : context.channels)
        if (channel->to_write.exchange(false)) channel->signal.notify();
}

void wake_all_workers(const EngineContext& context) {
    for (const auto& [name, account] : context.accounts) {
        account->signal.notify();
        account->reading.notify();
    }
    for (const auto& [name, channel] : context.channels) channel->signal.notify();
}

Result<Seq> applied_mark(Transaction& tx) {
    const auto mark = tx.settings.get(kAppliedMark);
    if (!mark) return mark.error();
    return *mark ? std::stoll(**mark) : Seq{0};
}

}  // namespace crosswalk
