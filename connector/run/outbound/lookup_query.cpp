#include "connector/run/outbound/lookup_query.h"

#include "connector/mapping/model/translate.h"
#include "connector/run/inbound/identity.h"
#include "connector/run/vendor/enrich.h"
#include "connector/run/vendor/learn_merges.h"
#include "connector/run/vendor/read_vendor.h"

#include <algorithm>

namespace crosswalk {
namespace {

// A record that fits and cannot be read is not nobody: nothing is created beside it.
Outcome cannot_be_read(const Unreadable& bad) {
    return {
        .verdict = Verdict::refused,
        .vendor_code = bad.why.code,
        .vendor_says = bad.why.what,
        .advice =
            "Look in the tool for the record that has this person's address, correct it there, then replay."};
}

// Who goes on as a record of a kind that is not mapped (a customer where only prospects are) is there, and is not made
// again beside it: what was shown of them before, and the record that they are now.
std::vector<std::pair<Change, Change>> gone_on_unmapped(const ConnectionPlan& connection, const Page& page) {
    std::vector<std::pair<Change, Change>> out;
    for (const Merge& merge : page.merges) {
        const auto is_winners = [&](const auto& named) { return named.second == merge.winner_kind; };
        if (merge.winner_kind.text.empty() || std::ranges::any_of(connection.kinds, is_winners)) continue;
        for (const VendorId& loser : merge.losers)
            out.emplace_back(
                Change{.kind = merge.kind, .id = loser, .fields = merge.fields},
                Change{.kind = merge.winner_kind, .id = merge.winner}
            );
    }
    return out;
}

}  // namespace

void add_once(Found& found, const Change& change) {
    if (std::ranges::find(found.changes, change.id, &Change::id) == found.changes.end())
        found.changes.push_back(change);
}

std::vector<std::string> wanted_fields(
    const Mapping& mapping,
    const ConnectionRuntime& account,
    const ObjectPlan& plan,
    const std::string& asked_by
) {
    auto fields = mapping.vendor_fields(account.name(), plan.kind.text);
    for (const std::string& extra : {asked_by, own_id_field(mapping, account, plan.kind)})
        if (!extra.empty() && std::ranges::find(fields, extra) == fields.end()) fields.push_back(extra);
    return fields;
}

std::optional<Outcome> ask(
    EngineContext& context,
    ConnectionRuntime& account,
    const Mapping& mapping,
    const LookupBy& question,
    const Lookups& lookups
) {
    const auto& [jobs, found] = lookups;
    std::multimap<std::string, std::size_t> asking;  // by key, who asks for it
    std::set<std::string> spelled;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (!found[i].changes.empty()) continue;
        for (auto& key : question.keys(jobs[i])) asking.emplace(std::move(key), i);
        for (auto& spelling : question.spellings(jobs[i])) spelled.insert(std::move(spelling));
    }
    if (asking.empty()) return std::nullopt;
    const std::vector<std::string> values(spelled.begin(), spelled.end());
    const auto fields = wanted_fields(mapping, account, question.plan, question.vendor_field);
    const std::size_t most = std::max<std::size_t>(1, question.plan.limits.read_records);
    for (std::size_t from = 0; from < values.size(); from += most) {
        const auto to = std::min(values.size(), from + most);
        const ByMatch match{
            question.vendor_field,
            {values.begin() + static_cast<std::ptrdiff_t>(from),
             values.begin() + static_cast<std::ptrdiff_t>(to)}};
        const auto answer = read_vendor(context, account, mapping, {question.plan, fields, match});
        if (answer.stopped_by) return answer.stopped_by;
        if (!answer.page.unreadable.empty()) return cannot_be_read(answer.page.unreadable.front());
        learn_merges(context, account, answer.page);
        const auto consider = [&](const Change& shown, const Change& is_now) {
            for (const std::string& key : question.answered(shown))
                for (auto [it, end] = asking.equal_range(key); it != end; ++it)
                    if (question.fits(jobs[it->second], shown)) add_once(found[it->second], is_now);
        };
        for (const Change& change : answer.page.changes)
            if (!change.deleted) consider(change, change);
        for (const auto& [shown, is_now] : gone_on_unmapped(*mapping.connection(account.name()), answer.page))
            consider(shown, is_now);
    }
    return std::nullopt;
}

LookupBy by_own_id(const ObjectPlan& plan, const std::string& own) {
    const auto own_id = [](const Job& job) {
        return job.write.unanswered ? std::vector{job.lead.id.text} : std::vector<std::string>{};
    };
    return {
        plan,
        own,
        own_id,
        own_id,
        [own](const Change& change) {
            const auto it = change.fields.find(own);
            return it != change.fields.end() && it->second.is_string()
                       ? std::vector{std::string(it->second.get_string())}
                       : std::vector<std::string>{};
        },
        [](const Job&, const Change&) { return true; }};
}

LookupBy by_key(
    const Mapping& mapping,
    const ConnectionPlan& connection,
    const ObjectPlan& plan,
    const FieldPlan& field,
    bool others
) {
    const auto keys = [&field, others](const Job& job) {
        auto all = keys_in(job.lead, field.name);
        const std::size_t own = std::min<std::size_t>(all.size(), job.lead.keys.contains(field.name) ? 1 : 0);
        others ? (void)all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(own))
               : all.resize(own);
        return all;
    };
    return {
        plan,
        field.binding(connection.name, plan.kind.text)->vendor_field,
        keys,
        [&field, keys, others](const Job& job) {
            std::vector<std::string> out;
            const auto add = [&](std::string_view text) {
                for (auto& spelling : spellings(field, text)) out.push_back(std::move(spelling));
            };
            for (const std::string& key : keys(job)) add(key);
            if (!others && !out.empty()) add(job.lead.value(field.name).value_or(""));
            return out;
        },
        [&](const Change& change) { return keys_in(mapping, field.name, connection.name, change); },
        [&](const Job& job, const Change& change) {
            return !contradicts(mapping, connection, field.name, job.lead, change);
        }};
}

}  // namespace crosswalk
