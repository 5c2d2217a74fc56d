#include "connector/mapping/compile/compile_context.h"

#include <algorithm>
#include <array>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

constexpr std::array kTypes{
    FieldType::text,
    FieldType::person_name,
    FieldType::email,
    FieldType::phone,
    FieldType::integer,
    FieldType::decimal,
    FieldType::boolean,
    FieldType::date,
    FieldType::datetime,
    FieldType::choice,
    FieldType::choices};

bool read_type(FieldPlan& field, const Node& node, Notes& notes) {
    const Node* type = tree::need(node, notes, "field " + field.name, "type");
    if (type == nullptr) return false;
    const auto said = tree::text(*type, notes, "'type' of " + field.name);
    if (!said) return false;
    std::vector<std::string> known;
    for (const FieldType each : kTypes) {
        known.emplace_back(to_string(each));
        if (*said == to_string(each)) {
            field.type = each;
            return true;
        }
    }
    if (*said == to_string(FieldType::consent)) {
        notes.error(
            *type,
            "field.consent_type",
            "Consent is not a field: it is kept in a latch of its own.",
            "Write it in the section 'consent:' of this file."
        );
    } else {
        notes.error(
            *type,
            "field.unknown_type",
            "There is no type " + in_quotes(*said) + ".",
            tree::suggestion(*said, known)
        );
    }
    return false;
}

void read_if_not_listed(FieldPlan& field, const Node& node, Notes& notes) {
    const auto said = tree::text(node, notes, "'if_not_listed' of " + field.name);
    if (!said) return;
    constexpr std::string_view kWrite = "write ";
    if (*said == "wait" || *said == "ignore") {
        field.if_not_listed.kind = *said == "wait" ? IfNotListed::Kind::wait : IfNotListed::Kind::ignore;
    } else if (said->starts_with(kWrite)) {
        field.if_not_listed = {IfNotListed::Kind::write, said->substr(kWrite.size())};
        if (std::ranges::find(field.choices, field.if_not_listed.name) == field.choices.end())
            notes.error(
                node,
                "field.not_a_choice",
                in_quotes(field.if_not_listed.name) + " does not stand under 'values' of " + field.name + ".",
                tree::suggestion(field.if_not_listed.name, field.choices)
            );
    } else {
        const std::vector<std::string> known{"wait", "ignore", "write NAME"};
        notes.error(
            node,
            "mapping.unknown_word",
            "'if_not_listed' cannot be " + in_quotes(*said) + ".",
            tree::suggestion(*said, known)
        );
    }
}

void without_table(const FieldPlan& field, const Node& at, Notes& notes) {
    notes.error(
        at,
        "field.if_not_listed_without_table",
        field.name + " has no table, so every choice goes by its own word.",
        "Add 'values', or remove 'if_not_listed'."
    );
}

void check_ways(const CompileContext& draft, const FieldPlan& field, const Node& node, const Node& key, Notes& notes) {
    const auto readers = connections_of(field, &Binding::reads),
               writers = connections_of(field, &Binding::writes);
    const bool says = node.find("both_ways") != nullptr || node.find("read_from") != nullptr ||
                      node.find("write_to") != nullptr;
    const bool scored = draft.scored.contains(field.name);
    if (!says && !scored)
        notes.error(
            key,
            "field.nowhere",
            field.name + " is neither read nor written.",
            "Add 'both_ways', 'read_from' or 'write_to', or remove the field."
        );
    if (says && !scored && readers.empty() && !writers.empty())
        notes.error(
            key,
            "field.never_read",
            field.name + " is written, but read from nowhere, so there is never anything to write.",
            "Add 'read_from', or remove the field."
        );
    if (readers.size() > 1 && node.find("rule") == nullptr)
        notes.error(
            key,
            "field.rule_missing",
            field.name + " is read from " + in_words(readers) + ", and nothing says whose word counts.",
            "Add 'rule: newest', 'rule: prefer X unless blank' or 'rule: always X'."
        );
    if (node.find("send_when") != nullptr && writers.empty())
        notes.error(
            *node.find("send_when"),
            "field.send_when_unwritten",
            field.name + " is written nowhere, so 'send_when' says nothing.",
            "Remove it."
        );
}

Urgency default_urgency(const FieldPlan& field) {
    if (field.name == "owner") return Urgency::now;
    if (is_number(field.type) && (field.name == "score" || field.name.ends_with("_score")))
        return Urgency::score;
    return Urgency::bulk;
}

void read_names(const CompileContext& draft, FieldPlan& field, const Node& node, Notes& notes) {
    if (const Node* label = node.find("label"))
        field.label = tree::texts(*label, notes, "'label' of " + field.name);
    if (const Node* means = node.find("means"))
        if (auto said = tree::text(*means, notes, "'means' of " + field.name)) field.means = std::move(*said);
    const Node* was = node.find("was");
    if (was == nullptr || !tree::text(*was, notes, "'was' of " + field.name)) return;
    field.was = was->text;
    if (std::ranges::find(draft.fields, field.was) != draft.fields.end())
        notes.error(
            *was,
            "field.was_still_there",
            "There still is a field " + in_quotes(field.was) + ".",
            "'was' takes the name this field had before; remove it, or the other field."
        );
}

// Names of fields that other sections make.
void made_elsewhere(const CompileContext& draft, const Node& key, Notes& notes) {
    const bool reason = draft.has_reasons && key.text == kReasonField;
    const bool consent =
        std::ranges::count(draft.fields, key.text) > 1 && key.text.starts_with(consent_field(""));
    if (!reason && !consent) return;
    notes.error(
        key,
        "field.made_elsewhere",
        in_quotes(key.text) + " is the field that " +
            (reason ? "'reason_field' of lifecycle.yaml makes." : "the section 'consent' makes."),
        "Give this one another name."
    );
}

// What may stand below a field's name.
bool has_known_entries(const FieldPlan& field, const Node& node, Notes& notes) {
    return tree::is_table(
        node,
        notes,
        "field " + field.name,
        {"label",
         "means",
         "type",
         "rule",
         "if_blank",
         "both_ways",
         "read_from",
         "write_to",
         "send_when",
         "range",
         "region",
         "zone",
         "if_not_listed",
         "values",
         "was",
         "urgency",
         "part",
         "order"}
    );
}

void read_urgency_and_blank(FieldPlan& field, const Node& node, Notes& notes) {
    field.urgency = default_urgency(field);
    if (const Node* urgency = node.find("urgency"))
        if (const auto n =
                tree::one_of(*urgency, notes, "'urgency' of " + field.name, {"now", "score", "bulk"}))
            field.urgency = static_cast<Urgency>(*n);
    if (const Node* if_blank = node.find("if_blank"))
        if (const auto n = tree::one_of(*if_blank, notes, "'if_blank' of " + field.name, {"keep", "clear"}))
            field.if_blank = *n == 0 ? IfBlank::keep : IfBlank::clear;
}

// The values a choice may have, and what becomes of others.
void read_choices(CompileContext& draft, FieldPlan& field, const Node& node, Notes& notes) {
    const bool several = field.type == FieldType::choices;
    const Node* if_not_listed = node.find("if_not_listed");
    if (field.type == FieldType::choice || (several && node.find("values") != nullptr))
        choices(draft, field, node, notes);
    else if (several && if_not_listed != nullptr)
        without_table(field, *if_not_listed, notes);
    if (if_not_listed != nullptr && !(several && field.choices.empty()))
        read_if_not_listed(field, *if_not_listed, notes);
}

void one_field(CompileContext& draft, const Node& key, const Node& node, Notes& notes) {
    FieldPlan field;
    field.name = key.text;
    const std::size_t errors = notes.errors();
    if (tree::good_name(key, notes, "field") && field.name == "stage")
        notes.error(
            key,
            "field.stage",
            "'stage' is the field that lifecycle.yaml makes.",
            "Describe the stages there."
        );
    made_elsewhere(draft, key, notes);
    if (!has_known_entries(field, node, notes)) return;
    read_names(draft, field, node, notes);
    if (read_type(field, node, notes)) type_settings(field, node, notes);
    read_urgency_and_blank(field, node, notes);
    bindings(draft, field, node, notes);
    read_choices(draft, field, node, notes);
    vendor_types(draft, field, node, notes);
    if (notes.errors() == errors) round_trips(field, node, notes);
    if (const Node* rule = node.find("rule")) compile::rule(draft, field, *rule, notes);
    if (const Node* send_when = node.find("send_when"))
        field.send_when =
            tree::condition(*send_when, notes, "'send_when' of " + field.name, draft.fields, field.name);
    check_ways(draft, field, node, key, notes);
    draft.mapping.fields.push_back(std::move(field));
}

}  // namespace

void fields(CompileContext& draft, const Node& root, Notes& notes) {
    const Node* all = tree::need(root, notes, "the file", "fields");
    if (all == nullptr || !tree::is_map(*all, notes, "'fields'")) return;
    if (all->keys.empty())
        notes.error(*all, "mapping.empty", "'fields' is empty.", "Name at least one field.");
    for (std::size_t i = 0; i < all->keys.size(); ++i) one_field(draft, all->keys[i], all->items[i], notes);
}

void finish_fields(CompileContext& draft, const Node& root, Notes& notes) {
    const Node* all = root.find("fields");
    if (all == nullptr) return;
    for (FieldPlan& field : draft.mapping.fields) {
        const Node* node = all->find(field.name);
        if (node == nullptr || node->find("send_when") == nullptr) continue;
        fit(draft, field.send_when, *node->find("send_when"), notes);
    }
}

}  // namespace crosswalk::compile
