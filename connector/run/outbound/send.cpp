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

// Which of them must be sent again in smaller batches: all where all were refused, else whoever a call about several
// was refused for, beside others that went their own way.
std::vector<std::size_t> sunk(const ObjectPlan& plan, const Answered<WriteReport>& answered) {
    std::vector<std::size_t> out;
    const auto outcomes = answered.out.outcomes();
    if (!plan.whole_batch_refused || outcomes.size() < 2) return out;
    const bool all = all_refused(answered.out);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        if (all || (answered.sunk_together.contains(i) && outcomes[i].verdict == Verdict::refused)) out.push_back(i);
    return out.size() > 1 ? out : std::vector<std::size_t>{};
}

struct SunkBatch {
    std::vector<Job> halves[2], others{};
    std::vector<Outcome> of_others{};
};

SunkBatch divide_sunk(std::vector<Job>& batch, const WriteReport& report, std::span<const std::size_t> again) {
    SunkBatch out;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto place = std::ranges::lower_bound(again, i) - again.begin();
        const bool is_sunk = place < std::ssize(again) && again[static_cast<std::size_t>(place)] == i;
        if (!is_sunk) out.of_others.push_back(report.outcomes()[i]);
        (is_sunk ? out.halves[2 * place >= std::ssize(again) ? 1 : 0] : out.others).push_back(std::move(batch[i]));
    }
    return out;
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
    const auto again = sunk(*plan, answered);
    if (again.empty()) return answered_with(answered.out, false);
    SunkBatch parts = divide_sunk(batch, answered.out, again);
    if (!parts.others.empty()) settle_part(parts.others, parts.of_others, false);
    for (std::vector<Job>& half : parts.halves) send_batch(context, account, mapping, std::move(half), settle_part);
}

}  // namespace crosswalk
