// Before anything is created it is looked for, and what was left unanswered is looked at.
#include "connector/run/lookup.h"
#include "connector/run/exchange.h"
#include "connector/run/identity.h"

#include <algorithm>
#include <functional>

namespace crosswalk {
namespace {

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
    std::function<bool(const Job&, const Change&)> fits{};
};

// Several turns may each bring the same record.
void add_once(Found& found, const Change& change) {
    if (std::ranges::find(found.changes, change.id, &Change::id) == found.changes.end())
        found.changes.push_back(change);
}

std::optional<Outcome> ask(
    World& world,
    LiveAccount& account,
    const Mapping& mapping,
    const Question& question,
    std::span<const Job> jobs,
    std::vector<Found>& found
) {
    std::multimap<std::string, std::size_t> asking;  // by value, who asks for it
    for (std::size_t i = 0; i < jobs.size(); ++i)
        if (found[i].changes.empty())
            if (auto value = question.asked(jobs[i]); !value.empty()) asking.emplace(std::move(value), i);
    if (asking.empty()) return std::nullopt;
    std::vector<std::string> values;
    for (const auto& [value, job] : asking)
        if (values.empty() || values.back() != value) values.push_back(value);
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
        for (const Change& change : answered.out.changes) {
            if (change.deleted) continue;
            for (auto [it, end] = asking.equal_range(question.answered(change)); it != end; ++it)
                if (question.fits(jobs[it->second], change)) add_once(found[it->second], change);
        }
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
                },
                [](const Job&, const Change&) { return true; }};
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
                    return key_in(mapping, name, account.name(), change).value_or("");
                },
                [&](const Job& job, const Change& change) {
                    return !contradicts(mapping, connection, name, job.lead, change);
                }};
            if (auto trouble = ask(world, account, mapping, by_key, jobs, found)) return trouble;
        }
    }
    return std::nullopt;
}

// The search for one group of jobs. What the vendor refuses to look up is halved until the one it cannot look
// up is found: that one waits for a person.
void find_group(
    World& world, LiveAccount& account, const Mapping& mapping, std::vector<Job> jobs, std::vector<Job>& ready
) {
    std::vector<Found> found(jobs.size());
    if (const auto trouble = search(world, account, mapping, jobs, found)) {
        if (jobs.size() == 1 || trouble->verdict != Verdict::refused)
            return put_back(world, account, jobs, *trouble);
        const auto middle = jobs.begin() + std::ssize(jobs) / 2;
        std::vector<Job> second(std::make_move_iterator(middle), std::make_move_iterator(jobs.end()));
        jobs.erase(middle, jobs.end());
        find_group(world, account, mapping, std::move(jobs), ready);
        return find_group(world, account, mapping, std::move(second), ready);
    }
    const Millis now = world.clock.now();
    std::vector<char> create(jobs.size(), 0);
    std::vector<Unit> units;
    for (std::size_t i = 0; i < jobs.size(); ++i)
        units.emplace_back([&, i](Transaction& tx) -> Result<void> {
            const auto decided = decide_unlinked(tx, world, mapping, jobs[i], found[i], now);
            if (!decided) return decided.error();
            create[i] = *decided ? 1 : 0;
            return {};
        });
    const auto done = world.store.run(std::move(units));
    std::vector<Job> failed;
    for (std::size_t i = 0; i < jobs.size(); ++i)
        if (!done[i])
            failed.push_back(std::move(jobs[i]));
        else if (create[i] != 0)
            ready.push_back(std::move(jobs[i]));
    put_back(world, account, failed, {.verdict = Verdict::retry, .vendor_code = "store.unavailable"});
    world.bell.ring();
    ring(world);
}

void find_unlinked(
    World& world, LiveAccount& account, const Mapping& mapping, std::vector<Job> jobs, std::vector<Job>& ready
) {
    while (!jobs.empty())
        find_group(
            world, account, mapping, take_alike(jobs, jobs.size(), [](const Job&) { return true; }), ready
        );
}

}  // namespace

void look_up(World& world, LiveAccount& account, const Mapping& mapping, std::vector<Job>& jobs) {
    std::vector<Job> unlinked, unanswered, ready;
    for (Job& job : jobs)
        (!job.linked() ? unlinked : job.write.unanswered ? unanswered : ready).push_back(std::move(job));
    jobs.clear();
    if (!unlinked.empty()) find_unlinked(world, account, mapping, std::move(unlinked), ready);
    if (!unanswered.empty()) read_back(world, account, mapping, std::move(unanswered), ready);
    jobs = std::move(ready);
}

}  // namespace crosswalk
