#include "connector/mapping/compile/compile_context.h"
#include "connector/mapping/model/normalizers.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

bool bound_at(const FieldPlan& field, std::string_view connection) {
    return std::ranges::any_of(field.bindings, [&](const Binding& b) { return b.connection == connection; });
}

// The schema's closed list, when there is one.
void check_options(
    const CompileContext& draft, const FieldPlan& field, const std::string& connection, const Node& value, Notes& notes
) {
    const ConnectionFacts* fact = draft.fact(connection);
    if (fact == nullptr || fact->schema == nullptr) return;
    for (const Binding& binding : field.bindings) {
        const ObjectSchema* schema =
            binding.connection == connection ? fact->schema(binding.kind.text) : nullptr;
        const FieldInfo* info = schema == nullptr ? nullptr : schema->find(binding.vendor_field);
        if (info == nullptr || info->options.empty() ||
            std::ranges::find(info->options, value.text) != info->options.end())
            continue;
        notes.error(
            value,
            "field.unknown_option",
            in_quotes(binding.vendor_field) + " of " + connection + " has no value " + in_quotes(value.text) + ".",
            tree::suggestion(value.text, info->options)
        );
        return;
    }
}

void add_words(
    FieldPlan& field,
    const std::string& name,
    const std::string& connection,
    const std::vector<const Node*>& words,
    Notes& notes
) {
    for (Binding& binding : field.bindings) {
        if (binding.connection != connection) continue;
        std::vector<std::string> vendor_values;
        for (const Node* word : words) {
            auto normal = forms::plain(word->text).value_or(word->text);
            for (const auto& [other, values] : binding.values)
                if (std::ranges::find(values, normal) != values.end()) {
                    notes.error(
                        *word,
                        "field.value_twice",
                        in_quotes(word->text) + " of " + connection + " already means " + in_quotes(other) + ".",
                        "A value of a tool can mean one thing only: remove one."
                    );
                    return;
                }
            if (field.type == FieldType::choices && normal.find(binding.form.between_choices) != std::string::npos) {
                notes.error(
                    *word,
                    "field.choice_separator",
                    in_quotes(word->text) + " contains " + in_quotes(binding.form.between_choices) + ", which " +
                        connection + " puts between several choices.",
                    "Rename the choice in " + connection + ", or leave it out here."
                );
                return;
            }
            vendor_values.push_back(std::move(normal));
        }
        if (!vendor_values.empty()) binding.values.emplace_back(name, std::move(vendor_values));
    }
}

void one_row(const CompileContext& draft, FieldPlan& field, const Node& key, const Node& row, Notes& notes) {
    const std::string what = "value " + in_quotes(key.text) + " of " + field.name;
    if (row.kind == Node::Kind::blank || (row.map() && row.keys.empty())) {
        notes.error(
            key,
            "mapping.empty",
            "The value table of " + field.name + " has nothing for " + in_quotes(key.text) + ".",
            "Write what each connection calls it, or remove the row."
        );
        return;
    }
    if (!tree::is_map(row, notes, what)) return;
    for (std::size_t i = 0; i < row.keys.size(); ++i) {
        const Node &connection = row.keys[i], &value = row.items[i];
        if (connection_named(draft, connection, notes) == nullptr) continue;
        if (!bound_at(field, connection.text)) {
            notes.error(
                connection,
                "field.value_nowhere",
                field.name + " is not mapped in " + connection.text + ", so it has no values there.",
                "Map it there, or remove the row."
            );
            continue;
        }
        if (value.text == "not shown") continue;
        const auto words = tree::words(value, notes, what + " at " + connection.text);
        for (const Node* word : words) check_options(draft, field, connection.text, *word, notes);
        add_words(field, key.text, connection.text, words, notes);
    }
    std::vector<std::string> told;
    for (const Binding& binding : field.bindings) {
        if (row.find(binding.connection) != nullptr ||
            std::ranges::find(told, binding.connection) != told.end())
            continue;
        told.push_back(binding.connection);
        notes.error(
            key,
            "field.value_missing",
            "The value table of " + field.name + " does not say what " + in_quotes(key.text) + " is called in " +
                binding.connection + ".",
            "Add '" + binding.connection + ": VALUE', or '" + binding.connection +
                ": not shown' when it has no word for it."
        );
    }
}

// A tool in which every value is `not shown` has an empty table.
void words_everywhere(const FieldPlan& field, const Node& values, Notes& notes) {
    std::vector<std::string> told;
    for (const Binding& binding : field.bindings) {
        if (!binding.values.empty() || std::ranges::find(told, binding.connection) != told.end()) continue;
        told.push_back(binding.connection);
        notes.error(
            values,
            "field.table_empty",
            "The value table of " + field.name + " has no value for " + binding.connection +
                ", so nothing could be read or written there.",
            "Write what the values are called there, or take " + binding.connection + " out of " +
                field.name + "."
        );
    }
}

}  // namespace

void choices(const CompileContext& draft, FieldPlan& field, const Node& node, Notes& notes) {
    const Node* values = tree::need(node, notes, "choice " + field.name, "values");
    if (values == nullptr) return;
    if (values->kind == Node::Kind::blank || (values->map() && values->keys.empty())) {
        notes.error(
            *values, "mapping.empty", "'values' of " + field.name + " is empty.", "Name at least one value."
        );
        return;
    }
    if (!tree::is_map(*values, notes, "'values' of " + field.name)) return;
    const std::size_t errors = notes.errors();
    for (std::size_t i = 0; i < values->keys.size(); ++i) {
        if (values->keys[i].text.empty()) {
            notes.error(
                values->keys[i], "mapping.empty", "A value of " + field.name + " has no name.", "Give it one."
            );
            continue;
        }
        if (field.type == FieldType::choices && values->keys[i].text.find(';') != std::string::npos) {
            notes.error(
                values->keys[i],
                "field.choice_separator",
                in_quotes(values->keys[i].text) + " contains ';', which stands between several choices.",
                "Give the choice another name; what the tools call it may stay."
            );
            continue;
        }
        field.choices.push_back(values->keys[i].text);
        one_row(draft, field, values->keys[i], values->items[i], notes);
    }
    if (notes.errors() == errors) words_everywhere(field, *values, notes);
}

}  // namespace crosswalk::compile
