#include "connector/mapping/draft.h"
#include "connector/mapping/translate.h"

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
            field.name + " is of type " + std::string(word(field.type)) + " and never " + in_quotes(value) + ".",
            field.type == FieldType::choice ? tree::suggestion(value, field.choices)
                                            : "Write a value of that type."
        );
    }
}

}  // namespace

void fit(const Draft& draft, Condition& condition, const Node& at, Notes& notes) {
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
            field->name + " is of type " + std::string(word(field->type)) +
                " and cannot be compared with a number.",
            "Use 'is', 'is not', 'is one of', 'is known' or 'ends with'."
        );
    if (compares_values(atom.test)) fit_values(*field, atom, at, notes);
    if (atom.test != Test::ends_with && atom.test != Test::not_ends_with) return;
    // Addresses are kept in small letters, so their ends are compared that way.
    if (field->type == FieldType::email)
        for (std::string& value : atom.values)
            for (char& c : value)
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
}

}  // namespace crosswalk::compile
