// What became of writes that were left unanswered.
#include "connector/run/vendor/page_parts.h"
#include "connector/run/outbound/hold_unread.h"
#include "connector/run/outbound/lookup.h"
#include "connector/run/outbound/prepare_write.h"
#include "connector/run/outbound/settle.h"
#include "connector/run/vendor/enrich.h"
#include "connector/run/vendor/learn_merges.h"
#include "connector/run/vendor/read_vendor.h"

#include "connector/sync/ingest.h"
#include "connector/sync/retry.h"

#include <algorithm>

namespace crosswalk {
namespace {

using How = WriteResult::How;

// What was on its way and is there arrived, whatever the lead has become since. False: somebody else's value
// is there, and must be heard.
bool took_note(
    const Mapping& mapping, RecordState& state, const Change& seen, Millis now, std::vector<ArrivedField>& arrived
) {
    bool ours = true;
    for (auto& [name, memory] : state.fields) {
        const auto told = seen.fields.find(name);
        if (!memory.pending || told == seen.fields.end()) continue;
        if (means_the_same(mapping, state.key, name, *memory.pending, told->second)) {
            const auto sent = memory.written ? memory.written->at : now;
            arrived.push_back({name, memory.known, *memory.pending});
            memory.written = Written{now, memory.known, std::max(now - sent, std::chrono::milliseconds{0})};
            memory.known = told->second;
            memory.doubtful = false;
        } else if (memory.heard && means_the_same(mapping, state.key, name, memory.heard->raw, told->second)) {
            memory.known = told->second;  // ours did not arrive: it shows what was said there last
            memory.doubtful = false;
        } else if (!memory.known || !means_the_same(mapping, state.key, name, *memory.known, told->second)) {
            ours = false;
        }
    }
    return ours;
}

// What a read-back shows of an unanswered write: what arrived is known now, the rest is written again.
Result<std::optional<Job>> resume(const DeliveryContext& unit, Job job, const Change* seen) {
    auto state = unit.tx.leads.record(job.target.key);
    if (!state) return state.error();
    if (*state) job.target = **state;
    std::vector<ArrivedField> arrived;
    const bool ours = seen == nullptr || took_note(unit.mapping, job.target, *seen, unit.now, arrived);
    const std::string own = own_id_field(unit.mapping, unit.account, job.target.key.kind);
    std::erase_if(arrived, [&](const ArrivedField& field) { return field.name == own; });
    if (const auto noted = note_arrived(unit.tx, job, arrived, unit.now); !noted) return noted.error();
    if (!ours)
        if (const auto asked =
                unit.tx.reads.want({.key = job.target.key, .parent = job.write.intent.cause}, unit.now);
            !asked)
            return asked.error();
    if (seen != nullptr && !own.empty())
        if (const auto it = seen->fields.find(own); it != seen->fields.end())
            job.target.stamped = it->second == boost::json::string(job.lead.id.text);
    const auto held = hold_unread(unit, job);
    if (!held) return held.error();
    if (*held) {
        if (const auto saved = unit.tx.leads.save(job.target); !saved) return saved.error();
        return std::optional<Job>{};
    }
    const auto composed = compose_job(unit.tx, unit.account, unit.mapping, job, unit.now);
    if (!composed) return composed.error();
    if (*composed) return std::optional{std::move(job)};
    if (const auto done = unit.tx.outbox.settle({.write = job.write.id, .how = How::applied}, unit.now);
        !done)
        return done.error();
    return std::optional<Job>{};
}

// The record is not shown. What became of it is applied first, and the write comes back to what it is then.
// Where the vendor says nothing of it at all, the write comes back less and less often, and at last waits for
// a person: blindly it is never written again.
Result<void> come_back(
    const DeliveryContext& unit, const Job& job, std::optional<AskedChange> fate, double chance
) {
    const bool told = fate.has_value();
    if (told) {
        std::vector<AskedChange> fates{std::move(*fate)};
        const auto kept =
            journal_fates(unit.tx, unit.account, std::move(fates), job.write.intent.cause, unit.now);
        if (!kept) return kept;
    }
    WriteResult settlement = settle(
        job.write,
        {.verdict = Verdict::unanswered,
         .vendor_code = "no_answer",
         .vendor_says =
             "The vendor did not say whether it took this, and leaves the record out of its answers.",
         .advice = "Look at this record there, then replay."},
        unit.now,
        chance
    );
    if (told) settlement.unanswered = false;
    return settle_write(unit.tx, unit.engine, job, settlement, unit.now);
}

// What the vendor shows of these records; trouble when it does not show them.
std::variant<Page, Outcome> read_again(
    EngineContext& context,
    ConnectionRuntime& account,
    const Mapping& mapping,
    const ObjectPlan* plan,
    std::span<const Job> batch
) {
    const VendorKind& kind = plan->kind;
    ByIds ids;
    for (const Job& job : batch) ids.ids.push_back(job.target.key.id);
    auto fields = mapping.vendor_fields(account.name(), kind.text);
    if (const auto own = own_id_field(mapping, account, kind); !own.empty()) fields.push_back(own);
    auto answer = read_vendor(context, account, mapping, {*plan, fields, ids});
    if (answer.stopped_by) return *answer.stopped_by;
    return std::move(answer.page);
}

// Answers with the jobs that are to be written.
std::vector<Job> resume_batch(
    EngineContext& context,
    ConnectionRuntime& account,
    const Mapping& mapping,
    std::vector<Job> batch,
    const Page* page
) {
    const Millis now = context.clock.now();
    const double chance = context.chance();
    std::vector<std::optional<Job>> resumed(batch.size());
    std::vector<Unit> units;
    for (std::size_t i = 0; i < batch.size(); ++i)
        units.emplace_back([&, i](Transaction& tx) -> Result<void> {
            const DeliveryContext unit{tx, context, account, mapping, now};
            const RecordKey& key = batch[i].target.key;
            const auto seen = page == nullptr ? std::nullopt : all_about(*page, key);
            if (page != nullptr && !seen)
                return come_back(unit, batch[i], what_became_of(*page, key), chance);
            auto job = resume(unit, batch[i], seen ? &*seen : nullptr);
            if (!job) return job.error();
            resumed[i] = std::move(*job);
            return {};
        });
    const auto done = context.store.run(std::move(units));
    std::vector<Job> failed, ready;
    for (std::size_t i = 0; i < batch.size(); ++i)
        if (!done[i])
            failed.push_back(std::move(batch[i]));
        else if (resumed[i])
            ready.push_back(std::move(*resumed[i]));
    requeue(context, account, failed, {.verdict = Verdict::retry, .vendor_code = "store.unavailable"});
    context.signal.notify();
    wake_workers(context);
    return ready;
}

}  // namespace

void verify_unanswered(
    EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, std::vector<Job> jobs, std::vector<Job>& ready
) {
    while (!jobs.empty()) {
        const VendorKind kind = jobs.front().target.key.kind;
        const ObjectPlan* plan = account.manifest().plan(kind.text);
        std::vector<Job> batch =
            take_alike(jobs, plan == nullptr ? jobs.size() : plan->limits.read_records, [&](const Job& job) {
                return job.target.key.kind == kind;
            });
        if (plan == nullptr || !reads_by(*plan, Reading::by_ids)) {
            std::ranges::move(
                resume_batch(context, account, mapping, std::move(batch), nullptr), std::back_inserter(ready)
            );
            continue;
        }
        const auto read = read_again(context, account, mapping, plan, batch);
        if (const auto* trouble = std::get_if<Outcome>(&read)) {
            requeue(context, account, batch, *trouble);
            continue;
        }
        const Page& page = std::get<Page>(read);
        learn_merges(context, account, page);
        std::ranges::move(
            resume_batch(context, account, mapping, std::move(batch), &page), std::back_inserter(ready)
        );
    }
}

}  // namespace crosswalk
