// Before anything is created it is looked for, and what was left unanswered is looked at.
#include "connector/run/vendor/page_parts.h"
#include "connector/run/outbound/lookup.h"
#include "connector/run/outbound/lookup_query.h"
#include "connector/run/vendor/enrich.h"
#include "connector/run/vendor/learn_merges.h"
#include "connector/run/vendor/read_vendor.h"

#include <algorithm>

namespace crosswalk {
namespace {

Outcome no_key_to_read() {
    return {
        .verdict = Verdict::retry,
        .vendor_code = "lookup.no_key_to_read",
        .vendor_says = "The field by which this person is looked up cannot be read.",
        .wait = std::chrono::seconds{30}};
}

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

// Nobody is looked up by a field that cannot be read. Who could be recognised by nothing else, among the records of
// any kind, waits.
bool cannot_be_looked_up(ConnectionRuntime& account, const Mapping& mapping, const Job& job) {
    const ConnectionPlan& connection = *mapping.connection(account.name());
    return std::ranges::any_of(connection.kinds, [&](const auto& named) {
        const std::string& kind = named.second.text;
        const FieldSet withheld = withheld_fields(account, kind);
        bool by_some = false, hindered = false;
        for (const std::string& name : connection.match_by) {
            const FieldPlan* field = mapping.field(name);
            const Binding* binding = field == nullptr ? nullptr : field->binding(account.name(), kind);
            if (binding == nullptr || !job.lead.keys.contains(name)) continue;
            (withheld.contains(binding->vendor_field) ? hindered : by_some) = true;
        }
        return hindered && !by_some;
    });
}

bool can_match(const ObjectPlan* plan) {
    return plan != nullptr && std::ranges::find(plan->reads, Reading::by_match) != plan->reads.end();
}

// The records that refused creations named.
std::optional<Outcome> look_at_hints(
    EngineContext& context,
    ConnectionRuntime& account,
    const Mapping& mapping,
    std::span<const Job> jobs,
    std::vector<Found>& found
) {
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const auto hint = hinted(jobs[i].write.memo);
        const ObjectPlan* plan = hint ? account.manifest().plan(hint->first.text) : nullptr;
        if (plan == nullptr || !reads_by(*plan, Reading::by_ids)) continue;
        const auto answer = read_vendor(
            context, account, mapping, {*plan, wanted_fields(mapping, account, *plan, {}), ByIds{{hint->second}}}
        );
        if (answer.stopped_by) return answer.stopped_by;
        learn_merges(context, account, answer.page);
        if (auto change = all_about(answer.page, {account.name(), hint->first, hint->second}))
            if (!change->deleted) add_once(found[i], *change);
    }
    return std::nullopt;
}

// What a refused creation named, then kind by kind: by our own id, and by the match fields.
std::optional<Outcome> search(
    EngineContext& context,
    ConnectionRuntime& account,
    const Mapping& mapping,
    std::span<const Job> jobs,
    std::vector<Found>& found
) {
    const ConnectionPlan& connection = *mapping.connection(account.name());
    if (auto trouble = look_at_hints(context, account, mapping, jobs, found)) return trouble;
    for (const VendorKind& kind : kinds_in_preference(connection)) {
        const ObjectPlan* plan = account.manifest().plan(kind.text);
        if (!can_match(plan)) continue;
        if (auto out = kind_outage(account, kind.text)) {
            // Nobody is made where they cannot be looked for; another kind that cannot be read stops nobody.
            if (kind == connection.create_kind()) return out;
            continue;
        }
        const FieldSet withheld = withheld_fields(account, kind.text);
        if (const std::string own = own_id_field(mapping, account, kind); !own.empty() && !withheld.contains(own))
            if (auto trouble = ask(context, account, mapping, by_own_id(*plan, own), {jobs, found}))
                return trouble;
        for (const std::string& name : connection.match_by) {
            const FieldPlan* field = mapping.field(name);
            const Binding* binding = field == nullptr ? nullptr : field->binding(account.name(), kind.text);
            if (binding == nullptr || withheld.contains(binding->vendor_field)) continue;
            for (const bool others : {false, true})
                if (auto trouble =
                        ask(context,
                            account,
                            mapping,
                            by_key(mapping, connection, *plan, *field, others),
                            {jobs, found}))
                    return trouble;
        }
    }
    return std::nullopt;
}

// The search for one group of jobs. What the vendor refuses to look up is halved until the one it cannot look
// up is found: that one waits for a person. What takes too many calls is halved, too.
void find_group(
    EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, std::vector<Job> jobs, std::vector<Job>& ready
) {
    std::vector<Found> found(jobs.size());
    if (const auto trouble = search(context, account, mapping, jobs, found)) {
        if (jobs.size() == 1 || (trouble->verdict != Verdict::refused && !is_endless(*trouble)))
            return requeue(context, account, jobs, *trouble);
        const auto middle = jobs.begin() + std::ssize(jobs) / 2;
        std::vector<Job> second(std::make_move_iterator(middle), std::make_move_iterator(jobs.end()));
        jobs.erase(middle, jobs.end());
        find_group(context, account, mapping, std::move(jobs), ready);
        return find_group(context, account, mapping, std::move(second), ready);
    }
    const Millis now = context.clock.now();
    std::vector<char> create(jobs.size(), 0);
    std::vector<Unit> units;
    for (std::size_t i = 0; i < jobs.size(); ++i)
        units.emplace_back([&, i](Transaction& tx) -> Result<void> {
            const auto decided = decide_unlinked({tx, context, account, mapping, now}, jobs[i], found[i]);
            if (!decided) return decided.error();
            create[i] = *decided ? 1 : 0;
            return {};
        });
    const auto done = context.store.run(std::move(units));
    std::vector<Job> failed;
    for (std::size_t i = 0; i < jobs.size(); ++i)
        if (!done[i])
            failed.push_back(std::move(jobs[i]));
        else if (create[i] != 0)
            ready.push_back(std::move(jobs[i]));
    requeue(context, account, failed, {.verdict = Verdict::retry, .vendor_code = "store.unavailable"});
    context.signal.notify();
    wake_workers(context);
}

void find_unlinked(
    EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, std::vector<Job> jobs, std::vector<Job>& ready
) {
    std::vector<Job> stuck;
    std::erase_if(jobs, [&](Job& job) {
        const bool waits = cannot_be_looked_up(account, mapping, job);
        if (waits) stuck.push_back(std::move(job));
        return waits;
    });
    if (!stuck.empty()) requeue(context, account, stuck, no_key_to_read());
    while (!jobs.empty())
        find_group(
            context, account, mapping, take_alike(jobs, jobs.size(), [](const Job&) { return true; }), ready
        );
}

}  // namespace

std::string hint_of(const std::pair<VendorKind, VendorId>& hint) {
    return "exists " + hint.first.text + " " + hint.second.text;
}

std::optional<std::pair<VendorKind, VendorId>> hinted(std::string_view memo) {
    constexpr std::string_view kExists = "exists ";
    if (!memo.starts_with(kExists)) return std::nullopt;
    memo.remove_prefix(kExists.size());
    const auto gap = memo.find(' ');
    if (gap == std::string_view::npos) return std::nullopt;
    return std::pair{VendorKind{std::string(memo.substr(0, gap))}, VendorId{std::string(memo.substr(gap + 1))}};
}

void look_up(EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, std::vector<Job>& jobs) {
    std::vector<Job> unlinked, unanswered, ready;
    for (Job& job : jobs)
        (!job.linked() ? unlinked : job.write.unanswered ? unanswered : ready).push_back(std::move(job));
    jobs.clear();
    if (!unlinked.empty()) find_unlinked(context, account, mapping, std::move(unlinked), ready);
    if (!unanswered.empty()) verify_unanswered(context, account, mapping, std::move(unanswered), ready);
    jobs = std::move(ready);
}

}  // namespace crosswalk
