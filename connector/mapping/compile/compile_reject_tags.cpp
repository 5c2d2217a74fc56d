// The tags that a rejection sets in the tools that have tags and no field for the reason.
#include "connector/mapping/compile/handoff_context.h"

#include <algorithm>

namespace crosswalk::compile::handoff_file {
namespace {

using tree::Node;

std::string tag_field(const std::string& tag) { return "tag/" + tag; }
std::string yes_or_no(bool yes) { return yes ? "true" : "false"; }

FieldPlan& reason_of(CompileContext& draft, const HandoffContext& context) {
    auto& fields = draft.mapping.fields;
    const auto found = std::ranges::find(fields, kReasonField, &FieldPlan::name);
    if (found != fields.end()) return *found;
    return fields.emplace_back(FieldPlan{
        .name = std::string(kReasonField),
        .label = {{"en", "Reason"}, {"vi", "Lý do"}},
        .type = FieldType::choice,
        .if_not_listed = {IfNotListed::Kind::ignore, {}},
        .urgency = Urgency::now,
        .choices = context.reasons});
}

bool has_tags(const CompileContext& draft, const std::string& connection, const VendorKind& kind) {
    const ConnectionFacts* fact = draft.fact(connection);
    const ObjectPlan* object =
        fact == nullptr || fact->manifest == nullptr ? nullptr : fact->manifest->plan(kind.text);
    return object != nullptr && object->is_membership(tag_field("x"));
}

// Every reason says of every tag whether it has it, so that the tag of the reason before goes away.
Binding tags_at(const std::string& connection, const VendorKind& kind, const std::vector<RejectReason>& reasons) {
    Binding out{.connection = connection, .kind = kind, .writes = true};
    std::vector<std::string> tags;
    for (const RejectReason& reason : reasons)
        if (!reason.tag.empty() && std::ranges::find(tags, reason.tag) == tags.end()) tags.push_back(reason.tag);
    out.vendor_field = tag_field(tags.front());
    for (const RejectReason& reason : reasons) {
        out.values.emplace_back(reason.name, std::vector<std::string>{yes_or_no(reason.tag == tags.front())});
        for (std::size_t i = 1; i < tags.size(); ++i)
            out.along[reason.name].emplace_back(tag_field(tags[i]), yes_or_no(reason.tag == tags[i]));
    }
    return out;
}

// The first that is given, for complaints.
const Node& tag_node(const Node& root) {
    for (const Node& reason : root.find("reject")->items)
        if (const Node* tag = reason.find("tag")) return *tag;
    return root;
}

}  // namespace

void reject_tags(CompileContext& draft, const HandoffContext& context) {
    const auto& reasons = context.plan.reject;
    if (std::ranges::all_of(reasons, [](const RejectReason& one) { return one.tag.empty(); })) return;
    FieldPlan& field = reason_of(draft, context);
    if (field.type != FieldType::choice) return;  // the admin's own field of that name
    const Node& at = tag_node(context.root);
    bool anywhere = draft.facts.empty();
    for (const ConnectionPlan& connection : draft.mapping.connections)
        for (const auto& [name, kind] : connection.kinds) {
            const bool shown = field.binding(connection.name, kind.text) != nullptr;
            anywhere = anywhere || shown;
            if (connection.side != Side::marketing || shown || !has_tags(draft, connection.name, kind)) continue;
            Binding binding = tags_at(connection.name, kind, reasons);
            claim(draft, field.name, binding, at, context.notes);
            for (const auto& [vendor_field, word] : binding.along[reasons.front().name]) {
                Binding beside = binding;
                beside.vendor_field = vendor_field;
                claim(draft, field.name, beside, at, context.notes);
            }
            field.bindings.push_back(std::move(binding));
            anywhere = true;
        }
    if (!anywhere)
        context.notes.warn(
            at,
            "handoff.tag_nowhere",
            "A reason sets a tag, and no tool of Marketing has tags.",
            "Remove 'tag', or show the reason in a field: 'reason_field' in lifecycle.yaml."
        );
}

}  // namespace crosswalk::compile::handoff_file
