// Before anything is created it is looked for, and what was left unanswered is looked at.
#include "connector/run/apply.h"
#include "connector/run/deliver.h"
#include "connector/run/exchange.h"
#include "connector/run/news.h"

#include "connector/mapping/translate.h"
#include "connector/sync/hear.h"

#include <algorithm>
#include <functional>

namespace crosswalk {
namespace {

using How = Settlement::How;

struct Found {
    std::vector<Change> changes{};  // of one kind: the first kind and field that found anybody
};

std::vector<VendorKind> kinds_in_preference(const ConnectionPlan& plan) {
    std::vector<VendorKind> kinds;
    const auto add = [&](const VendorKind& kind) {
        if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(kind);
    };
    for (const std::string& canonical : plan.prefer)
        for (const auto& [name, kind] : plan.kinds)
            if (name == canonical) add(kind);
    for (const auto& [name, kind] : plan.kinds) add(kind);
    return kinds;
}

// One question about many people. `key_of` tells by which value a job, or a record in the answer, is
// recognised.
struct Question {
    const ObjectPlan& plan;
    std::string vendor_field{};
    std::function<std::string(const Job&)> asked{};
    std::function<std::string(const Change&)> answered{};
};

std::optional<Outcome> ask(
    World& world,
    LiveAccount& account,
    const Mapping& mapping,
    const Question& question,
    std::span<const Job> jobs,
    std::vector<Found>& found
) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < jobs.size(); ++i)
        if (found[i].changes.empty())
            if (auto value = question.asked(jobs[i]);
                !value.empty() && std::ranges::find(values, value) == values.end())
                values.push_back(std::move(value));
    if (values.empty()) return std::nullopt;
    const auto schema = schema_of(world, account, question.plan);
    if (const auto* refused = std::get_if<Outcome>(&schema)) return *refused;
    auto fields = mapping.vendor_fields(account.name(), question.plan.kind.text);
    for (const std::string& extra :
         {question.vendor_field, own_id_field(mapping, account, question.plan.kind)})
        if (!extra.empty() && std::ranges::find(fields, extra) == fields.end()) fields.push_back(extra);
    const std::size_t most = std::max<std::size_t>(1, question.plan.limits.read_records);
    for (std::size_t from = 0; from < values.size(); from += most) {
        const auto to = std::min(values.size(), from + most);
        const ReadQuery query{
            question.plan,
            std::get<ObjectSchema>(schema),
            fields,
            ByMatch{
                question.vendor_field,
                {values.begin() + static_cast<std::ptrdiff_t>(from),
                 values.begin() + static_cast<std::ptrdiff_t>(to)}}};
        const auto answered = perform(world, account, account.setup.adapter->read, query);
        if (answered.stopped_by) return answered.stopped_by;
        std::multimap<std::string, const Change*> by_key;
        for (const Change& change : answered.out.changes)
            if (!change.deleted) by_key.emplace(question.answered(change), &change);
        for (std::size_t i = 0; i < jobs.size(); ++i)
            if (const auto key = question.asked(jobs[i]); !key.empty())
                for (auto [it, end] = by_key.equal_range(key); it != end; ++it)
                    found[i].changes.push_back(*it->second);
    }
    return std::nullopt;
}

bool can_match(const ObjectPlan* plan) {
    return plan != nullptr && std::ranges::find(plan->reads, Reading::by_match) != plan->reads.end();
}

// By our own id first (a create that was not answered), then by the match fields, kind by kind.
std::optional<Outcome> search(
    World& world,
    LiveAccount& account,
    const Mapping& mapping,
    std::span<const Job> jobs,
    std::vector<Found>& found
) {
    const ConnectionPlan& connection = *mapping.connection(account.name());
    for (const VendorKind& kind : kinds_in_preference(connection)) {
        const ObjectPlan* plan = account.manifest().plan(kind.text);
        if (!can_match(plan)) continue;
        if (const std::string own = own_id_field(mapping, account, kind); !own.empty()) {
            const Question by_own_id{
                *plan,
                own,
                [](const Job& job) { return job.write.unanswered ? job.lead.id.text : std::string{}; },
                [&own](const Change& change) {
                    const auto it = change.fields.find(own);
                    return it != change.fields.end() && it->second.is_string()
                               ? std::string(it->second.get_string())
                               : std::string{};
                }};
            if (auto trouble = ask(world, account, mapping, by_own_id, jobs, found)) return trouble;
        }
        for (const std::string& name : connection.match_by) {
            const FieldPlan* field = mapping.field(name);
            const Binding* binding = field == nullptr ? nullptr : field->binding(account.name(), kind.text);
            if (binding == nullptr) continue;
            const Question by_key{
                *plan,
                binding->vendor_field,
                [&name](const Job& job) {
                    const auto key = job.lead.keys.find(name);
                    return key == job.lead.keys.end() ? std::string{} : key->second;
                },
                [&](const Change& change) {
                    const auto told = change.fields.find(binding->vendor_field);
                    if (told == change.fields.end()) return std::string{};
                    const Taken taken = take(*field, *binding, told->second);
                    return taken.value ? match_form(*field, *taken.value).value_or("") : std::string{};
                }};
            if (auto trouble = ask(world, account, mapping, by_key, jobs, found)) return trouble;
        }
    }
    return std::nullopt;
}

Result<void> park(
    Transaction& tx, const Job& job, std::string code, std::string says, std::string advice, Millis now
) {
    return tx.outbox.settle(
        {.write = job.write.id,
         .how = How::parked,
         .code = std::move(code),
         .says = std::move(says),
         .advice = std::move(advice)},
        now
    );
}

// The record found becomes this lead's; what it lacks is queued as a write of its own.
Result<void> link(
    Transaction& tx, World& world, const Mapping& mapping, const Job& job, const Change& change, Millis now
) {
    const RecordKey key{job.write.touch.connection, change.kind, change.id};
    const auto other = tx.leads.record(key);
    if (!other) return other.error();
    if (*other && (*other)->lead != job.lead.id)
        return park(
            tx,
            job,
            "identity.taken",
            "The record that fits belongs to another lead here.",
            "Merge the duplicates where they are, then replay.",
            now
        );
    const AskedChange asked{.change = change};
    Event event;
    event.connection = key.connection;
    event.kind = EventKind::read;
    event.parent = job.write.touch.cause;
    event.memo = std::string(kAdopted);
    event.delivery = {.method = "READ", .target = "", .body = journal_form({&asked, 1}), .received_at = now};
    const auto seq = tx.journal.append(event);
    if (!seq) return seq.error();
    event.seq = seq->value_or(0);
    if (const auto adopted = adopt(tx, world, mapping, event, change, job.lead.id); !adopted) return adopted;
    return tx.outbox.settle({.write = job.write.id, .how = How::withdrawn}, now);
}

// Decides one unlinked job. True when it is to be created.
Result<bool> decide_unlinked(
    Transaction& tx, World& world, const Mapping& mapping, Job& job, const Found& found, Millis now
) {
    const ConnectionPlan& plan = *mapping.connection(job.write.touch.connection);
    const auto settled = [](const Result<void>& done) -> Result<bool> {
        if (!done) return done.error();
        return false;
    };
    if (found.changes.size() > 1)
        return settled(park(
            tx,
            job,
            "identity.ambiguous",
            std::to_string(found.changes.size()) + " records fit this lead.",
            "Merge the duplicates where they are, then replay.",
            now
        ));
    if (found.changes.size() == 1) return settled(link(tx, world, mapping, job, found.changes.front(), now));
    const ObjectPlan* object = world.account(plan.name)->manifest().plan(job.target.key.kind.text);
    const bool can_create = object != nullptr && std::ranges::find(object->operations, Operation::create) !=
                                                     object->operations.end();
    const bool named = std::ranges::any_of(plan.match_by, [&](const std::string& key) {
        return job.lead.keys.contains(key);
    });
    if (can_create && named && may_create(mapping, plan, job.lead)) {
        job.composed = compose_create(mapping, job.lead, plan.name, job.target.key.kind.text);
        return true;
    }
    auto lead = tx.leads.load(job.lead.id);
    if (!lead) return lead.error();
    if (*lead) {
        (*lead)->absent[plan.name] = now;
        if (const auto saved = tx.leads.save(**lead); !saved) return saved.error();
    }
    return settled(tx.outbox.settle({.write = job.write.id, .how = How::withdrawn}, now));
}

void find_unlinked(
    World& world,
    LiveAccount& account,
    const Mapping& mapping,
    std::vector<Job>& jobs,
    std::vector<Job>& ready
) {
    std::vector<Found> found(jobs.size());
    if (const auto trouble = search(world, account, mapping, jobs, found))
        return put_back(world, account, jobs, *trouble);
    const Millis now = world.clock.now();
    std::vector<Job> to_create;
    const auto done = run_one(world.store, [&](Transaction& tx) -> Result<void> {
        to_create.clear();
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            const auto create = decide_unlinked(tx, world, mapping, jobs[i], found[i], now);
            if (!create) return create.error();
            if (*create) to_create.push_back(jobs[i]);
        }
        return {};
    });
    if (!done)
        return put_back(world, account, jobs, {.verdict = Verdict::retry, .vendor_code = done.error().code});
    world.bell.ring();
    for (Job& job : to_create) ready.push_back(std::move(job));
}

// What a read-back shows of an unanswered write: what arrived is known now, the rest is written again.
Result<std::optional<Job>> resume(
    Transaction& tx,
    const LiveAccount& account,
    const Mapping& mapping,
    Job job,
    const Change* seen,
    Millis now
) {
    auto state = tx.leads.record(job.target.key);
    if (!state) return state.error();
    if (*state) job.target = **state;
    conclude(job.target, false);
    const std::string own = own_id_field(mapping, account, job.target.key.kind);
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(job.target.key.connection, job.target.key.kind.text);
        if (binding == nullptr || !binding->writes || seen == nullptr) continue;
        const auto told = seen->fields.find(binding->vendor_field);
        if (told == seen->fields.end()) continue;
        const FieldMemory there{.known = told->second};
        if (holds(field, *binding, there, job.lead.value(field.name)))
            job.target.fields[binding->vendor_field].known = told->second;
    }
    if (seen != nullptr && !own.empty())
        if (const auto it = seen->fields.find(own); it != seen->fields.end())
            job.target.stamped = it->second == boost::json::string(job.lead.id.text);
    job.composed = compose_update(mapping, job.lead, job.target, job.write.touch.fields, own);
    const bool arrived = job.composed.record.fields.empty();
    if (!arrived) begin(job.target, job.composed.record);
    if (const auto saved = tx.leads.save(job.target); !saved) return saved.error();
    if (!arrived) return std::optional{std::move(job)};
    if (const auto done = tx.outbox.settle({.write = job.write.id, .how = How::applied}, now); !done)
        return done.error();
    return std::optional<Job>{};
}

void read_back(
    World& world,
    LiveAccount& account,
    const Mapping& mapping,
    std::vector<Job>& jobs,
    std::vector<Job>& ready
) {
    while (!jobs.empty()) {
        const VendorKind kind = jobs.front().target.key.kind;
        const ObjectPlan* plan = account.manifest().plan(kind.text);
        const bool readable =
            plan != nullptr && std::ranges::find(plan->reads, Reading::by_ids) != plan->reads.end();
        const std::size_t most =
            plan == nullptr ? jobs.size() : std::max<std::size_t>(1, plan->limits.read_records);
        std::vector<Job> batch;
        std::erase_if(jobs, [&](Job& job) {
            if (job.target.key.kind != kind || batch.size() >= most) return false;
            batch.push_back(job);
            return true;
        });
        Page page;
        if (readable) {
            const auto schema = schema_of(world, account, *plan);
            if (const auto* refused = std::get_if<Outcome>(&schema)) {
                put_back(world, account, batch, *refused);
                continue;
            }
            ByIds ids;
            for (const Job& job : batch) ids.ids.push_back(job.target.key.id);
            auto fields = mapping.vendor_fields(account.name(), kind.text);
            if (const auto own = own_id_field(mapping, account, kind); !own.empty()) fields.push_back(own);
            auto answered = perform(
                world,
                account,
                account.setup.adapter->read,
                ReadQuery{*plan, std::get<ObjectSchema>(schema), fields, ids}
            );
            if (answered.stopped_by) {
                put_back(world, account, batch, *answered.stopped_by);
                continue;
            }
            page = std::move(answered.out);
        }
        const Millis now = world.clock.now();
        std::vector<Job> again;
        const auto done = run_one(world.store, [&](Transaction& tx) -> Result<void> {
            again.clear();
            for (const Job& job : batch) {
                const auto seen = std::ranges::find(page.changes, job.target.key.id, &Change::id);
                auto resumed =
                    resume(tx, account, mapping, job, seen == page.changes.end() ? nullptr : &*seen, now);
                if (!resumed) return resumed.error();
                if (*resumed) again.push_back(std::move(**resumed));
            }
            return {};
        });
        if (!done)
            put_back(world, account, batch, {.verdict = Verdict::retry, .vendor_code = done.error().code});
        else
            for (Job& job : again) ready.push_back(std::move(job));
    }
}

}  // namespace

void look_up(World& world, LiveAccount& account, const Mapping& mapping, std::vector<Job>& jobs) {
    std::vector<Job> unlinked, unanswered, ready;
    for (Job& job : jobs)
        (!job.linked() ? unlinked : job.write.unanswered ? unanswered : ready).push_back(std::move(job));
    jobs.clear();
    if (!unlinked.empty()) find_unlinked(world, account, mapping, unlinked, ready);
    if (!unanswered.empty()) read_back(world, account, mapping, unanswered, ready);
    jobs = std::move(ready);
}

}  // namespace crosswalk
