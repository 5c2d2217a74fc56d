#include "connector/mapping/plan.h"

#include <algorithm>
#include <array>

namespace crosswalk {
namespace {

constexpr std::array<std::string_view, 11> kTypeWords{
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
    "consent"};

template <class Items>
auto by_name(const Items& items, std::string_view name) -> const typename Items::value_type* {
    const auto it =
        std::ranges::find(items, name, [](const auto& item) -> std::string_view { return item.name; });
    return it == items.end() ? nullptr : &*it;
}

}  // namespace

std::string_view word(FieldType type) { return kTypeWords.at(static_cast<std::size_t>(type)); }

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

const Binding* FieldPlan::binding(std::string_view connection, std::string_view kind) const {
    for (const Binding& binding : bindings)
        if (binding.connection == connection && binding.kind.text == kind) return &binding;
    return nullptr;
}

const FieldPlan* Mapping::field(std::string_view name) const { return by_name(fields, name); }

const ConnectionPlan* Mapping::connection(std::string_view name) const { return by_name(connections, name); }

std::vector<std::string> Mapping::vendor_fields(std::string_view connection, std::string_view kind) const {
    std::vector<std::string> out;
    for (const FieldPlan& plan : fields)
        for (const Binding& binding : plan.bindings)
            if (binding.connection == connection && binding.kind.text == kind &&
                std::ranges::find(out, binding.vendor_field) == out.end())
                out.push_back(binding.vendor_field);
    return out;
}

}  // namespace crosswalk
