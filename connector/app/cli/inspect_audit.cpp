// `audit`: the custom fields of every connected tool, how they are filled, and which of them to keep, merge or retire.
#include "connector/app/cli/inspect.h"
#include "connector/mapping/audit/field_audit.h"
#include "connector/mapping/yaml/plain_file.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kMostNames = 2'000;  // characters of the names in one question: some vendors bound it at 3,000
constexpr std::size_t kMostDecisions = 1'048'576;

struct Audit {
    std::vector<AuditedField> fields{};
    std::vector<Finding> findings{};
};

// The account's own fields; where a vendor does not tell them apart, all that may be written. What is mapped, too.
bool is_audited(const FieldInfo& info, const Mapping& mapping, std::string_view connection, std::string_view kind) {
    if (info.custom.value_or(info.writable)) return true;
    return std::ranges::any_of(mapping.fields, [&](const FieldPlan& field) {
        const auto* binding = field.binding(connection, kind);
        return binding != nullptr && binding->vendor_field == info.name && !binding->values.empty();
    });
}

std::string own_id_field(const Mapping& mapping, std::string_view connection, const ObjectPlan& plan) {
    const auto* said = mapping.connection(connection);
    if (said != nullptr)
        if (const auto named = said->own_id_field.find(plan.kind.text); named != said->own_id_field.end())
            return named->second;
    return std::string(plan.own_id_field);
}

// Reads `records` records for as many of the fields as one question may name; returns the first field that was not asked for.
Result<std::size_t> count_some(
    const ConnectionConfig& connection, Sender& sender, const ObjectSchema& schema, std::span<AuditedField> fields, std::size_t records
) {
    const ObjectPlan& plan = *connection.adapter->manifest.plan(schema.kind.text);
    std::vector<std::string> names;
    for (std::size_t length = 0; names.size() < fields.size(); ++length) {
        const auto& name = fields[names.size()].info.name;
        length += name.size() + 3;
        if (!names.empty() && length > kMostNames) break;
        names.push_back(name);
    }
    const auto asked = fields.subspan(0, names.size());
    ChangesQuery query{plan, schema, names, {}};
    for (std::size_t read = 0; read < records;) {
        const auto page = fetch_page(connection, sender, query);
        if (!page) return page.error();
        for (const Change& change : page->changes)
            if (read < records && !change.deleted && change.kind == plan.kind) {
                ++read;
                for (AuditedField& field : asked) count_record(field, change);
            }
        if (!page->more || page->next_cursor == query.what.cursor) break;
        query.what.cursor = page->next_cursor;
    }
    return names.size();
}

Finding about(const Config& config, const ConnectionConfig& connection, const Fault& fault) {
    return {
        .file = config.path,
        .line = connection.line,
        .column = connection.column,
        .code = fault.code,
        .what = connection.name + ": " + fault.what,
        .remedy = fault.remedy};
}

struct Auditor {
    Sender& sender;
    const Mapping& mapping;
    std::size_t records = 0;  // of each kind
};

std::optional<Fault> audit_kind(const Auditor& by, const ConnectionConfig& connection, const ObjectPlan& plan, Audit& out) {
    const auto& [sender, mapping, records] = by;
    const auto schema = fetch_schema(connection, sender, plan);
    if (!schema) return schema.error();
    std::vector<AuditedField> fields;
    const auto own = own_id_field(mapping, connection.name, plan);
    for (const FieldInfo& info : schema->fields)
        if (is_audited(info, mapping, connection.name, plan.kind.text))
            fields.push_back({.connection = connection.name, .kind = plan.kind.text, .info = info, .own_id = info.name == own});
    std::optional<Fault> failed;
    const bool lists = std::ranges::count(plan.reads, Reading::since) > 0 && connection.adapter->changes;
    for (std::size_t done = 0; lists && done < fields.size() && !failed;) {
        const auto counted = count_some(connection, sender, *schema, std::span(fields).subspan(done), records);
        if (counted)
            done += *counted;
        else
            failed = counted.error();
    }
    out.fields.insert(out.fields.end(), fields.begin(), fields.end());
    return failed;
}

Audit audit_of(const Config& config, Sender& sender, const Mapping& mapping, const AuditWords& words) {
    Audit out;
    for (const ConnectionConfig& connection : config.connections) {
        if (!words.connection.empty() && connection.name != words.connection) continue;
        const auto* said = mapping.connection(connection.name);
        for (const ObjectPlan& plan : connection.adapter->manifest.objects) {
            const bool wanted = said == nullptr ? plan.keeps_people : std::ranges::any_of(said->kinds, [&](const auto& one) {
                return one.second == plan.kind;
            });
            if (!wanted || !connection.adapter->describe) continue;
            if (const auto failed = audit_kind({sender, mapping, words.records}, connection, plan, out))
                out.findings.push_back(about(config, connection, *failed));
        }
    }
    return out;
}

std::string filled(const AuditedField& field) {
    if (field.records == 0) return "?";
    return std::to_string(field.filled * 100 / field.records) + " %";
}

boost::json::object row_json(const AuditedField& field, const FieldReport& report, std::span<const AuditedField> all) {
    boost::json::array twins;
    for (const FieldTwin& twin : report.twins) twins.push_back({{"field", all[twin.field].name()}, {"why", twin.why}});
    return {
        {"connection", field.connection},
        {"kind", field.kind},
        {"field", field.info.name},
        {"label", field.info.label},
        {"type", field.info.type},
        {"records", field.records},
        {"filled", field.filled},
        {"last_held", json_of(field.last_held)},
        {"mapped", report.mapped},
        {"twins", std::move(twins)},
        {"mismatches", json_of(report.mismatches)},
        {"verdict", to_string(report.verdict)},
        {"why", report.why}};
}

// A decision about a field that no tool has was mistyped, or the field is gone; a tool that failed may have it.
std::vector<Finding> idle_decisions(const Audit& audit, const AuditWords& words, std::span<const FieldDecision> decisions) {
    std::vector<Finding> out;
    if (!audit.findings.empty()) return out;
    for (const FieldDecision& one : decisions) {
        if (!words.connection.empty() && !one.field.starts_with(words.connection + "/")) continue;
        if (std::ranges::any_of(audit.fields, [&](const AuditedField& field) { return field.name() == one.field; })) continue;
        out.push_back(
            {.file = words.decisions,
             .line = one.line,
             .code = "audit.unknown_field",
             .what = "No tool has a field '" + one.field + "' of its own.",
             .remedy = "Correct the name as the audit shows it, or take the row out if the field is gone.",
             .error = false}
        );
    }
    return out;
}

// What was found wrong stays to be seen in a file that is copied from.
std::string in_comments(std::string text) {
    for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size() - 1) + 1) {
        text.insert(at, "# ");
    }
    return text;
}

CommandAnswer report_of(const Audit& audit, std::span<const FieldReport> reports, std::string draft, bool only_draft) {
    std::vector<std::vector<std::string>> rows{{"FIELD", "FILLED", "OF", "LAST", "MAPPED", "VERDICT", "WHY"}};
    boost::json::array fields;
    std::string notes;
    for (std::size_t i = 0; i < reports.size(); ++i) {
        const AuditedField& field = audit.fields[i];
        const FieldReport& report = reports[i];
        rows.push_back(
            {field.name(),
             filled(field),
             std::to_string(field.records),
             field.last_held ? short_time(field.last_held).substr(0, 10) : "",
             report.mapped,
             std::string(to_string(report.verdict)),
             report.why}
        );
        for (const FieldTwin& twin : report.twins)
            if (twin.field > i) notes += field.name() + ": probably means the same as " + audit.fields[twin.field].name() + " (" + twin.why + ").\n";
        for (const std::string& apart : report.mismatches) notes += field.name() + ": " + apart + ".\n";
        fields.push_back(row_json(field, report, audit.fields));
    }
    CommandAnswer out = answer_of(audit.findings);
    if (only_draft)
        out.text = in_comments(out.text) + draft;
    else
        out.text += table(rows) + printable_lines(notes) +
                    "LAST is the newest change of a record that holds a value, whichever field it was that changed.\n";
    auto& data = out.data.get_object();
    data["fields"] = std::move(fields);
    data["draft"] = std::move(draft);
    return out;
}

}  // namespace

CommandAnswer inspect_audit(
    const Config& config, Sender& sender, const Mapping& mapping, const AuditWords& words, Millis now
) {
    if (!words.connection.empty() && config.connection(words.connection) == nullptr)
        return answer_of(Fault{
            "connection.unknown",
            "There is no connection '" + words.connection + "'.",
            "`crosswalk status` lists them."});
    FieldDecisions decided;
    if (!words.decisions.empty()) {
        const auto text = read_plain_file(words.decisions, kMostDecisions);
        if (!text)
            return answer_of(
                Fault{text.error().code, "The file " + words.decisions + " " + text.error().what + ".", text.error().remedy + "."},
                kUsage
            );
        decided = read_field_decisions({words.decisions, *text});
        if (!decided.findings.empty()) return answer_of(decided.findings);
    }
    Audit audit = audit_of(config, sender, mapping, words);
    for (auto& idle : idle_decisions(audit, words, decided.rows)) audit.findings.push_back(std::move(idle));
    const auto reports = audit_fields(audit.fields, mapping, decided.rows, now);
    return report_of(audit, reports, draft_fields(audit.fields, reports, mapping), words.draft);
}

}  // namespace crosswalk
