#include "connector/run/jobs/rollout.h"

#include "connector/contract/json_read.h"
#include "connector/run/inbound/effects.h"
#include "connector/run/jobs/rollback.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace crosswalk {
namespace {

constexpr std::string_view kRollouts = "rollout/";
constexpr std::size_t kLeadsAUnit = 50, kRowsAUnit = 50;
constexpr int kUnitsATick = 20;
// A call that was under way when the mapping changed ends within a minute; its verdict is waited for.
constexpr std::chrono::minutes kLateVerdicts{2};

std::string name_of(std::int64_t version) {
    std::array<char, 24> digits{};
    std::snprintf(digits.data(), digits.size(), "%012lld", static_cast<long long>(version));
    return std::string(kRollouts) + digits.data();
}

std::int64_t count_at(const boost::json::value& in, std::string_view pointer) {
    const auto* value = value_at(in, pointer);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::string written(const Rollout& job) {
    boost::json::array undone;
    for (const auto& one : job.undone) undone.push_back({{"version", one.version}, {"row", one.row}});
    boost::json::object out{
        {"version", job.version},
        {"restage", job.restage},
        {"undone", std::move(undone)},
        {"phase", static_cast<std::int64_t>(job.phase)},
        {"mark", job.mark.text},
        {"people", job.people},
        {"changed", job.changed},
        {"promoted", job.promoted},
        {"held_back", job.held_back},
        {"put_back", job.put_back},
        {"left_changed", job.left_changed},
        {"left_out", job.left_out},
        {"left_unknown", job.left_unknown},
        {"since", job.since.time_since_epoch().count()}};
    if (job.ended) out["ended"] = job.ended->time_since_epoch().count();
    return boost::json::serialize(out);
}

Result<Rollout> read_rollout(std::string_view bytes) {
    const auto json = parse_json(bytes);
    if (!json)
        return Fault{
            "mapping.rollout_damaged",
            "The progress of a roll-out cannot be read.",
            "Activate the mapping again."};
    const auto* restage = value_at(*json, "/restage");
    const auto at = [&](std::string_view pointer) {
        return Millis{std::chrono::milliseconds{count_at(*json, pointer)}};
    };
    Rollout job{
        .version = count_at(*json, "/version"),
        .restage = restage != nullptr && restage->is_bool() && restage->get_bool(),
        .phase = static_cast<Rollout::Phase>(std::clamp<std::int64_t>(count_at(*json, "/phase"), 0, 2)),
        .mark = {std::string(text_at(*json, "/mark"))},
        .people = count_at(*json, "/people"),
        .changed = count_at(*json, "/changed"),
        .promoted = count_at(*json, "/promoted"),
        .held_back = count_at(*json, "/held_back"),
        .put_back = count_at(*json, "/put_back"),
        .left_changed = count_at(*json, "/left_changed"),
        .left_out = count_at(*json, "/left_out"),
        .left_unknown = count_at(*json, "/left_unknown"),
        .since = at("/since")};
    if (value_at(*json, "/ended") != nullptr) job.ended = at("/ended");
    for (const auto& one : items_at(*json, "/undone"))
        job.undone.push_back({count_at(one, "/version"), count_at(one, "/row")});
    return job;
}

Result<void> keep(Transaction& tx, const Rollout& job) {
    return tx.settings.put(name_of(job.version), written(job));
}

Result<void> bring_along(RolloutUnit& w, Lead lead) {
    const auto records = w.tx.leads.records_of(lead.id);
    if (!records) return records.error();
    const auto keys = lead.keys;
    const bool renamed = take_over_names(w.mapping, lead);
    const ScoreTally score = lead.score;
    if (const auto counted = recount(w.tx, w.mapping, lead); !counted) return counted;
    const auto restored = restore_values(w, lead, *records);
    if (!restored) return restored.error();
    const MayPromote may = w.job.restage ? room_for(w.tx, w.mapping, w.cause.now) : MayPromote{};
    Recomputed done = reevaluate(w.mapping, lead, *records, w.cause, may);
    done.rows.insert(done.rows.begin(), restored->begin(), restored->end());
    done.rescored = lead.score != score;
    if (lead.keys != keys)
        if (const auto closed = remember_erased(w.tx, w.mapping, lead, w.cause, done); !closed) return closed;
    w.job.held_back += done.held_back.empty() ? 0 : 1;
    w.job.promoted += done.steps.empty() ? 0 : 1;
    auto intents = replan(w.mapping, {lead, *records}, done, w.cause, w.context.lingering);
    const auto follows = renamed || lead.keys != keys ? effects_of_kept : effects_of;
    Effects effects = follows(w.mapping, lead, std::move(done), w.cause);
    effects.writes = std::move(intents);
    if (effects.keeps_lead || !effects.writes.empty()) ++w.job.changed;
    effects.quiet = true;  // a new mapping is no news of anybody
    return carry_out(w.tx, w.context, w.mapping, lead, effects);
}

Result<bool> step_people(RolloutUnit& w) {
    const auto ids = w.tx.identities.after(w.job.mark, kLeadsAUnit);
    if (!ids) return ids.error();
    for (const LeadId& id : *ids) {
        auto lead = w.tx.leads.load(id);
        if (!lead) return lead.error();
        w.job.mark = id;
        ++w.job.people;
        if (!*lead) continue;
        if (const auto brought = bring_along(w, std::move(**lead)); !brought) return brought.error();
    }
    if (ids->empty()) w.job.phase = Rollout::Phase::values;
    return true;
}

// False while there is nothing to do but wait for late verdicts.
Result<bool> step_values(RolloutUnit& w) {
    for (Rollout::Undone& one : w.job.undone) {
        const auto rows = w.tx.history.written_under(one.version, one.row, kRowsAUnit);
        if (!rows) return rows.error();
        for (const auto& [place, row] : *rows) {
            one.row = place;
            if (const auto done = roll_back(w, one.version, row); !done) return done.error();
        }
        if (!rows->empty()) return true;
    }
    if (!w.job.undone.empty() && w.cause.now < w.job.since + kLateVerdicts) return false;
    w.job.phase = Rollout::Phase::done;
    w.job.ended = w.cause.now;
    return true;
}

Result<bool> unit(Transaction& tx, EngineContext& context, const Mapping& mapping) {
    auto job = rollout_of(tx, mapping.version);
    if (!job) return job.error();
    if (!*job || (*job)->phase == Rollout::Phase::done) return false;
    RolloutUnit work{tx, context, mapping, **job, {0, "", context.clock.now(), mapping.version}};
    const auto did = work.job.phase == Rollout::Phase::people ? step_people(work) : step_values(work);
    if (!did) return did.error();
    if (const auto kept = keep(tx, work.job); !kept) return kept.error();
    return *did;
}

}  // namespace

std::string_view to_string(Rollout::Phase phase) {
    constexpr std::array<std::string_view, 3> kWords = {"people", "values", "done"};
    return kWords.at(static_cast<std::size_t>(phase));
}

Result<void> begin_rollout(Transaction& tx, Rollout job) {
    const auto earlier = tx.settings.starting_with(kRollouts);
    if (!earlier) return earlier.error();
    if (!earlier->empty()) {
        auto last = read_rollout(std::ranges::max(*earlier).second);
        if (!last) return last.error();
        if (last->phase != Rollout::Phase::done && last->version < job.version)
            job.undone.insert(job.undone.begin(), last->undone.begin(), last->undone.end());
    }
    return keep(tx, job);
}

Result<std::optional<Rollout>> rollout_of(Transaction& tx, std::int64_t version) {
    const auto bytes = tx.settings.get(name_of(version));
    if (!bytes) return bytes.error();
    if (!*bytes) return std::optional<Rollout>{};
    auto job = read_rollout(**bytes);
    if (!job) return job.error();
    return std::optional{std::move(*job)};
}

bool rollout_step(EngineContext& context) {
    const auto mapping = context.mapping();
    bool any = false;
    for (int units = 0; units < kUnitsATick && !context.stopping && context.mapping() == mapping; ++units) {
        bool did = false;
        const auto done = run_one(context.store, [&](Transaction& tx) -> Result<void> {
            const auto stepped = unit(tx, context, *mapping);
            if (!stepped) return stepped.error();
            did = *stepped;
            return {};
        });
        if (!done) context.log.write(Level::error, "The roll-out waits.", {{"code", done.error().code}});
        if (!done || !did) break;
        any = true;
        wake_workers(context);
    }
    return any;
}

}  // namespace crosswalk
