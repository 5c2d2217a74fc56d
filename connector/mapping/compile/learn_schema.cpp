// A mapping with what a vendor's schema says of its places (plan.h).
#include "connector/mapping/model/plan.h"

#include <algorithm>

namespace crosswalk {
namespace {

// Types whose spelling depends on what the vendor's field is.
bool depends_on_schema(const FieldPlan& field) {
    return field.type == FieldType::date || field.type == FieldType::datetime ||
           field.type == FieldType::decimal;
}

}  // namespace

bool Mapping::wants_schema(std::string_view connection, std::string_view kind) const {
    return std::ranges::any_of(fields, [&](const FieldPlan& field) {
        return depends_on_schema(field) && field.binding(connection, kind) != nullptr;
    });
}

bool Mapping::learn(std::string_view connection, const ObjectSchema& schema) {
    bool any = false;
    for (FieldPlan& field : fields)
        for (Binding& binding : field.bindings) {
            if (binding.connection != connection || binding.kind != schema.kind) continue;
            const FieldInfo* info = schema.find(binding.vendor_field);
            if (info == nullptr) continue;
            VendorForm form = binding.form;
            form.shape = info->shape;
            form.scale = info->scale;
            form.length = info->length;
            any = any || form != binding.form;
            binding.form = std::move(form);
        }
    return any;
}

}  // namespace crosswalk
