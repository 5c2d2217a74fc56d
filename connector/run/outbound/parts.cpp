// Updates that the vendor refuses without saying which field is at fault.
#include "connector/run/outbound/settle.h"

#include <algorithm>
#include <deque>

namespace crosswalk {
namespace {

// The canonical field that a vendor field is bound to; empty where none is.
FieldSet name_of(const Mapping& mapping, const RecordKey& key, const std::string& vendor_field) {
    for (const FieldPlan& field : mapping.fields)
        if (const Binding* binding = field.binding(key.connection, key.kind.text);
            binding != nullptr && binding->vendor_field == vendor_field)
            return {field.name};
    return {};
}

void move_value(Fields& from, Part& to, const std::string& vendor_field) {
    if (auto node = from.extract(vendor_field)) to.values.insert(std::move(node));
}

// A write on its way in parts.
struct Divided {
    Job job{};
    Outcome first{};                       // of the whole
    std::deque<std::vector<Part>> open{};  // each to be tried as one write
    std::vector<Part> sent{};
    struct Refusal {
        Part part{};
        Outcome outcome{};
        bool named = false;  // the vendor said that it is about this
        int after = 0;       // that many writes had been taken
    };
    std::vector<Refusal> refused{};
    int taken = 0;
    bool once_more = false;
    std::optional<Outcome> stopped{};  // the vendor spoke of no value: all that is left waits
    bool whole_call = false;           // of `stopped`

    bool done() const { return stopped || open.empty(); }
};

void try_in_halves(Divided& d, std::vector<Part> parts) {
    const auto middle = parts.begin() + std::ssize(parts) / 2;
    d.open.emplace_front(std::make_move_iterator(middle), std::make_move_iterator(parts.end()));
    parts.erase(middle, parts.end());
    d.open.push_front(std::move(parts));
}

// A part that the vendor names goes alone. Where it names none, the parts are halved.
void take_refusal(Divided& d, const Outcome& outcome) {
    std::vector<Part> parts = std::move(d.sent);
    const auto named =
        std::ranges::find_if(parts, [&](const Part& part) { return part.values.contains(outcome.field); });
    const bool alone = parts.size() == 1;
    if (named == parts.end() && !alone) return try_in_halves(d, std::move(parts));
    const auto guilty = alone ? parts.begin() : named;
    d.refused.push_back({std::move(*guilty), outcome, named != parts.end(), d.taken});
    parts.erase(guilty);
    if (!parts.empty()) d.open.push_front(std::move(parts));
}

// What was refused while something else was yet to come may pass now: a status that needs its reason.
void try_once_more(Divided& d) {
    if (!d.open.empty() || d.stopped || std::exchange(d.once_more, true)) return;
    std::vector<Divided::Refusal> for_good;
    for (Divided::Refusal& one : d.refused)
        if (!one.named && one.after < d.taken)
            d.open.push_back({std::move(one.part)});
        else
            for_good.push_back(std::move(one));
    d.refused = std::move(for_good);
}

void take_answer(EngineContext& context, const Job& sent, Divided& d, const Outcome& outcome, bool whole_call) {
    if (outcome.verdict == Verdict::refused && !outcome.id) {
        take_refusal(d, outcome);
    } else if (outcome.verdict == Verdict::applied) {
        const auto kept = run_one(context.store, [&](Transaction& tx) -> Result<void> {
            Job job = sent;
            const auto written = remember_written(tx, context, job, outcome, context.clock.now());
            return written ? forget_refusals(tx, job) : written;
        });
        ++d.taken;
        if (!kept) d.stopped = Outcome{.vendor_code = kept.error().code};
    } else {
        d.stopped = outcome;
        d.whole_call = whole_call;
    }
    try_once_more(d);
}

Result<void> settle_divided(
    Transaction& tx,
    const EngineContext& context,
    const ConnectionRuntime& account,
    const Divided& d,
    const Circumstances& call
) {
    if (d.stopped) return settle_job(tx, context, d.job, *d.stopped, call);
    const bool one_reason = std::ranges::all_of(d.refused, [&](const Divided::Refusal& one) {
        return one.outcome.vendor_code == d.first.vendor_code &&
               one.outcome.vendor_says == d.first.vendor_says;
    });
    if (d.taken == 0 && one_reason) return settle_job(tx, context, d.job, d.first, call);
    const auto lead = tx.leads.load(d.job.lead.id);
    if (!lead) return lead.error();
    const auto mapping = context.mapping();
    for (const Divided::Refusal& one : d.refused) {
        if (!*lead) break;  // erased meanwhile: nothing of the person is kept
        const Job job = with_parts(*mapping, account, d.job, {&one.part, 1});
        if (const auto forgotten = forget_pending(tx, job, one.outcome); !forgotten) return forgotten;
        if (const auto noted = note_write(tx, context, {job, one.outcome, call.now}, job.target); !noted)
            return noted;
        if (const auto parked = park_refused(tx, job, one.part.names, one.outcome, call.now); !parked)
            return parked;
    }
    const auto how = d.taken > 0 ? WriteResult::How::applied : WriteResult::How::withdrawn;
    return tx.outbox.settle({.write = d.job.write.id, .how = how}, call.now);
}

void finish(EngineContext& context, ConnectionRuntime& account, const std::vector<Divided>& all) {
    std::vector<Unit> units;
    std::vector<WriteResult> unkept;
    for (const Divided& d : all)
        units.emplace_back([&, call = circumstances(context, account, 1, d.whole_call)](Transaction& tx) {
            return settle_divided(tx, context, account, d, call);
        });
    const auto done = context.store.run(std::move(units));
    const Millis now = context.clock.now();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!done[i])
            unkept.push_back(
                settle(all[i].job.write, {.vendor_code = done[i].error().code}, now, context.chance())
            );
    settle_claims(context, account, std::move(unkept));
    if (std::ranges::any_of(all, [](const Divided& d) { return d.taken > 0; })) note_served(account, now);
    wake_workers(context);
}

}  // namespace

std::vector<Part> parts_of(const Mapping& mapping, const Job& job) {
    std::vector<Part> parts;
    Fields left = job.composed.record.fields;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(job.target.key.connection, job.target.key.kind.text);
        if (binding == nullptr || !binding->writes) continue;
        Part part{.names = {field.name}};
        move_value(left, part, binding->vendor_field);
        for (const auto& [name, along] : binding->along)
            for (const auto& [vendor_field, word] : along) move_value(left, part, vendor_field);
        if (!part.values.empty()) parts.push_back(std::move(part));
    }
    for (const auto& [vendor_field, value] : left)
        parts.push_back({name_of(mapping, job.target.key, vendor_field), {{vendor_field, value}}});
    return parts;
}

Job with_parts(
    const Mapping& mapping, const ConnectionRuntime& account, const Job& job, std::span<const Part> parts
) {
    Job out = job;
    out.composed.record.fields.clear();
    out.write.intent.fields.clear();
    for (const Part& part : parts) {
        out.composed.record.fields.insert(part.values.begin(), part.values.end());
        out.write.intent.fields.insert(part.names.begin(), part.names.end());
    }
    const std::string own = own_id_field(mapping, account, job.target.key.kind);
    out.composed.stamps = job.linked() ? out.composed.record.fields.contains(own) : job.composed.stamps;
    if (!out.write.intent.fields.contains(kStageField)) out.steps_shown = job.target.steps_shown;
    return out;
}

void write_in_parts(
    EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, std::vector<RefusedJob> refused
) {
    std::vector<Divided> all;
    for (RefusedJob& one : refused) {
        all.push_back({.job = std::move(one.job), .first = std::move(one.outcome)});
        all.back().sent = parts_of(mapping, all.back().job);
        take_refusal(all.back(), all.back().first);
    }
    for (;;) {
        std::vector<Job> batch;
        for (Divided& d : all) {
            if (d.done()) continue;
            d.sent = std::move(d.open.front());
            d.open.pop_front();
            batch.push_back(with_parts(mapping, account, d.job, d.sent));
        }
        if (batch.empty()) break;
        send_batch(
            context,
            account,
            mapping,
            std::move(batch),
            [&](std::vector<Job>& jobs, std::vector<Outcome>& outcomes, bool whole_call) {
                for (std::size_t i = 0; i < jobs.size(); ++i) {
                    const auto d = std::ranges::find(all, jobs[i].write.id, [](const Divided& one) {
                        return one.job.write.id;
                    });
                    take_answer(context, jobs[i], *d, outcomes[i], whole_call);
                }
            }
        );
    }
    if (!all.empty()) finish(context, account, all);
}

}  // namespace crosswalk
