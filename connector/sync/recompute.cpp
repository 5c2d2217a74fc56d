#include "connector/sync/recompute.h"

#include "connector/mapping/model/normalizers.h"
#include "connector/sync/preview.h"
#include "connector/sync/score.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kLongestBeaten = 160, kLongestName = 200;

// Whose word lost, for people who ask why.
std::string beaten(const FieldPlan& field, std::span<const Candidate> candidates, const Candidate& winner) {
    std::string out;
    for (const Candidate& word : candidates) {
        if (word.connection == winner.connection || same_value(field, word.value, winner.value))
            continue;
        const std::string one = word.connection + "=" + (word.value ? *word.value : "(blank)");
        if (out.size() + one.size() > kLongestBeaten) break;
        out += (out.empty() ? "" : "; ") + one;
    }
    return out;
}

// One field by its rule, from everybody's latest word. Nothing when it stays what it is.
std::optional<HistoryRow> by_rule(
    const Mapping& mapping,
    const FieldPlan& field,
    Lead& lead,
    std::span<const RecordState> records,
    const Cause& cause
) {
    const auto candidates = latest_candidates(field, records);
    const Candidate* word = resolve(field, candidates, mapping.order);
    if (word == nullptr || (lead.values.contains(field.name) && same_value(field, lead.value(field.name), word->value)))
        return std::nullopt;
    HistoryRow row = change_value(
        lead,
        field,
        word->value,
        {word->event, word->connection, word->at, field.rule.text(), mapping.version},
        cause
    );
    row.note = beaten(field, candidates, *word);
    return row;
}

void apply_consent_signals(const Mapping& mapping, Lead& lead, const IngestResult& heard, Recomputed& out) {
    for (const ConsentSignal& word : heard.consents) {
        const FieldPlan* field = mapping.field(word.field);
        const auto now = lead.consents.find(word.field);
        auto next = transition(*field, now == lead.consents.end() ? nullptr : &now->second, word);
        if (!next) continue;
        lead.consents[word.field] = std::move(*next);
        out.consent_changed = true;
    }
}

// The standing of every consent, after its latches moved.
void publish_consent(const Mapping& mapping, Lead& lead, const Cause& cause, Recomputed& out) {
    for (const FieldPlan& field : mapping.fields) {
        if (!field.consent) continue;
        Value standing = effective_consent(mapping, field, lead);
        if (!standing || standing == lead.value(field.name)) continue;
        const auto latch = lead.consents.find(field.name);
        const ConsentState why = latch == lead.consents.end() ? ConsentState{} : latch->second;
        out.rows.push_back(change_value(
            lead,
            field,
            std::move(standing),
            {why.event,
             why.connection,
             why.at,
             why.proof.empty() ? "latch" : "latch: " + why.proof,
             mapping.version},
            cause
        ));
    }
}

// The values as they were before the rows.
Facts before_and_now(const Lead& lead, std::span<const HistoryRow> rows) {
    std::map<std::string, Value, std::less<>> before;
    for (const HistoryRow& row : rows) before.try_emplace(row.field, row.before);
    return {
        .now = [&lead](std::string_view field) { return lead.value(field); },
        .before = [&lead, before = std::move(before)](std::string_view field) -> Value {
            const auto changed = before.find(field);
            return changed == before.end() ? lead.value(field) : changed->second;
        }};
}

void step_by_rule(
    const Mapping& mapping, Lead& lead, const Cause& cause, const MayPromote& may_promote, Recomputed& out
) {
    if (mapping.path.empty()) return;
    if (!out.rows.empty()) {
        Moves earned = promote(mapping, lead, before_and_now(lead, out.rows), cause);
        if (!earned.steps.empty()) {
            const std::string to = earned.steps.back().to;
            if (may_promote && !may_promote(to)) {
                out.held_back = to;
                return;
            }
            const Stage* stage = mapping.stage(to);
            return apply_steps(
                mapping, lead, std::move(earned.steps), std::string(kEnterWhen) + stage->enter_when.text, out
            );
        }
    }
    apply_steps(mapping, lead, reenter(mapping, lead, cause).steps, "again", out);
}

// Where the person came from is kept as it was at first; the last campaign moves on.
void note_acquisition(const Mapping& mapping, Lead& lead) {
    if (lead.acquired.side.empty())
        if (const ConnectionPlan* plan = mapping.connection(lead.created_in))
            lead.acquired.side = plan->side == Side::sales ? "sales" : "marketing";
    if (const Value& source = lead.value("source"); source && lead.acquired.source.empty())
        lead.acquired.source = *source;
    if (const Value& campaign = lead.value("campaign")) {
        if (lead.acquired.first_campaign.empty()) lead.acquired.first_campaign = *campaign;
        lead.acquired.last_campaign = *campaign;
    }
}

// Under the canonical names that the default mapping has for them; both ways round, since it differs by language which
// name comes first.
std::set<std::string> names_of(const Lead& lead) {
    std::set<std::string> out;
    const auto add = [&](const Value& value) {
        const auto name = value ? forms::folded(*value) : std::nullopt;
        if (name && !name->empty() && name->size() <= kLongestName) out.insert(*name);
    };
    const Value &given = lead.value("given_name"), &family = lead.value("family_name");
    if (given && family) {
        add(*given + " " + *family);
        add(*family + " " + *given);
    } else {
        add(given);
        add(family);
    }
    for (const char* whole : {"full_name", "name", "company"}) add(lead.value(whole));
    return out;
}

void renew_keys(const Mapping& mapping, Lead& lead, std::span<const RecordState> records) {
    auto keys = match_keys(mapping, lead);
    auto aliases = lead.former;
    for (const RecordState& record : records) {
        if (record.deleted || consent_only(record.match_status)) continue;
        for (const auto& [field, more] : record.aliases) aliases[field].insert(more.begin(), more.end());
    }
    for (const auto& [field, key] : keys)
        if (const auto own = aliases.find(field); own != aliases.end()) own->second.erase(key);
    std::erase_if(aliases, [](const auto& one) { return one.second.empty(); });
    if (keys != lead.keys || aliases != lead.aliases) lead.absent.clear();  // somebody may be found now
    lead.keys = std::move(keys);
    lead.aliases = std::move(aliases);
    lead.called = names_of(lead);
}

}  // namespace

HistoryRow change_value(Lead& lead, const FieldPlan& field, Value after, Provenance why, const Cause& cause) {
    Held& held = lead.values[field.name];
    HistoryRow row{
        .lead = lead.id,
        .event = cause.event,
        .at = cause.now,
        .field = field.name,
        .before = held.value,
        .after = after,
        .connection = why.connection,
        .rule = why.rule,
        .mapping_version = why.mapping_version};
    held = Held{std::move(after), std::move(why)};
    return row;
}

FieldSet all_fields(const Mapping& mapping) {
    FieldSet out;
    for (const FieldPlan& field : mapping.fields) out.insert(field.name);
    return out;
}

FieldSet Recomputed::changed() const {
    FieldSet out;
    for (const HistoryRow& row : rows) out.insert(row.field);
    return out;
}

void apply_steps(
    const Mapping& mapping, Lead& lead, std::vector<Step> steps, std::string_view rule, Recomputed& out
) {
    for (Step& step : steps) {
        out.rows.push_back(apply_step(mapping, lead, step, step.filled_in ? "filled in" : rule));
        out.steps.push_back(std::move(step));
    }
}

void apply_consent(const LeadEdit& edit, const std::string& consent_field, ConsentState latch) {
    const auto now = edit.lead.consents.find(consent_field);
    const ConsentState next = now == edit.lead.consents.end() ? std::move(latch) : merge(now->second, latch);
    if (now != edit.lead.consents.end() && now->second == next) return;
    edit.lead.consents[consent_field] = next;
    edit.out.consent_changed = true;
    publish_consent(edit.mapping, edit.lead, edit.cause, edit.out);
}

Recomputed recompute(
    const Mapping& mapping,
    Lead& lead,
    std::span<const RecordState> records,
    const IngestResult& heard,
    const RecomputeOptions& options
) {
    const Cause& cause = options.cause;
    Recomputed out;
    take_over_names(mapping, lead);
    for (const FieldPlan& field : mapping.fields) {
        const bool asked = heard.news.contains(field.name) || heard.retold.contains(field.name);
        if (!asked || field.consent || field.name == kStageField) continue;
        if (auto row = by_rule(mapping, field, lead, records, cause)) out.rows.push_back(std::move(*row));
    }
    apply_consent_signals(mapping, lead, heard, out);
    publish_consent(mapping, lead, cause, out);
    apply_score({mapping, lead, cause, out});
    if (heard.stage) apply_steps(mapping, lead, on_stage_reported(mapping, lead, *heard.stage, cause).steps, "heard", out);
    step_by_rule(mapping, lead, cause, options.may_promote, out);
    note_acquisition(mapping, lead);
    renew_keys(mapping, lead, records);
    return out;
}

std::vector<HistoryRow> revalue(
    const Mapping& mapping, Lead& lead, std::span<const RecordState> records, const Cause& cause
) {
    take_over_names(mapping, lead);
    std::vector<HistoryRow> rows;
    for (const FieldPlan& field : mapping.fields) {
        if (field.consent || field.name == kStageField) continue;
        if (auto row = by_rule(mapping, field, lead, records, cause)) rows.push_back(std::move(*row));
    }
    Recomputed shown;
    publish_consent(mapping, lead, cause, shown);
    apply_score({mapping, lead, cause, shown});
    rows.insert(rows.end(), shown.rows.begin(), shown.rows.end());
    renew_keys(mapping, lead, records);
    return rows;
}

std::map<std::string, std::string, std::less<>> match_keys(const Mapping& mapping, const Lead& lead) {
    std::map<std::string, std::string, std::less<>> keys;
    for (const FieldPlan& field : mapping.fields) {
        const bool wanted = std::ranges::any_of(mapping.connections, [&](const ConnectionPlan& plan) {
            return std::ranges::find(plan.match_by, field.name) != plan.match_by.end();
        });
        const Value& value = lead.value(field.name);
        if (!wanted || !value) continue;
        if (auto form = match_form(field, *value)) keys.emplace(field.name, std::move(*form));
    }
    return keys;
}

}  // namespace crosswalk
