#include "connector/run/outbound/perform_write.h"

namespace crosswalk {
namespace {

// Records of a batch, with their places in it.
struct Rows {
    std::vector<std::size_t> at{};
    std::vector<Record> records{};

    void add(std::size_t place, Record record) {
        at.push_back(place);
        records.push_back(std::move(record));
    }
};

struct ByOperation {
    Rows fields{}, memberships{};
};

ByOperation divide(const WriteBatch& batch) {
    ByOperation out;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        Record fields = batch.records[i], memberships = fields;
        const auto is_membership = [&](const auto& one) { return batch.plan.is_membership(one.first); };
        std::erase_if(fields.fields, is_membership);
        std::erase_if(memberships.fields, [&](const auto& one) { return !is_membership(one); });
        const bool beside = !memberships.fields.empty();
        if (beside) out.memberships.add(i, std::move(memberships));
        if (!beside || !fields.fields.empty() || batch.operation == WriteKind::create)
            out.fields.add(i, std::move(fields));
    }
    return out;
}

// Asks about these records, and puts what is told of each in its place.
void ask_about(
    EngineContext& context, ConnectionRuntime& account, const WriteBatch& question, std::span<const std::size_t> at,
    Answered<WriteReport>& out
) {
    const auto told = perform(context, account, question);
    out.stopped_by = told.stopped_by;
    for (const std::size_t i : told.sunk_together) out.sunk_together.insert(at[i]);
    for (std::size_t i = 0; i < at.size(); ++i) {
        Outcome outcome = told.out.outcomes()[i];
        const auto known = out.out.outcomes()[at[i]].id;  // as whom it was made
        if (outcome.verdict == Verdict::applied && known) outcome.id = known;
        out.out[at[i]] = std::move(outcome);
    }
}

// Of a record whose fields were not taken nothing further is told.
Rows those_there(const ByOperation& asked, const WriteReport& fields) {
    Rows out;
    for (std::size_t i = 0; i < asked.memberships.at.size(); ++i) {
        const std::size_t at = asked.memberships.at[i];
        Record record = asked.memberships.records[i];
        if (std::ranges::binary_search(asked.fields.at, at)) {
            const Outcome& told = fields.outcomes()[at];
            if (told.verdict != Verdict::applied) continue;
            if (told.id) record.id = told.id;
        }
        if (record.id) out.add(at, std::move(record));
    }
    return out;
}

void leave_out(Rows& rows, const std::vector<std::size_t>& places) {
    Rows left;
    for (std::size_t i = 0; i < rows.at.size(); ++i)
        if (!std::ranges::binary_search(places, rows.at[i])) left.add(rows.at[i], std::move(rows.records[i]));
    rows = std::move(left);
}

// Nobody is made of whom the vendor cannot be told what belongs to them: what an adapter turns away is known before
// anything is sent.
void turn_away_unsayable(
    EngineContext& context, const ConnectionRuntime& account, WriteBatch question, ByOperation& asked, WriteReport& out
) {
    std::vector<std::size_t> turned_away;
    question.operation = WriteKind::membership;
    for (std::size_t i = 0; i < asked.memberships.at.size(); ++i) {
        Record record = asked.memberships.records[i];
        record.id = VendorId{record.own_id};  // it has none yet
        question.records = {&record, 1};
        WriteReport told = nothing_said(question);
        const auto calls = account.setup.adapter->membership.build(question, account.setup.connection, told);
        if (calls && told.outcomes()[0].verdict == Verdict::unanswered) continue;
        out[asked.memberships.at[i]] = calls ? told.outcomes()[0] : senseless(context, calls.error());
        turned_away.push_back(asked.memberships.at[i]);
    }
    leave_out(asked.fields, turned_away);
    leave_out(asked.memberships, turned_away);
}

// Asks for the memberships of those that are there. Who is cut off after the fields were taken is looked at before
// anything is written again.
void ask_for_memberships(
    EngineContext& context, ConnectionRuntime& account, WriteBatch question, const ByOperation& asked,
    Answered<WriteReport>& out
) {
    question.operation = WriteKind::membership;
    const Rows rows = those_there(asked, out.out);
    const std::size_t most = std::max<std::size_t>(1, question.plan.limits.memberships);
    for (std::size_t from = 0; from < rows.at.size(); from += most) {
        const auto at = std::span(rows.at).subspan(from, std::min(most, rows.at.size() - from));
        question.records = std::span(rows.records).subspan(from, at.size());
        if (!out.stopped_by)
            ask_about(context, account, question, at, out);
        else
            for (const std::size_t place : at) out.out[place] = {};
    }
    if (!out.stopped_by) return;
    for (const std::size_t place : rows.at)
        if (std::ranges::binary_search(asked.fields.at, place) &&
            out.out.outcomes()[place].verdict == Verdict::unanswered)
            out.out[place] = {.vendor_code = out.stopped_by->vendor_code, .wait = out.stopped_by->wait};
}

}  // namespace

Answered<WriteReport> perform_write(EngineContext& context, ConnectionRuntime& account, const WriteBatch& batch) {
    ByOperation asked = divide(batch);
    if (asked.memberships.at.empty()) return perform(context, account, batch);
    Answered<WriteReport> out{.out = nothing_said(batch)};
    if (batch.operation == WriteKind::create) turn_away_unsayable(context, account, batch, asked, out.out);
    WriteBatch question = batch;
    if (!asked.fields.at.empty()) {
        question.records = asked.fields.records;
        ask_about(context, account, question, asked.fields.at, out);
    }
    ask_for_memberships(context, account, question, asked, out);
    return out;
}

}  // namespace crosswalk
