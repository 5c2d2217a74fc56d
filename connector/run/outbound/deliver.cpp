#include "connector/run/outbound/deliver.h"

#include "connector/run/outbound/hold_unread.h"
#include "connector/run/outbound/prepare_write.h"
#include "connector/run/vendor/exchange.h"
#include "connector/run/vendor/schemas.h"

#include <algorithm>
#include <limits>

namespace crosswalk {
namespace {

using How = WriteResult::How;
constexpr std::chrono::hours kHeldBack{1};
constexpr std::chrono::milliseconds kQuickAnswer{25};

bool may_send(EngineContext& context, ConnectionRuntime& account) {
    if (context.held_since != 0 || !context.store.writable()) return false;
    const std::lock_guard lock(account.mutex);
    return account.unkept.empty() && account.setup.mode != Mode::watch && account.paused.empty() &&
           account.setup.adapter->writes() && account.breaker.closed(context.clock.now());
}

// In mode `only`, everybody else waits until the admin goes live.
bool blocked_by_mode(const ConnectionRuntime& account, const Lead& lead) {
    if (account.setup.mode != Mode::only) return false;
    const auto email = lead.keys.find("email");
    return email == lead.keys.end() ||
           std::ranges::none_of(account.setup.only, [&](const std::string& address) {
               return address_key(address) == email->second;
           });
}

std::size_t most_records(const ConnectionRuntime& account) {
    std::size_t most = 1;
    for (const ObjectPlan& plan : account.manifest().objects) most = std::max(most, plan.limits.records);
    return most;
}

// A vendor that fails is tried with few records, so that an outage touches few of them.
std::size_t most_now(ConnectionRuntime& account) {
    const std::lock_guard lock(account.mutex);
    const int failures = account.state == "limited" ? 0 : account.breaker.failures();
    return shrink_batch(most_records(account), failures);
}

// The record that the write is about; where that is gone, the lead's main record.
const RecordState* live_record(
    const ConnectionPlan& plan, std::span<const RecordState> records, const WriteIntent& intent, bool& deleted
) {
    for (const RecordState& record : records) {
        if (record.key.connection != plan.name) continue;
        deleted = deleted || (record.deleted && !never_was(record));
        const bool meant = intent.record && record.key.id == *intent.record && record.key.kind == intent.kind;
        if (meant && !record.deleted) return &record;
    }
    return main_record(plan, records);
}

// What this record may be told of the fields in question.
FieldSet allowed(
    const Mapping& mapping,
    const Lead& lead,
    const RecordState& record,
    const RecordState* main,
    FieldSet fields
) {
    const bool all = !lead.contested.contains(record.key.connection) && &record == main;
    if (!all)
        std::erase_if(fields, [&](const std::string& name) {
            const FieldPlan* field = mapping.field(name);
            return field == nullptr || !field->consent;
        });
    return fields;
}

// An undone mapping left something to put back: that is due whoever takes part now.
bool has_values_to_restore(const RecordState& record) {
    return std::ranges::any_of(record.fields, [](const auto& field) {
        return field.second.restore.has_value();
    });
}

Result<void> end(Transaction& tx, const ClaimedWrite& write, WriteResult::How how, Millis now, Millis due = {}) {
    return tx.outbox.settle({.write = write.id, .how = how, .due = due, .counts = false}, now);
}

// True when something is asked for that belongs to another part of the record: as in what was queued before the
// record was known, under another mapping, and by versions that did not tell the parts apart.
bool mixes_parts(const Mapping& mapping, const WriteIntent& intent, const RecordKey& at) {
    return std::ranges::any_of(intent.fields, [&](const std::string& name) {
        return part_of(mapping, at.connection, at.kind, name) != intent.part;
    });
}

// Decides, inside the unit that claims it, what a write amounts to now. Nothing: it was settled at once.
Result<std::optional<Job>> prepare(
    Transaction& tx,
    EngineContext& context,
    ConnectionRuntime& account,
    const Mapping& mapping,
    ClaimedWrite write
) {
    const Millis now = context.clock.now();
    const auto settled = [&](How how, Millis due = {}) -> Result<std::optional<Job>> {
        const auto done = end(tx, write, how, now, due);
        if (!done) return done.error();
        return std::optional<Job>{};
    };
    const ConnectionPlan* plan = mapping.connection(account.name());
    auto lead = tx.leads.load(write.intent.lead);
    if (!lead) return lead.error();
    if (plan == nullptr || !*lead) return settled(How::withdrawn);
    if (blocked_by_mode(account, **lead)) return settled(How::again, now + kHeldBack);
    const auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    bool deleted = false;
    const RecordState* record = live_record(*plan, *records, write.intent, deleted);
    if (record == nullptr && deleted) return settled(How::withdrawn);
    if (!takes_part(*plan, **lead)) {
        if (record == nullptr || !has_values_to_restore(*record)) return settled(How::withdrawn);
        write.intent.fields.clear();
    }

    Job job{.write = std::move(write), .lead = std::move(**lead), .mapping_version = mapping.version};
    if (record == nullptr) {
        job.target = {.key = {account.name(), plan->create_kind(), {}}, .lead = job.lead.id};
        job.operation = WriteKind::create;
        return std::optional{std::move(job)};
    }
    job.target = *record;
    job.write.intent.fields =
        allowed(mapping, job.lead, *record, main_record(*plan, *records), std::move(job.write.intent.fields));
    const bool mixed = mixes_parts(mapping, job.write.intent, record->key);
    if (job.write.unanswered) {  // composed when it has been looked at; whatever it asked for is looked at together
        if (mixed) job.write.intent.part = WritePart::fields;
        return std::optional{std::move(job)};
    }
    if (mixed) {
        write = std::move(job.write);
        write.intent.kind = record->key.kind;
        write.intent.record = record->key.id;
        write.intent.due = now;
        if (auto ended = settled(How::withdrawn); !ended) return ended;
        if (const auto queued = enqueue(tx, context, write.intent); !queued) return queued.error();
        return std::optional<Job>{};
    }
    const auto held = hold_unread({tx, context, account, mapping, now}, job);
    if (!held) return held.error();
    if (*held) return std::optional<Job>{};
    const auto composed = compose_job(tx, account, mapping, job, now);
    if (!composed) return composed.error();
    if (*composed) return std::optional{std::move(job)};
    write = std::move(job.write);
    return settled(How::withdrawn);
}

// Claims in one unit and prepares in one for each write, so that intake need not wait for two hundred of
// them. Should the process end in between, the claim is released as unanswered.
std::vector<Job> claim(EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, bool& any) {
    const Millis now = context.clock.now();
    const std::size_t most = most_now(account);
    std::vector<ClaimedWrite> writes;
    const auto claimed = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        auto due = tx.outbox.claim(account.name(), most, now, gather_until(account));
        if (!due) return due.error();
        writes = std::move(*due);
        return {};
    });
    any = claimed.has_value() && !writes.empty();
    if (!any) return {};
    std::vector<std::optional<Job>> prepared(writes.size());
    std::vector<Unit> units;
    for (std::size_t i = 0; i < writes.size(); ++i)
        units.emplace_back([&, i](Transaction& tx) -> Result<void> {
            auto job = prepare(tx, context, account, mapping, writes[i]);
            if (!job) return job.error();
            prepared[i] = std::move(*job);
            return {};
        });
    const auto done = context.store.run(std::move(units));
    std::vector<Job> jobs, failed;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        if (!done[i])
            failed.push_back({.write = std::move(writes[i])});
        else if (prepared[i])
            jobs.push_back(std::move(*prepared[i]));
    }
    requeue(context, account, failed, {.verdict = Verdict::retry, .vendor_code = "store.unavailable"});
    return jobs;
}

std::size_t size_of(const Job& job) {
    const Fields& fields = job.composed.record.fields;
    return boost::json::serialize(boost::json::object(fields.begin(), fields.end())).size() + 128;
}

// Takes one batch of one kind and one operation, within the plan's limits, off the list.
std::vector<Job> next_batch(const ConnectionRuntime& account, std::vector<Job>& jobs) {
    const VendorKind kind = jobs.front().target.key.kind;
    const WriteKind operation = jobs.front().operation;
    const ObjectPlan* plan = account.manifest().plan(kind.text);
    const std::size_t most = plan == nullptr ? jobs.size() : plan->limits.records;
    const std::size_t most_bytes = plan == nullptr || plan->limits.bytes == 0 ? SIZE_MAX : plan->limits.bytes;
    const WritePart part = jobs.front().write.intent.part;  // no other record's values sink it either
    std::size_t bytes = 0;
    return take_alike(jobs, most, [&](const Job& job) {
        if (job.target.key.kind != kind || job.operation != operation) return false;
        if (job.write.intent.part != part) return false;
        const std::size_t size = size_of(job);
        if (bytes > 0 && bytes + size > most_bytes) return false;
        bytes += size;
        return true;
    });
}

struct DueWrites {
    std::shared_ptr<const Mapping> mapping{};
    std::vector<Job> jobs{};
    bool any = false;
};

// What is due now, as much as one call takes.
DueWrites take_due(EngineContext& context, ConnectionRuntime& account) {
    account.wakes_at = std::numeric_limits<std::int64_t>::max();  // awake: whatever comes now rings
    settle_claims(context, account, {});
    learn_schemas(context, account);
    DueWrites due{.mapping = context.mapping()};
    if (may_send(context, account)) due.jobs = claim(context, account, *due.mapping, due.any);
    return due;
}

void send_due(EngineContext& context, ConnectionRuntime& account, DueWrites due) {
    std::vector<Job> ready;
    std::erase_if(due.jobs, [&](Job& job) {
        if (!job.linked() || job.write.unanswered) return false;
        ready.push_back(std::move(job));
        return true;
    });
    // What is clear already waits for no question about others.
    while (!ready.empty()) write_batch(context, account, *due.mapping, next_batch(account, ready));
    look_up(context, account, *due.mapping, due.jobs);
    while (!due.jobs.empty()) write_batch(context, account, *due.mapping, next_batch(account, due.jobs));
}

// A vendor that fails is tried by one call at a time. What is told of consent is told before anything else leaves; and a
// backlog that nobody waits for leaves call by call, so that whatever is urgent overtakes it.
bool may_go_beside(ConnectionRuntime& account, std::span<const Job> jobs) {
    const auto is_bulk = [](const Job& job) { return job.write.intent.urgency == Urgency::bulk; };
    if (std::ranges::any_of(jobs, &Job::is_consent) || std::ranges::all_of(jobs, is_bulk)) return false;
    const std::lock_guard lock(account.mutex);
    return account.state == "ok" && account.breaker.failures() == 0;
}

}  // namespace

Millis gather_until(const ConnectionRuntime& account) {
    return account.beside > 0 ? Millis{std::chrono::milliseconds{account.gathers_until}} : Millis::min();
}

bool deliver_step(EngineContext& context, ConnectionRuntime& account) {
    DueWrites due = take_due(context, account);
    const bool any = due.any;
    send_due(context, account, std::move(due));
    return any;
}

bool deliver_beside(EngineContext& context, ConnectionRuntime& account, std::unique_lock<std::mutex>& watch) {
    if (!watch.owns_lock()) watch.lock();
    DueWrites due = take_due(context, account);
    const bool any = due.any;
    if (!any || !may_go_beside(account, due.jobs)) {
        send_due(context, account, std::move(due));
        return any;
    }
    account.gathers_until = (context.clock.now() + kQuickAnswer).time_since_epoch().count();
    {
        const Beside beside(account);
        watch.unlock();
        send_due(context, account, std::move(due));
    }
    watch.lock();
    return any;
}

}  // namespace crosswalk
