#include "connector/run/jobs/what_if.h"

#include "connector/run/engine/workers.h"
#include "connector/sync/score.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kLeadsAPage = 100, kMostRowsALead = 20'000;

std::int64_t calls_for(std::int64_t records, std::size_t a_call) {
    const auto most = std::max<std::int64_t>(1, static_cast<std::int64_t>(a_call));
    return (records + most - 1) / most;
}

// The rows of the window, oldest first; a row of a step carries its tool's time, which may be much older.
Result<Timeline> course_of(Transaction& tx, const Lead& lead, Millis since) {
    Timeline out{.since = since};
    auto rows = tx.history.of(lead.id, "", kMostRowsALead);
    if (!rows) return rows.error();
    for (HistoryRow& row : *rows) {
        if (row.what == HistoryRow::What::engagement) continue;  // it is dated when it was done, not when it was heard
        if (row.field != kStageField && row.at < since) break;
        if (row.lead == lead.id && row.what == HistoryRow::What::value) out.rows.push_back(std::move(row));
    }
    std::ranges::reverse(out.rows);
    if (out.rows.empty()) return out;
    auto steps = tx.history.steps(lead.id, 0, false);
    if (!steps) return steps.error();
    out.steps = std::move(*steps);
    return out;
}

// All that the lead did, where the next mapping counts it by other rules.
Result<std::optional<std::vector<HistoryRow>>> to_recount(Transaction& tx, const Mapping& next, const Lead& lead) {
    if (next.scoring == nullptr || next.scoring->id == lead.score.plan) return std::optional<std::vector<HistoryRow>>{};
    auto done = tx.history.engagements(lead.id);
    if (!done) return done.error();
    return std::optional{std::move(*done)};
}

bool has_rules(const Mapping& mapping) {
    return std::ranges::any_of(mapping.path, [](const Stage& stage) { return !stage.enter_when.always(); });
}

// How often a person is asked for there before it is known that nobody is: by every match field of every
// kind.
std::int64_t questions(
    const Mapping& mapping, const ConnectionPlan& plan, const Manifest& manifest, std::int64_t people
) {
    std::int64_t calls = 0;
    for (const auto& [name, kind] : plan.kinds) {
        const ObjectPlan* object = manifest.plan(kind.text);
        if (object == nullptr || std::ranges::find(object->reads, Reading::by_match) == object->reads.end())
            continue;
        for (const std::string& key : plan.match_by) {
            const FieldPlan* field = mapping.field(key);
            if (field != nullptr && field->binding(plan.name, kind.text) != nullptr)
                calls += calls_for(people, object->limits.read_records);
        }
    }
    return calls;
}

CallForecast cost(
    const EngineContext& context, const Mapping& mapping, const std::string& connection, const ToolForecast& tool
) {
    CallForecast out;
    const ConnectionRuntime* account = context.account(connection);
    const ConnectionPlan* plan = mapping.connection(connection);
    if (account == nullptr || plan == nullptr) return out;
    const auto a_call = [&](const std::string& kind) {
        const ObjectPlan* object = account->manifest().plan(kind);
        return object == nullptr ? std::size_t{1} : object->limits.records;
    };
    for (const auto& [kind, records] : tool.records) out.writes += calls_for(records, a_call(kind));
    out.writes += calls_for(tool.created, a_call(plan->create_kind().text));
    out.lookups = questions(mapping, *plan, account->manifest(), tool.looked_up);
    return out;
}

}  // namespace

Result<WhatIf> what_if(const EngineContext& context, const Mapping& next, const WhatIfQuestion& question) {
    const auto active = context.mapping();
    const Millis now = context.clock.now();
    WhatIf out{.since = now - question.window, .now_version = active->version, .restage = question.restage};
    const Cause cause{.now = now, .mapping_version = active->version};
    const bool steps = has_rules(*active) || has_rules(next);
    LeadId mark;
    for (bool more = true; more && !context.stopping;) {
        const auto read = context.store.read([&](Transaction& tx) -> Result<void> {
            const auto ids = tx.identities.after(mark, kLeadsAPage);
            if (!ids) return ids.error();
            more = !ids->empty();
            for (const LeadId& id : *ids) {
                mark = id;
                const auto lead = tx.leads.load(id);
                if (!lead) return lead.error();
                if (!*lead) continue;
                const auto records = tx.leads.records_of(id);
                if (!records) return records.error();
                auto done = to_recount(tx, next, **lead);
                if (!done) return done.error();
                const ScoreTally score = *done ? count_all(*next.scoring, **done) : ScoreTally{};
                simulate(
                    {*active, next, question.restage, *done ? &score : nullptr}, {**lead, *records}, cause, out.forecast
                );
                if (!steps) continue;
                auto course = course_of(tx, **lead, out.since);
                if (!course) return course.error();
                course->done = std::move(*done);
                foresee_steps(*active, next, **lead, *course, out.forecast);
            }
            return {};
        });
        if (!read) return read.error();
    }
    for (const auto& [connection, tool] : out.forecast.tools)
        out.calls[connection] = cost(context, next, connection, tool);
    return out;
}

Result<WhatIf> Engine::what_if(const Mapping& next, const WhatIfQuestion& question) const {
    return crosswalk::what_if(loops_->context, loops_->context.with_schemas(next), question);
}

}  // namespace crosswalk
