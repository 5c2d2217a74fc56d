// One batch to the vendor, and one outcome for each of its records.
#include "connector/run/outbound/perform_write.h"
#include "connector/run/vendor/schemas.h"
#include "connector/run/outbound/settle.h"

#include <algorithm>

namespace crosswalk {
namespace {

// One of them may be what the vendor means: it is soon alone.
bool all_refused(const WriteReport& report) {
    return std::ranges::all_of(report.outcomes(), [](const Outcome& o) {
        return o.verdict == Verdict::refused || (o.verdict == Verdict::merged && !o.id);
    });
}

// True when the rest can go on without what the vendor refuses.
bool goes_on_without(const Mapping& mapping, const Job& job, const Outcome& outcome, bool whole_call) {
    if (outcome.verdict != Verdict::refused || outcome.id || whole_call) return false;
    return !job.linked() || parts_of(mapping, job).size() > 1;
}

}  // namespace

void write_batch(EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, std::vector<Job> batch) {
    std::vector<RefusedJob> updates, creates;
    send_batch(
        context,
        account,
        mapping,
        std::move(batch),
        [&](std::vector<Job>& jobs, std::vector<Outcome>& outcomes, bool whole_call) {
            std::vector<Job> final;
            std::vector<Outcome> verdicts;
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                if (goes_on_without(mapping, jobs[i], outcomes[i], whole_call)) {
                    (jobs[i].linked() ? updates : creates).push_back({std::move(jobs[i]), outcomes[i]});
                    continue;
                }
                final.push_back(std::move(jobs[i]));
                verdicts.push_back(std::move(outcomes[i]));
            }
            settle_batch(context, account, final, verdicts, whole_call);
        }
    );
    write_in_parts(context, account, mapping, std::move(updates));
    create_with_less(context, account, mapping, std::move(creates));
}

void send_batch(
    EngineContext& context,
    ConnectionRuntime& account,
    const Mapping& mapping,
    std::vector<Job> batch,
    const SettlePart& settle_part
) {
    const auto answered_with = [&](const WriteReport& report, bool whole_call) {
        std::vector<Outcome> outcomes(report.outcomes().begin(), report.outcomes().end());
        settle_part(batch, outcomes, whole_call);
    };
    const VendorKind kind = batch.front().target.key.kind;
    const ObjectPlan* plan = account.manifest().plan(kind.text);
    const WriteKind operation = batch.front().operation;
    if (plan == nullptr || std::ranges::find(plan->operations, operation) == plan->operations.end()) {
        const Outcome no{
            .verdict = Verdict::refused,
            .vendor_code = "write.not_possible",
            .vendor_says = "Nothing can be written to a '" + kind.text + "' of " + account.name() + ".",
            .advice = "Take it out of `kinds` in fields.yaml, activate that, then drop this."};
        return answered_with(WriteReport(batch.size(), no), true);
    }
    const auto schema = schema_of(context, account, *plan);
    if (const auto* refused = std::get_if<Outcome>(&schema))
        return answered_with(WriteReport(batch.size(), *refused), true);

    std::vector<Record> records;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        records.push_back(batch[i].composed.record);
        records.back().trace.text = "w" + std::to_string(batch[i].write.id);
    }
    const std::string own = own_id_field(mapping, account, kind);
    const WriteBatch question{*plan, std::get<ObjectSchema>(schema), operation, own, records};
    auto answered = perform_write(context, account, question);
    // Consent that is denied is refused, and offered again by the hour: it holds nothing else up meanwhile.
    if (answered.stopped_by && batch.front().is_consent()) blame_the_right(context, account, *answered.stopped_by);
    if (answered.stopped_by) {
        bool anyone = false;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const Outcome& told = answered.out.outcomes()[i];
            if (told.verdict == Verdict::unanswered && told.vendor_code.empty())
                answered.out[i] = *answered.stopped_by;
            else
                anyone = true;
        }
        if (answered.stopped_by->verdict != Verdict::refused) return answered_with(answered.out, true);
        if (anyone) return answered_with(answered.out, false);
    }
    if (plan->whole_batch_refused && batch.size() > 1 && all_refused(answered.out)) {
        const auto middle = batch.begin() + std::ssize(batch) / 2;
        std::vector<Job> second(std::make_move_iterator(middle), std::make_move_iterator(batch.end()));
        batch.erase(middle, batch.end());
        send_batch(context, account, mapping, std::move(batch), settle_part);
        return send_batch(context, account, mapping, std::move(second), settle_part);
    }
    answered_with(answered.out, false);
}

}  // namespace crosswalk
