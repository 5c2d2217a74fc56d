#include "connector/contract/manifest.h"

#include <algorithm>

namespace crosswalk {

const ObjectPlan* Manifest::plan(std::string_view kind) const {
    const auto it = std::ranges::find_if(objects, [&](const ObjectPlan& o) { return o.kind.text == kind; });
    return it == objects.end() ? nullptr : &*it;
}

}  // namespace crosswalk
