#include "connector/contract/manifest.h"

#include <algorithm>

namespace crosswalk {

const ObjectPlan* Manifest::plan(std::string_view kind) const {
    const auto it = std::ranges::find_if(objects, [&](const ObjectPlan& o) { return o.kind.text == kind; });
    return it == objects.end() ? nullptr : &*it;
}

bool ObjectPlan::is_membership(std::string_view vendor_field) const {
    return std::ranges::any_of(memberships, [&](std::string_view prefix) {
        return vendor_field.starts_with(prefix);
    });
}

}  // namespace crosswalk
