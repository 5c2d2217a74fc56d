#include "connector/mapping/compile/compile_context.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

const ObjectPlan* object_plan(const CompileContext& draft, const ConnectionPlan& plan, const VendorKind& kind) {
    const ConnectionFacts* fact = draft.fact(plan.name);
    return fact == nullptr || fact->manifest == nullptr ? nullptr : fact->manifest->plan(kind.text);
}

void check_can_create(const CompileContext& draft, const ConnectionPlan& plan, const Node& at, Notes& notes) {
    if (plan.create.when == CreatePolicy::When::never || plan.kinds.empty()) return;
    const ObjectPlan* object = object_plan(draft, plan, plan.create_kind());
    if (object == nullptr) return;
    if (std::ranges::find(object->operations, WriteKind::create) == object->operations.end())
        notes.error(
            at,
            "connection.cannot_create",
            "Records of kind " + in_quotes(plan.create_kind().text) + " cannot be created there.",
            "Write 'create: never'."
        );
    for (const std::string_view needed : object->required_to_create) {
        const Binding* found = nullptr;
        bool matches_by_it = false;
        for (const FieldPlan& field : draft.mapping.fields)
            for (const Binding& binding : field.bindings)
                if (binding.connection == plan.name && binding.kind == plan.create_kind() &&
                    binding.vendor_field == needed && binding.writes) {
                    found = &binding;
                    matches_by_it = std::ranges::find(plan.match_by, field.name) != plan.match_by.end();
                }
        if (found == nullptr) {
            notes.warn(
                at,
                "connection.required_field",
                in_quotes(needed) + " must be filled to create a " + plan.create_kind().text + " in " +
                    plan.name + ", and no field is written to it; nobody can be created.",
                "Write a field to it, with a placeholder for people of whom it is not known."
            );
        } else if (!found->placeholder && !matches_by_it) {
            notes.warn(
                at,
                "connection.no_placeholder",
                in_quotes(needed) + " must be filled to create a " + plan.create_kind().text + " in " +
                    plan.name + "; a person without it will wait.",
                "Give it a placeholder: { field: " + std::string(needed) + ", placeholder: \"(unknown)\" }."
            );
        }
    }
}

}  // namespace

void check_references(CompileContext& draft, const Node& root, Notes& notes) {
    const Node* all = root.find("connections");
    if (all == nullptr || !all->map()) return;
    for (std::size_t i = 0; i < all->keys.size(); ++i) {
        ConnectionPlan& plan = draft.mapping.connections.at(i);
        const Node& node = all->items[i];
        if (const Node* match_by = node.find("match_by"))
            for (const std::string& name : plan.match_by) {
                const FieldPlan* field = draft.mapping.field(name);
                const bool mapped =
                    field != nullptr && std::ranges::any_of(field->bindings, [&](const Binding& b) {
                        return b.connection == plan.name;
                    });
                if (!mapped)
                    notes.error(
                        *match_by,
                        "connection.match_by",
                        in_quotes(name) + " is not mapped in " + plan.name +
                            ", so nobody can be found by it there.",
                        "Map it there, or take it out of 'match_by'."
                    );
            }
        if (const Node* only = node.find("only")) fit(draft, plan.only, *only, notes);
        if (const Node* create = node.find("create")) {
            fit(draft, plan.create.condition, *create, notes);
            check_can_create(draft, plan, *create, notes);
        }
    }
}

}  // namespace crosswalk::compile
