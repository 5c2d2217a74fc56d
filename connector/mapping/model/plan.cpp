#include "connector/mapping/model/plan.h"

#include <algorithm>
#include <array>

namespace crosswalk {
namespace {

constexpr std::array<std::string_view, 12> kTypeWords{
    "text",
    "person_name",
    "email",
    "phone",
    "integer",
    "decimal",
    "boolean",
    "date",
    "datetime",
    "choice",
    "choices",
    "consent"};

template <class Items>
auto by_name(const Items& items, std::string_view name) -> const typename Items::value_type* {
    const auto it =
        std::ranges::find(items, name, [](const auto& item) -> std::string_view { return item.name; });
    return it == items.end() ? nullptr : &*it;
}

}  // namespace

std::string_view to_string(FieldType type) { return kTypeWords.at(static_cast<std::size_t>(type)); }

std::string Rule::text() const {
    switch (kind) {
        case Kind::newest:
            return "newest";
        case Kind::highest:
            return "highest";
        case Kind::always:
            return "always " + connection;
        case Kind::prefer:
            return "prefer " + connection + " unless blank";
    }
    return {};
}

bool Binding::is_word_of(std::string_view name, std::string_view vendor_text) const {
    for (const auto& [choice, words] : values)
        if (choice == name && std::ranges::find(words, vendor_text) != words.end()) return true;
    return false;
}

bool Binding::shows(std::string_view name) const {
    const auto it =
        std::ranges::find(values, name, [](const auto& row) -> std::string_view { return row.first; });
    return it != values.end() && !it->second.empty();
}

const Binding* FieldPlan::binding(std::string_view connection, std::string_view kind) const {
    for (const Binding& binding : bindings)
        if (binding.connection == connection && binding.kind.text == kind) return &binding;
    return nullptr;
}

const FieldPlan* Mapping::field(std::string_view name) const { return by_name(fields, name); }

const ConnectionPlan* Mapping::connection(std::string_view name) const { return by_name(connections, name); }

const Stage* Mapping::stage(std::string_view name) const {
    const Stage* on_path = by_name(path, name);
    return on_path != nullptr ? on_path : by_name(aside, name);
}

std::ptrdiff_t Mapping::place(std::string_view stage_name) const {
    const auto it =
        std::ranges::find(path, stage_name, [](const Stage& s) -> std::string_view { return s.name; });
    return it == path.end() ? -1 : it - path.begin();
}

std::vector<std::string> Mapping::vendor_fields(std::string_view connection, std::string_view kind) const {
    std::vector<std::string> out;
    const auto once = [&](const std::string& name) {
        if (std::ranges::find(out, name) == out.end()) out.push_back(name);
    };
    const auto add = [&](const Binding& binding) {
        once(binding.vendor_field);
        for (const auto& [choice, along] : binding.along)
            for (const auto& [name, word] : along) once(name);
    };
    for (const FieldPlan& plan : fields)
        for (const Binding& binding : plan.bindings)
            if (binding.connection == connection && binding.kind.text == kind) add(binding);
    return out;
}

}  // namespace crosswalk
