#include "connector/contract/values.h"

#include <algorithm>
#include <stdexcept>

namespace crosswalk {

void throw_exception_from_error(const Fault& fault, const boost::source_location&) {
    throw std::logic_error("a Fault was read as a value: " + fault.code + ": " + fault.what);
}

bool is_kept_beside_fields(std::string_view vendor_field) {
    constexpr std::string_view kPrefixes[] = {"lists/", "preferences/", "tag/", "groups/"};
    return std::ranges::any_of(kPrefixes, [&](std::string_view prefix) { return vendor_field.starts_with(prefix); });
}

const FieldInfo* ObjectSchema::find(std::string_view name) const {
    const auto it = std::ranges::find(fields, name, &FieldInfo::name);
    return it == fields.end() ? nullptr : &*it;
}

}  // namespace crosswalk
