#include "connector/mapping/compile/compile_context.h"
#include "connector/mapping/model/normalizers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

// Settings that only some types have.
void check_settings_fit(const FieldPlan& field, const Node& node, Notes& notes) {
    const auto only_of = [&](std::string_view key, bool fits, std::string_view types) {
        if (fits || node.find(key) == nullptr) return;
        const auto at = std::ranges::find(node.keys, key, &Node::text);
        notes.error(
            *at,
            "field.setting_of_other_type",
            in_quotes(key) + " belongs to fields of type " + std::string(types) + ", and " + field.name +
                " is of type " + std::string(to_string(field.type)) + ".",
            "Remove it, or change the type."
        );
    };
    only_of("range", is_number(field.type), "integer or decimal");
    only_of("region", field.type == FieldType::phone, "phone");
    const bool choice = field.type == FieldType::choice || field.type == FieldType::choices;
    only_of("zone", is_time(field.type), "date or datetime");
    only_of("values", choice, "choice or choices");
    only_of("if_not_listed", choice, "choice or choices");
    only_of("part", field.type == FieldType::person_name, "person_name");
    only_of("order", field.type == FieldType::person_name, "person_name");
}

void read_range(FieldPlan& field, const Node& node, Notes& notes) {
    const auto said = tree::text(node, notes, "'range' of " + field.name);
    if (!said) return;
    const std::size_t middle = said->find(" to ");
    double low = 0, high = 0;
    const auto number = [](std::string_view text, double& out) {
        const auto [ptr, error] = std::from_chars(text.data(), text.data() + text.size(), out);
        return error == std::errc{} && ptr == text.data() + text.size();
    };
    const std::string_view all = *said;
    if (middle == std::string::npos || !number(all.substr(0, middle), low) ||
        !number(all.substr(middle + 4), high)) {
        notes.error(node, "field.range", in_quotes(*said) + " is not a range.", "Write it as '0 to 100'.");
    } else if (low > high) {
        notes.error(
            node,
            "field.range_reversed",
            "The range of " + field.name + " is reversed: " + *said + ".",
            "Write the smaller number first: '" + std::string(all.substr(middle + 4)) + " to " +
                std::string(all.substr(0, middle)) + "'."
        );
    } else if (field.type == FieldType::integer && std::ceil(low) > std::floor(high)) {
        notes.error(
            node,
            "field.range_empty",
            "No whole number lies in the range of " + field.name + ": " + *said + ".",
            "Widen it, or make the field a decimal."
        );
    } else {
        field.range = {low, high};
    }
}

void read_region(FieldPlan& field, const Node& node, Notes& notes) {
    const auto said = tree::text(node, notes, "'region' of " + field.name);
    if (!said) return;
    if (!forms::is_region(*said)) {
        notes.error(
            node,
            "field.region",
            in_quotes(*said) + " is not a country.",
            "Write its two capital letters, such as VN or US."
        );
        return;
    }
    field.region = *said;
}

void read_name_settings(FieldPlan& field, const Node& node, Notes& notes) {
    if (const Node* part = node.find("part"))
        if (const auto n =
                tree::one_of(*part, notes, "'part' of " + field.name, {"whole", "given", "family"}))
            field.part = static_cast<NamePart>(*n);
    if (const Node* order = node.find("order"))
        if (const auto n =
                tree::one_of(*order, notes, "'order' of " + field.name, {"given_first", "family_first"}))
            field.family_name_first = *n == 1;
    if (field.type == FieldType::person_name && field.part == NamePart::whole &&
        node.find("order") == nullptr && node.find("type") != nullptr)
        notes.error(
            *node.find("type"),
            "field.name_order",
            field.name + " does not say in which order it holds a whole name.",
            "Add 'order: family_first' (Nguyễn Văn An) or 'order: given_first' (Ada Lovelace), or 'part: "
            "given' or 'part: family'."
        );
}

}  // namespace

void type_settings(FieldPlan& field, const Node& node, Notes& notes) {
    check_settings_fit(field, node, notes);
    if (const Node* range = node.find("range")) read_range(field, *range, notes);
    if (const Node* region = node.find("region")) read_region(field, *region, notes);
    if (const Node* zone = node.find("zone"); zone != nullptr && is_time(field.type))
        field.zone = time_zone(*zone, notes, "field " + field.name).value_or("");
    read_name_settings(field, node, notes);
}

}  // namespace crosswalk::compile
