#include "connector/run/vendor/refused_fields.h"

#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk {
namespace {

// Tags and preferences stand in no list of fields: a tag is made by whoever uses it first.
bool is_listed(std::string_view field) {
    return !field.starts_with("tag/") && !field.starts_with("preferences/");
}

}  // namespace

FieldSet lacking_in(const ObjectSchema& schema, const Names& fields) {
    FieldSet known, out;
    for (const FieldInfo& info : schema.fields) known.insert(lower_case(info.name));
    for (const std::string& field : fields)
        if (is_listed(field) && !known.contains(lower_case(field))) out.insert(field);
    return out;
}

FieldSet named_in(const Outcome& no, const Names& fields) {
    const std::string says = lower_case(no.vendor_says);
    FieldSet out;
    for (const std::string& field : fields) {
        const std::string name = lower_case(field);
        const bool named = std::ranges::any_of(std::string_view("'\"`"), [&](char quote) {
            return says.find(quote + name + quote) != std::string::npos;
        });
        if (named || lower_case(no.field) == name) out.insert(field);
    }
    return out;
}

}  // namespace crosswalk
