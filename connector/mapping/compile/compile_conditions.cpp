#include "connector/mapping/compile/compile_context.h"
#include "connector/mapping/model/normalizers.h"
#include "connector/mapping/model/translate.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

bool compares_numbers(Test test) {
    return test == Test::at_least || test == Test::at_most || test == Test::crosses;
}
bool compares_values(Test test) {
    return test == Test::is || test == Test::is_not || test == Test::is_one_of;
}

void fit_values(const FieldPlan& field, Condition::Atom& atom, const Node& at, Notes& notes) {
    for (std::string& value : atom.values) {
        const auto normal = normalise(field, value);
        if (normal && *normal) {
            value = **normal;
            continue;
        }
        notes.error(
            at,
            "condition.value",
            field.name + " is of type " + std::string(to_string(field.type)) + " and never " + in_quotes(value) + ".",
            field.type == FieldType::choice ? tree::suggestion(value, field.choices)
                                            : "Write a value of that type."
        );
    }
}

// The end of an address in the form of its key: "@Example.com" or "Example.com".
std::string end_key(const std::string& text) {
    const bool has_at = text.find('@') != std::string::npos;
    const auto key = forms::email_key(has_at ? text : "@" + text);
    return key ? key->substr(has_at ? 0 : 1) : text;
}

}  // namespace

void fit(const CompileContext& draft, Condition& condition, const Node& at, Notes& notes) {
    for (Condition& part : condition.parts) {
        // The items of a list stand each in their own line.
        const auto own =
            std::ranges::find_if(at.items, [&](const Node& item) { return item.text == part.text; });
        fit(draft, part, own != at.items.end() ? *own : at, notes);
    }
    if (condition.join != Condition::Join::atom) return;
    Condition::Atom& atom = condition.atom;
    const FieldPlan* field = draft.mapping.field(atom.field);
    if (field == nullptr) return;
    const bool number = field->type == FieldType::integer || field->type == FieldType::decimal;
    if ((compares_numbers(atom.test) || atom.test == Test::changed_by) && !number)
        notes.error(
            at,
            "condition.not_a_number",
            field->name + " is of type " + std::string(to_string(field->type)) +
                " and cannot be compared with a number.",
            "Use 'is', 'is not', 'is one of', 'is known' or 'ends with'."
        );
    if (compares_values(atom.test)) fit_values(*field, atom, at, notes);
    atom.address = field->type == FieldType::email;
    if (!atom.address) return;
    const bool ends = atom.test == Test::ends_with || atom.test == Test::not_ends_with;
    for (std::string& value : atom.values) value = ends ? end_key(value) : forms::email_key(value).value_or(value);
}

}  // namespace crosswalk::compile
