#include "connector/mapping/audit/field_audit.h"
#include "connector/mapping/yaml/yaml_tree.h"

namespace crosswalk {
namespace {

// { field: crm/Lead/Old__c, verdict: retire, owner: An, date: 2026-12-01 }
void add_decision(const tree::Node& row, tree::Notes& notes, FieldDecisions& out) {
    const std::string what = "a decision about a field";
    if (!tree::is_table(row, notes, what, {"field", "verdict", "owner", "date"})) return;
    FieldDecision decision{.line = row.line};
    bool whole = true;
    for (const auto& [key, to] : {std::pair{"field", &decision.field}, {"owner", &decision.owner}, {"date", &decision.date}}) {
        const auto* node = tree::need(row, notes, what, key);
        const auto said = node == nullptr ? std::nullopt : tree::text(*node, notes, key);
        if (said) *to = *said;
        whole = whole && said;
    }
    const auto* node = tree::need(row, notes, what, "verdict");
    const auto verdict = node == nullptr ? std::nullopt : tree::one_of(*node, notes, "verdict", {"keep", "merge", "retire"});
    if (!whole || !verdict) return;
    decision.verdict = static_cast<FieldVerdict>(*verdict);
    out.rows.push_back(std::move(decision));
}

}  // namespace

FieldDecisions read_field_decisions(const MappingFile& file) {
    FieldDecisions out;
    tree::Notes notes(file.path);
    const auto root = tree::read(file.text, notes);
    const std::string what = "the file of decisions";
    if (root && tree::is_table(*root, notes, what, {"format", "fields"})) {
        tree::check_format(*root, notes);
        const auto* rows = tree::need(*root, notes, what, "fields");
        if (rows != nullptr && !rows->list())
            notes.error(*rows, "mapping.expected_list", "'fields' must be a list.", "Start every row with '- '.");
        else if (rows != nullptr)
            for (const auto& row : rows->items) add_decision(row, notes, out);
    }
    out.findings = notes.findings();
    return out;
}

}  // namespace crosswalk
