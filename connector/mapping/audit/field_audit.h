// connector/mapping/audit/field_audit.h - which fields of the connected tools to keep, merge or retire. Values in, values out.
#pragma once

#include "connector/contract/events.h"
#include "connector/mapping/compile/check.h"

#include <set>

namespace crosswalk {

enum class FieldVerdict { keep, merge, retire };
std::string_view to_string(FieldVerdict);

// One field of one kind of record of one tool, as it was found.
struct AuditedField {
    std::string connection{}, kind{};
    FieldInfo info{};
    bool own_id = false;                               // it holds Crosswalk's own id
    std::size_t records = 0, filled = 0;               // of the records that were read
    std::optional<Millis> last_held{};                 // when a record that holds a value changed last
    std::set<std::string, std::less<>> words{};  // of a choice: what stands in the records, kMostWords at most

    std::string name() const;                 // "CONNECTION/KIND/FIELD"
    std::vector<std::string> listed() const;  // the values that the tool shows to choose from
};
inline constexpr std::size_t kMostWords = 200;

// Counts one record that was asked for this field.
void count_record(AuditedField&, const Change&);

// What a person decided of a field, whatever is found: one row of audit.yaml.
struct FieldDecision {
    std::string field{};  // as AuditedField::name() says it
    FieldVerdict verdict = FieldVerdict::keep;
    std::string owner{}, date{};
    int line = 0;  // of the file
};
// Reads audit.yaml. Findings: those of every mapping file.
struct FieldDecisions {
    std::vector<FieldDecision> rows{};
    std::vector<Finding> findings{};
};
FieldDecisions read_field_decisions(const MappingFile&);

// A field that probably means the same.
struct FieldTwin {
    std::size_t field = 0;    // its place among those that were found
    std::string why{};        // "the same name"
    bool in_one_tool = false;
};
struct FieldReport {
    FieldVerdict verdict = FieldVerdict::keep;
    std::string why{};
    std::string mapped{};  // the canonical field; empty: none
    std::vector<FieldTwin> twins{};
    std::vector<std::string> mismatches{};  // choices that the two sides do not share
};

// One report for each field, in their order.
std::vector<FieldReport> audit_fields(
    std::span<const AuditedField>, const Mapping&, std::span<const FieldDecision>, Millis now
);

// A fields.yaml that check_mapping takes: the mapping's connections, and one field for the twins of different tools that
// nothing carries yet.
std::string draft_fields(std::span<const AuditedField>, std::span<const FieldReport>, const Mapping&);

}  // namespace crosswalk
