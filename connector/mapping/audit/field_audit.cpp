#include "connector/mapping/audit/field_audit.h"

#include "connector/mapping/audit/field_names.h"

#include <algorithm>

namespace crosswalk {
namespace {

using audit::missing;

constexpr std::chrono::hours kLong{24 * 365};
constexpr std::size_t kShown = 5;  // of a list of words

bool is_blank(const boost::json::value& value) {
    return value.is_null() || (value.is_string() && value.get_string().empty()) ||
           (value.is_array() && value.get_array().empty());
}

std::string listing(const std::vector<std::string>& words) {
    std::string out;
    for (std::size_t i = 0; i < std::min(words.size(), kShown); ++i)
        out.append(out.empty() ? "'" : ", '").append(words[i]).append("'");
    if (words.size() > kShown) out.append(" and ").append(std::to_string(words.size() - kShown)).append(" more");
    return out;
}

struct Mapped {
    const FieldPlan* field = nullptr;
    const Binding* binding = nullptr;
};
Mapped mapped_by(const Mapping& mapping, const AuditedField& found) {
    for (const FieldPlan& field : mapping.fields) {
        const auto* binding = field.binding(found.connection, found.kind);
        if (binding == nullptr) continue;
        if (binding->vendor_field == found.info.name) return {&field, binding};
        for (const auto& [stage, along] : binding->along)
            if (std::ranges::find(along, found.info.name, &std::pair<std::string, std::string>::first) != along.end())
                return {&field, binding};
    }
    return {};
}

// What a value table and a tool's list do not share, and what stands in records beside both.
std::vector<std::string> choices_apart(const AuditedField& found, const Mapped& mapped) {
    std::vector<std::string> out;
    const auto say = [&](std::string what, const std::vector<std::string>& words) {
        if (!words.empty()) out.push_back(std::move(what.append(listing(words))));
    };
    const auto listed = found.listed();
    if (listed.empty()) return out;
    say("stands in records, and is not offered there: ", missing(std::vector(found.words.begin(), found.words.end()), listed));
    const bool is_choice = mapped.field != nullptr && mapped.binding->vendor_field == found.info.name &&
                           (mapped.field->type == FieldType::choice || mapped.field->type == FieldType::choices);
    if (!is_choice || mapped.binding->values.empty()) return out;
    std::vector<std::string> known;
    for (const auto& [name, words] : mapped.binding->values) known.insert(known.end(), words.begin(), words.end());
    say("the mapping says, and the tool does not offer: ", missing(known, listed));
    if (mapped.field->if_not_listed.kind == IfNotListed::Kind::wait && mapped.field->name != kStageField)
        say("the tool offers, and the mapping has no name for: ", missing(listed, known));
    return out;
}

// Which of two fields of one tool stays: the mapped one, then the fuller one, then the one that comes first.
bool is_better(const AuditedField& a, const FieldReport& of_a, const AuditedField& b, const FieldReport& of_b) {
    if (of_a.mapped.empty() != of_b.mapped.empty()) return !of_a.mapped.empty();
    if (a.filled != b.filled) return a.filled > b.filled;
    return a.info.name < b.info.name;
}

std::string in_percent(const AuditedField& field) {
    return std::to_string(field.records == 0 ? 0 : field.filled * 100 / field.records).append(" %");
}

bool is_in_use(const AuditedField& field, Millis now) {
    return field.filled > 0 && !(field.last_held && now - *field.last_held > kLong);
}

struct Found {
    std::span<const AuditedField> fields;
    std::span<const FieldReport> reports;
    Millis now{};
};

// Why a field that nothing carries is worth keeping for the sake of another tool's.
std::optional<std::string> why_together(const FieldReport& report, bool in_use, const Found& found) {
    for (const FieldTwin& twin : report.twins) {
        const AuditedField& other = found.fields[twin.field];
        const std::string& carries = found.reports[twin.field].mapped;
        if (twin.in_one_tool || !(in_use || (carries.empty() && is_in_use(other, found.now)))) continue;
        if (carries.empty()) return "map it together with " + other.name();
        return std::string("may belong to '").append(carries).append("', which ").append(other.name()).append(" carries");
    }
    return std::nullopt;
}

void judge(FieldReport& out, std::size_t at, const Found& found) {
    const AuditedField& field = found.fields[at];
    const auto say = [&](FieldVerdict verdict, std::string why) {
        out.verdict = verdict;
        out.why = std::move(why);
    };
    if (field.own_id) return say(FieldVerdict::keep, "holds Crosswalk's own id");
    if (!out.mapped.empty()) return say(FieldVerdict::keep, "carries '" + out.mapped + "'");
    for (const FieldTwin& twin : out.twins)
        if (twin.in_one_tool && is_better(found.fields[twin.field], found.reports[twin.field], field, out))
            return say(FieldVerdict::merge, "into " + found.fields[twin.field].info.name + ", which has " + twin.why);
    if (field.records == 0) return say(FieldVerdict::keep, "no record could be read to judge by");
    const bool in_use = is_in_use(field, found.now);
    if (auto why = why_together(out, in_use, found)) return say(FieldVerdict::keep, std::move(*why));
    if (in_use) return say(FieldVerdict::keep, in_percent(field) + " filled, and in use");
    say(FieldVerdict::retire, field.filled == 0 ? "nobody fills it" : "no record that holds it changed within a year");
}

}  // namespace

std::string_view to_string(FieldVerdict verdict) {
    constexpr std::string_view kWords[] = {"keep", "merge", "retire"};
    return kWords[static_cast<std::size_t>(verdict)];
}

std::string AuditedField::name() const { return connection + "/" + kind + "/" + info.name; }

std::vector<std::string> AuditedField::listed() const {
    auto out = info.options;
    out.insert(out.end(), info.offered.begin(), info.offered.end());
    return out;
}

void count_record(AuditedField& field, const Change& change) {
    if (change.deleted) return;
    ++field.records;
    const auto at = change.fields.find(field.info.name);
    if (at == change.fields.end() || is_blank(at->second)) return;
    ++field.filled;
    if (change.occurred_at && (!field.last_held || *field.last_held < change.occurred_at->at))
        field.last_held = change.occurred_at->at;
    const bool chosen = field.info.shape == FieldShape::choice && at->second.is_string();
    if (chosen && field.words.size() < kMostWords) field.words.emplace(at->second.get_string());
}

std::vector<FieldReport> audit_fields(
    std::span<const AuditedField> all, const Mapping& mapping, std::span<const FieldDecision> decisions, Millis now
) {
    std::vector<FieldReport> out(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto mapped = mapped_by(mapping, all[i]);
        if (mapped.field != nullptr) out[i].mapped = mapped.field->name;
        out[i].mismatches = choices_apart(all[i], mapped);
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t k = 0; k < all.size(); ++k) {
            const bool one_tool = all[i].connection == all[k].connection;
            // A contact's copy of a lead's field is no second field.
            if (i == k || all[i].own_id || all[k].own_id || (one_tool && all[i].kind != all[k].kind)) continue;
            if (!out[i].mapped.empty() && out[i].mapped == out[k].mapped) continue;
            auto why = audit::why_twins(all[i], all[k]);
            if (!why) continue;
            out[i].twins.push_back({k, std::move(*why), one_tool});
            const auto apart = missing(all[i].listed(), all[k].listed());
            if (!apart.empty() && !all[k].listed().empty())
                out[i].mismatches.push_back(all[k].name() + " has no word for: " + listing(apart));
        }
    const std::vector<FieldReport> before = out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto decided = std::ranges::find(decisions, all[i].name(), &FieldDecision::field);
        judge(out[i], i, {all, before, now});
        if (decided == decisions.end()) continue;
        out[i].verdict = decided->verdict;
        out[i].why = "decided by " + decided->owner + " on " + decided->date;
    }
    return out;
}

}  // namespace crosswalk
