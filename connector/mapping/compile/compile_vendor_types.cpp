// How a vendor spells values, and whether its own types fit the fields (draft.h).
#include "connector/mapping/compile/compile_context.h"
#include "connector/mapping/model/normalizers.h"
#include "connector/mapping/model/translate.h"
#include "connector/mapping/model/zone.h"

#include <algorithm>
#include <array>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

constexpr std::array<std::string_view, 8> kShapeWords{
    "unknown", "a text", "a number", "a checkbox", "a date", "a date with a time", "one choice of a list",
    "several choices of a list"};

std::string_view said(FieldShape shape) { return kShapeWords.at(static_cast<std::size_t>(shape)); }

bool is_flag(const std::vector<std::string>& words) {
    return std::ranges::all_of(words, [](const std::string& word) {
        return forms::boolean(word).how == Parsed::How::value;
    });
}

// What is wrong with a place, and what to do. `breaks`: nothing can come of it, or another value than the
// one that was meant.
struct Misfit {
    bool breaks = false;
    std::string remedy{};
};

std::optional<Misfit> number_at(FieldShape shape) {
    if (shape == FieldShape::number) return std::nullopt;
    if (shape == FieldShape::text)
        return Misfit{false, "Make it a number there if you can; what is no number waits for you."};
    return Misfit{true, "Map a number field, or correct the type."};
}

std::optional<Misfit> boolean_at(const Binding& binding, FieldShape shape) {
    if (shape == FieldShape::boolean) return std::nullopt;
    if (shape == FieldShape::choice)
        return Misfit{
            binding.writes, "Write 'type: choice' with a value table that says what yes and no are called there."};
    if (shape == FieldShape::text || shape == FieldShape::number)
        return Misfit{false, "Map a checkbox, or write 'type: choice' with a value table."};
    return Misfit{true, "Map a checkbox, or correct the type."};
}

std::optional<Misfit> time_at(const FieldPlan& field, const Binding& binding, FieldShape shape) {
    const bool is_day = field.type == FieldType::date;
    if (shape == (is_day ? FieldShape::date : FieldShape::datetime)) return std::nullopt;
    if (shape == FieldShape::date || shape == FieldShape::datetime) {
        if (!binding.zone.empty()) return std::nullopt;
        return Misfit{
            true,
            "Say in which time zone its days count: 'zone: Europe/Berlin', or yours, at the field or its "
            "connection; or map a field of the same type."};
    }
    if (shape == FieldShape::text)
        return Misfit{false, "Make it a date there if you can; what is no date waits for you."};
    return Misfit{true, "Map a date field, or correct the type."};
}

std::optional<Misfit> choice_at(const FieldPlan& field, const Binding& binding, FieldShape shape) {
    const bool several = field.type == FieldType::choices;
    if (shape == FieldShape::choices && !several)
        return Misfit{true, "It may hold several at once: write 'type: choices'."};
    if (shape == FieldShape::choice && several)
        return Misfit{binding.writes, "It holds one at a time: map a field for several, or write 'type: choice'."};
    const bool flags = shape == FieldShape::boolean && !several &&
                       std::ranges::all_of(binding.values, [](const auto& row) { return is_flag(row.second); });
    const bool days = shape == FieldShape::date || shape == FieldShape::datetime;
    const bool fits = !days && (shape != FieldShape::boolean || flags);
    if (fits) return std::nullopt;
    return Misfit{true, "Map a list of choices or a text, or correct the type."};
}

std::optional<Misfit> text_at(const FieldPlan& field, const Binding& binding, const FieldInfo& info) {
    switch (info.shape) {
        case FieldShape::choices:
            return Misfit{false, "It may hold several choices at once: write 'type: choices'."};
        case FieldShape::choice:
            if (!binding.writes || info.options.empty()) return std::nullopt;
            return Misfit{false, "It takes its own values only: write 'type: choice' with a value table."};
        case FieldShape::number:
        case FieldShape::boolean:
        case FieldShape::date:
        case FieldShape::datetime:
            return Misfit{
                binding.writes || field.type != FieldType::text, "Map a text field, or correct the type."};
        default:
            return std::nullopt;
    }
}

std::optional<Misfit> misfit(const FieldPlan& field, const Binding& binding, const FieldInfo& info) {
    switch (field.type) {
        case FieldType::integer:
        case FieldType::decimal:
            return number_at(info.shape);
        case FieldType::boolean:
            return boolean_at(binding, info.shape);
        case FieldType::date:
        case FieldType::datetime:
            return time_at(field, binding, info.shape);
        case FieldType::choice:
        case FieldType::choices:
            return choice_at(field, binding, info.shape);
        case FieldType::consent:
            return std::nullopt;
        default:
            return text_at(field, binding, info);
    }
}

// The most characters that are sure to be written; 0: any number.
std::size_t needed(const FieldPlan& field, const Binding& binding) {
    std::size_t out = binding.placeholder ? binding.placeholder->size() : 0;
    if (field.type == FieldType::phone) out = 16;  // E.164
    if (field.type == FieldType::date) out = 10;
    if (field.type == FieldType::datetime) out = 24;
    if (field.type == FieldType::email) out = 64;
    for (const auto& [name, words] : binding.values)
        if (!words.empty()) out = std::max(out, words.front().size());
    if (field.type != FieldType::choices) return out;
    std::string all;  // several choices at once
    for (const std::string& name : field.choices) all += (all.empty() ? "" : ";") + name;
    const auto written = to_vendor(field, binding, all);
    return written.is_string() ? std::max(out, written.get_string().size()) : out;
}

void check_length(
    const FieldPlan& field, const Binding& binding, const FieldInfo& info, const Node& at, Notes& notes
) {
    if (!binding.writes || info.length == 0 || info.length >= needed(field, binding)) return;
    notes.error(
        at,
        "field.vendor_length",
        in_quotes(info.name) + " of " + binding.connection + " " + binding.kind.text + " holds " +
            std::to_string(info.length) + " characters, too few for " + field.name + ".",
        "Make the field longer there, or map another."
    );
}

// A tool that insists on a value refuses to have it cleared.
void check_blank(
    const FieldPlan& field, const Binding& binding, const FieldInfo& info, const Node& at, Notes& notes
) {
    if (!info.required || !binding.writes || binding.placeholder || field.if_blank == IfBlank::keep) return;
    notes.warn(
        at,
        "field.vendor_required",
        in_quotes(info.name) + " of " + binding.connection + " " + binding.kind.text +
            " cannot be blank there, and " + field.name + " may be cleared.",
        "Give the place a placeholder, or write 'if_blank: keep'."
    );
}

void vendor_type(
    const FieldPlan& field, const Binding& binding, const FieldInfo& info, const Node& at, Notes& notes
) {
    check_length(field, binding, info, at, notes);
    check_blank(field, binding, info, at, notes);
    const auto found = misfit(field, binding, info);
    if (!found) return;
    const std::string what = in_quotes(info.name) + " of " + binding.connection + " " + binding.kind.text +
                             " is " + std::string(said(info.shape)) + " (" + info.type + "), and " + field.name +
                             " is of type " + std::string(to_string(field.type)) + ".";
    if (found->breaks)
        notes.error(at, "field.vendor_type", what, found->remedy);
    else
        notes.warn(at, "field.vendor_type", what, found->remedy);
}

// Where a place of this connection stands under a field.
const Node& place_of(const Node& field, const std::string& connection) {
    for (const char* way : {"both_ways", "read_from", "write_to"})
        if (const Node* places = field.find(way))
            if (const Node* place = places->find(connection)) return *place;
    return field;
}

}  // namespace

bool is_time(FieldType type) { return type == FieldType::date || type == FieldType::datetime; }

std::optional<std::string> time_zone(const Node& node, Notes& notes, const std::string& what) {
    auto name = tree::text(node, notes, "'zone' of " + what);
    if (!name || zone::is_known(*name)) return name;
    const auto near = suggest(*name, zone::names());
    notes.error(
        node,
        "field.zone",
        in_quotes(*name) + " is not a time zone.",
        near ? "Did you mean " + in_quotes(*near) + "?"
             : "Write a name of the IANA data base, such as 'America/Phoenix'."
    );
    return std::nullopt;
}

void not_a_time(const FieldPlan& field, const Node& at, Notes& notes) {
    notes.error(
        at,
        "field.setting_of_other_type",
        "'zone' belongs to fields of type date or datetime, and " + field.name + " is of type " +
            std::string(to_string(field.type)) + ".",
        "Remove it, or change the type."
    );
}

VendorForm vendor_form(const Manifest& manifest) {
    return {
        .between_choices = std::string(manifest.forms.between_choices),
        .choices_enclosed = manifest.forms.choices_enclosed,
        .cleared_is_false = manifest.forms.cleared_boolean_is_false};
}

void vendor_types(const CompileContext& draft, const FieldPlan& field, const Node& node, Notes& notes) {
    for (const Binding& binding : field.bindings) {
        const ConnectionFacts* fact = draft.fact(binding.connection);
        const ObjectSchema* schema =
            fact == nullptr || fact->schema == nullptr ? nullptr : fact->schema(binding.kind.text);
        const FieldInfo* info = schema == nullptr ? nullptr : schema->find(binding.vendor_field);
        if (info != nullptr && info->shape != FieldShape::unknown)
            vendor_type(field, binding, *info, place_of(node, binding.connection), notes);
    }
}

}  // namespace crosswalk::compile
