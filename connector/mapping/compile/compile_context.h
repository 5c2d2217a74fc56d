// connector/mapping/compile/compile_context.h - a mapping while it is being compiled.
#pragma once

#include "connector/mapping/yaml/yaml_tree.h"

#include <set>

namespace crosswalk::compile {

// How a stage is shown, where no field is named.
inline constexpr std::string_view kNotShown = "not shown", kSameAs = "same as ";

inline bool is_number(FieldType type) { return type == FieldType::integer || type == FieldType::decimal; }

struct File {
    std::string path{};
    tree::Notes notes;
    tree::Node root{};
    bool readable = false;
};

// What the parts of the compiler share. The plan grows in `mapping`; names are known before conditions are
// read.
struct CompileContext {
    Mapping mapping{};
    std::span<const ConnectionFacts> facts{};
    std::vector<std::string> connections{};  // names of all connections of fields.yaml
    std::vector<std::string>
        fields{};  // names of all canonical fields, "stage" among them where there are stages
    std::vector<std::string> stages{}, path{};
    std::set<std::string, std::less<>> scored{};      // fields that scoring.yaml fills
    std::set<std::string, std::less<>> hidden{};      // stages that every connection declares `not shown`
    bool has_lifecycle = false, has_reasons = false;  // there is a field "stage"; a field "reason"

    const ConnectionFacts* fact(std::string_view connection) const;
    // What a vendor field was used for first, by "connection / kind / vendor field".
    std::map<std::string, std::string, std::less<>> used{};
};

// `connections:` and `order:`. Names every connection even when something about it is wrong.
void connections(CompileContext&, const tree::Node& root, tree::Notes&);
// After the fields are compiled: what a connection refers to must be mapped.
void check_references(CompileContext&, const tree::Node& root, tree::Notes&);

void fields(CompileContext&, const tree::Node& root, tree::Notes&);
// After the stages are compiled: conditions may be about them.
void finish_fields(CompileContext&, const tree::Node& root, tree::Notes&);
// The rows under `both_ways`, `read_from` and `write_to` of one field.
void bindings(CompileContext&, FieldPlan&, const tree::Node& field, tree::Notes&);
// Which places the vendor is told of by an operation of its own, once every field has its places.
void memberships(CompileContext&);
// `range`, `region`, `part` and `order`, and whether they suit the type.
void type_settings(FieldPlan&, const tree::Node& field, tree::Notes&);
bool is_time(FieldType);
// The name of a time zone. Code: field.zone.
std::optional<std::string> time_zone(const tree::Node&, tree::Notes&, const std::string& what);
// `zone` at a place of a field that is no date. Code: field.setting_of_other_type.
void not_a_time(const FieldPlan&, const tree::Node& at, tree::Notes&);
// How the vendor of this manifest spells values.
VendorForm vendor_form(const Manifest&);
// Whether the vendors' own types fit a field, as far as their schemas are known. Codes: field.vendor_type,
// field.vendor_length.
void vendor_types(const CompileContext&, const FieldPlan&, const tree::Node& field, tree::Notes&);
// Whose word counts. Codes: field.two_masters, field.unknown_rule, field.rule_not_read,
// field.highest_of_words, mapping.unknown_connection.
void rule(const CompileContext&, FieldPlan&, const tree::Node&, tree::Notes&);
// The value table of a choice, or of choices. Code: field.choice_separator and more.
void choices(const CompileContext&, FieldPlan&, const tree::Node& field, tree::Notes&);
// One field of type consent for each entry of `consent:`. Codes: consent.*.
void consent(CompileContext&, const tree::Node& root, tree::Notes&);
// What the field of an entry of `consent:` is called.
std::string consent_field(std::string_view entry);

// What is written must be read back as the same value, else two tools would correct each other for ever:
// found by trying the values of the field. Code: field.round_trip.
void round_trip(const FieldPlan&, const Binding&, const tree::Node& at, tree::Notes&);
// The same for every place of one field that is read and written.
void round_trips(const FieldPlan&, const tree::Node& field, tree::Notes&);

// The names of the stages and the path, before anything else is read.
void stage_names(CompileContext&, const tree::Node& root);
void lifecycle(CompileContext&, const tree::Node& root, tree::Notes&);
// The field "stage": the vendor's words for every stage, from `shown_in`.
FieldPlan stage_field(CompileContext&, const tree::Node& stages, tree::Notes&);
// The parts of lifecycle.yaml that are about steps and people.
void steps(CompileContext&, const tree::Node& root, tree::Notes&);
// `again` of one stage, once all fields are known.
std::optional<Reentry> again(const CompileContext&, const tree::Node&, const std::string& stage, tree::Notes&);
// `reasons` and `reason_field`: the field "reason".
void reasons(CompileContext&, const tree::Node& root, bool needed, tree::Notes&);

// handoff.yaml, once fields and stages are compiled. `lifecycle` is null where there is none. Codes: handoff.*.
void handoff(CompileContext&, File&, File* lifecycle);

// kpi.yaml, once stages and the hand-off are compiled. Codes: kpi.*, field.zone.
void kpi(CompileContext&, const tree::Node& root, tree::Notes&);

// The names of the fields that scoring.yaml fills, before anything else is read.
void scored_fields(CompileContext&, const tree::Node& root);
// scoring.yaml, once everything else is compiled. Codes: scoring.*, mapping.unknown_field.
void scoring(CompileContext&, const tree::Node& root, std::string_view text, tree::Notes&);

// A vendor field serves one canonical field only. Codes: field.vendor_field_twice, field.own_id,
// field.unknown_vendor_field, field.not_writable.
void claim(CompileContext&, const std::string& canonical, const Binding&, const tree::Node& at, tree::Notes&);

// Values in a condition in the normal form of their field, and tests that fit its type.
// Codes: condition.value, condition.not_a_number.
void fit(const CompileContext&, Condition&, const tree::Node& at, tree::Notes&);

// Calls `at(kind, node)` for each row of a table by kind: { lead: ..., contact: ... }.
// Code: connection.unknown_kind.
void for_each_kind(
    const ConnectionPlan&,
    const tree::Node& rows,
    tree::Notes&,
    const std::function<void(const VendorKind&, const tree::Node&)>& at
);

// The connection a key names; null (and a note) when there is none.
const ConnectionPlan* connection_named(const CompileContext&, const tree::Node& key, tree::Notes&);

std::vector<std::string> sentences(const CompileContext&);
std::set<std::string, std::less<>> connections_of(const FieldPlan&, bool Binding::*way);
// "a, b, c".
std::string in_words(const std::set<std::string, std::less<>>& names);
// "family_name" as people write it: "Family name".
std::string readable(std::string name);

}  // namespace crosswalk::compile
