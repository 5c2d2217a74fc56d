#include "connector/contract/values.h"

#include <algorithm>
#include <stdexcept>

namespace crosswalk {

void throw_exception_from_error(const Fault& fault, const boost::source_location&) {
    throw std::logic_error("a Fault was read as a value: " + fault.code + ": " + fault.what);
}

const FieldInfo* ObjectSchema::find(std::string_view name) const {
    const auto it = std::ranges::find(fields, name, &FieldInfo::name);
    return it == fields.end() ? nullptr : &*it;
}

}  // namespace crosswalk
