// New records that the vendor refuses as they are.
#include "connector/run/outbound/settle.h"

#include <algorithm>

namespace crosswalk {
namespace {

// A record that is about to be made with less than there is to say.
struct Lessened {
    Job job{};
    Outcome first{};                    // of the whole
    std::vector<RefusedJob> refused{};  // what the vendor named, each as a job of its own
    FieldSet left_out{};                // canonical; what it did not name follows by itself
    bool least = false;                 // no less can be made, but for one part that is suspected:
    Fields kept{};                      // what the least says
    std::size_t next = 0;               // of its parts, the next to suspect
    std::optional<RefusedJob> suspected{};
};

const Binding* binding_of(const Mapping& mapping, const RecordKey& key, std::string_view name) {
    const FieldPlan* field = mapping.field(name);
    return field == nullptr ? nullptr : field->binding(key.connection, key.kind.text);
}

// Without these nobody is made: what the vendor requires, and an opt-out, for nobody is made open to mail.
bool is_indispensable(const Mapping& mapping, const ConnectionRuntime& account, const Job& job, const Part& part) {
    const RecordKey& key = job.target.key;
    const ObjectPlan* plan = account.manifest().plan(key.kind.text);
    const bool required = plan != nullptr && std::ranges::any_of(plan->required_to_create, [&](auto name) {
                              return part.values.contains(name);
                          });
    const bool opt_out = std::ranges::any_of(part.names, [&](const std::string& name) {
        const FieldPlan* field = mapping.field(name);
        return field != nullptr && field->consent && job.lead.value(name) == std::string(kClosed);
    });
    return required || opt_out || part.names.empty();
}

// By these the record is found again.
bool is_identity(const Mapping& mapping, const Job& job, const Part& part) {
    const ConnectionPlan* plan = mapping.connection(job.target.key.connection);
    return plan != nullptr && std::ranges::any_of(plan->match_by, [&](const std::string& key) {
               return part.names.contains(key);
           });
}

// True when the admin's placeholder can stand in for what the vendor refused; for no name, though: nobody is
// made nameless.
bool put_placeholder(const Mapping& mapping, Lessened& it, const Part& part) {
    Fields& fields = it.job.composed.record.fields;
    for (const std::string& name : part.names) {
        const Binding* binding = binding_of(mapping, it.job.target.key, name);
        const bool is_name = mapping.field(name)->type == FieldType::person_name;
        if (is_name || binding == nullptr || !binding->placeholder) continue;
        const boost::json::value placeholder = boost::json::string(*binding->placeholder);
        if (std::exchange(fields[binding->vendor_field], placeholder) != placeholder) return true;
    }
    return false;
}

void leave_out(Lessened& it, const Part& part) {
    for (const auto& [vendor_field, value] : part.values) it.job.composed.record.fields.erase(vendor_field);
}

bool leaves_another_key(const Mapping& mapping, const ConnectionRuntime& account, const Job& job, const Part& part) {
    if (!is_identity(mapping, job, part) || is_indispensable(mapping, account, job, part)) return false;
    return std::ranges::any_of(parts_of(mapping, job), [&](const Part& other) {
        return other.names != part.names && is_identity(mapping, job, other);
    });
}

// The least is refused too, and no field named: one part after the other gets its placeholder, or is left out where
// the record can be found without it. False: none is left.
bool suspect_next(const Mapping& mapping, const ConnectionRuntime& account, Lessened& it) {
    Fields& fields = it.job.composed.record.fields;
    if (it.suspected)
        fields = it.kept;
    else
        it.kept = fields;
    const std::vector<Part> parts = parts_of(mapping, it.job);
    while (it.next < parts.size()) {
        const Part& part = parts[it.next++];
        const bool told = std::ranges::any_of(part.values, [&](const auto& one) { return it.kept.contains(one.first); });
        if (!told) continue;
        const Job alone = with_parts(mapping, account, it.job, {&part, 1});
        const bool other_key = leaves_another_key(mapping, account, it.job, part);
        if (!put_placeholder(mapping, it, part) && !other_key) continue;
        if (other_key) leave_out(it, part);
        it.suspected = RefusedJob{alone, it.first};
        return true;
    }
    return false;
}

// Takes out what was refused. False: there is no less.
bool lessen(const Mapping& mapping, const ConnectionRuntime& account, Lessened& it, const Outcome& outcome) {
    const std::vector<Part> parts = parts_of(mapping, it.job);
    const auto named =
        std::ranges::find_if(parts, [&](const Part& part) { return part.values.contains(outcome.field); });
    if (named != parts.end()) {
        const Job alone = with_parts(mapping, account, it.job, {&*named, 1});
        if (!is_indispensable(mapping, account, it.job, *named))
            leave_out(it, *named);
        else if (!put_placeholder(mapping, it, *named))
            return false;
        it.refused.push_back({alone, outcome});
        return true;
    }
    if (std::exchange(it.least, true)) return suspect_next(mapping, account, it);
    bool less = false;
    for (const Part& part : parts) {
        if (is_indispensable(mapping, account, it.job, part) || is_identity(mapping, it.job, part)) continue;
        leave_out(it, part);
        it.left_out.insert(part.names.begin(), part.names.end());
        less = true;
    }
    return less || suspect_next(mapping, account, it);
}

// The record is there: what was refused waits alone, what was left out follows.
Result<void> settle_made(
    Transaction& tx, const EngineContext& context, const Lessened& it, const Outcome& outcome, const Circumstances& call
) {
    if (const auto settled = settle_job(tx, context, it.job, outcome, call); !settled) return settled;
    const auto lead = tx.leads.load(it.job.lead.id);
    if (!lead) return lead.error();
    if (!*lead) return {};  // erased meanwhile: nothing of the person is kept
    const RecordKey key{
        it.job.target.key.connection, it.job.target.key.kind, outcome.id.value_or(VendorId{})};
    for (const RefusedJob& one : it.refused) {
        Job job = one.job;
        job.target.key = key;
        if (const auto noted = note_write(tx, context, {job, one.outcome, call.now}, job.target); !noted)
            return noted;
        if (const auto parked = park_refused(tx, job, job.write.intent.fields, one.outcome, call.now); !parked)
            return parked;
    }
    if (it.left_out.empty() || key.id.text.empty()) return {};
    WriteIntent rest = it.job.write.intent;
    rest.kind = key.kind;
    rest.record = key.id;
    rest.fields = it.left_out;
    rest.due = call.now;
    return enqueue(tx, context, rest);
}

class Making {
public:
    Making(EngineContext& context, ConnectionRuntime& account, const Mapping& mapping)
        : context_(context), account_(account), mapping_(mapping) {}

    void make(std::vector<RefusedJob> refused) {
        for (RefusedJob& one : refused) {
            Lessened it{.job = one.job, .first = one.outcome};
            retry_or_park(std::move(it), one.outcome);
        }
        while (!open_.empty()) {
            std::vector<Lessened> now = std::exchange(open_, {});
            std::vector<Job> batch;
            for (const Lessened& it : now) batch.push_back(it.job);
            send_batch(
                context_,
                account_,
                mapping_,
                std::move(batch),
                [&](std::vector<Job>& jobs, std::vector<Outcome>& outcomes, bool whole_call) {
                    for (std::size_t i = 0; i < jobs.size(); ++i) {
                        const auto it = std::ranges::find(now, jobs[i].write.id, [](const Lessened& one) {
                            return one.job.write.id;
                        });
                        take_answer(std::move(*it), outcomes[i], whole_call);
                    }
                }
            );
        }
    }

private:
    EngineContext& context_;
    ConnectionRuntime& account_;
    const Mapping& mapping_;
    std::vector<Lessened> open_{};

    void park(const Lessened& it, const Outcome& outcome, bool whole_call) {
        settle_batch(context_, account_, {it.job}, {&outcome, 1}, whole_call);
    }
    void retry_or_park(Lessened it, const Outcome& outcome) {
        if (lessen(mapping_, account_, it, outcome))
            open_.push_back(std::move(it));
        else
            park(it, outcome.field.empty() ? it.first : outcome, false);
    }
    void take_answer(Lessened it, const Outcome& outcome, bool whole_call) {
        if (outcome.verdict == Verdict::refused && !outcome.id) return retry_or_park(std::move(it), outcome);
        if (outcome.verdict != Verdict::applied) return park(it, outcome, whole_call);
        if (it.suspected) it.refused.push_back(std::move(*it.suspected));
        const Circumstances call = circumstances(context_, account_, 1, whole_call);
        const auto kept = run_one(context_.store, [&](Transaction& tx) {
            return settle_made(tx, context_, it, outcome, call);
        });
        // Made, but not on disk: it counts as unanswered, and is looked at before it is written again.
        if (!kept) return park(it, {.vendor_code = kept.error().code}, false);
        note_served(account_, call.now);
        wake_workers(context_);
    }
};

}  // namespace

void create_with_less(
    EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, std::vector<RefusedJob> refused
) {
    Making(context, account, mapping).make(std::move(refused));
}

}  // namespace crosswalk
