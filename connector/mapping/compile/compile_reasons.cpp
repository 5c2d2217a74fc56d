#include "connector/mapping/compile/compile_context.h"
#include "connector/mapping/model/normalizers.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

// Each reason goes by its own name and as people write it: "not_a_fit" and "Not a fit".
void add_words(Binding& binding, const std::vector<std::string>& choices) {
    for (const std::string& name : choices) {
        std::vector<std::string> words{name};
        if (std::string people = readable(name); people != name) words.push_back(std::move(people));
        binding.values.emplace_back(name, std::move(words));
    }
}

// Where one kind of one connection keeps the reason.
struct Place {
    const std::string& connection;
    const VendorKind& kind;
    const Node& node;
};

void at_kind(CompileContext& draft, FieldPlan& field, const Place& at, Notes& notes) {
    const Node& place = at.node;
    if (place.scalar() && place.text == "not shown") return;
    const auto name = tree::text(place, notes, "'reason_field' of " + at.connection);
    if (!name) return;
    Binding binding{
        .connection = at.connection, .kind = at.kind, .vendor_field = *name, .reads = true, .writes = true};
    add_words(binding, field.choices);
    claim(draft, field.name, binding, place, notes);
    field.bindings.push_back(std::move(binding));
}

FieldPlan reason_field(CompileContext& draft, const Node& places, std::vector<std::string> names, Notes& notes) {
    FieldPlan field{
        .name = std::string(kReasonField),
        .label = {{"en", "Reason"}, {"vi", "Lý do"}},
        .type = FieldType::choice,
        .if_not_listed = {IfNotListed::Kind::ignore, {}},
        .urgency = Urgency::now,
        .choices = std::move(names)};
    for (std::size_t i = 0; i < places.keys.size(); ++i) {
        const ConnectionPlan* connection = connection_named(draft, places.keys[i], notes);
        const Node& place = places.items[i];
        if (connection == nullptr) continue;
        if (place.map()) {
            for_each_kind(*connection, place, notes, [&](const VendorKind& kind, const Node& at) {
                at_kind(draft, field, {connection->name, kind, at}, notes);
            });
            continue;
        }
        const std::size_t errors = notes.errors();
        for (const auto& [name, kind] : connection->kinds)
            if (notes.errors() == errors) at_kind(draft, field, {connection->name, kind, place}, notes);
    }
    return field;
}

}  // namespace

void reasons(CompileContext& draft, const Node& root, bool needed, Notes& notes) {
    const Node *reasons = root.find("reasons"), *places = root.find("reason_field");
    std::vector<std::string> names;
    if (reasons != nullptr)
        for (const Node* name : tree::words(*reasons, notes, "'reasons'"))
            names.push_back(forms::plain(name->text).value_or(name->text));
    if (reasons == nullptr && (needed || places != nullptr))
        notes.error(
            needed ? *root.find("back") : *places,
            "lifecycle.no_reasons",
            needed ? "A way back needs a reason, and there are no 'reasons' to choose from."
                   : "'reason_field' says where reasons stand, and there are no 'reasons' to choose from.",
            "Add 'reasons: [budget, timing]'."
        );
    if (std::ranges::find(names, kNoReason) != names.end())
        notes.error(
            *reasons,
            "lifecycle.no_reason",
            in_quotes(kNoReason) + " is counted where nobody gave a reason, and cannot be chosen.",
            "Remove it."
        );
    if (places != nullptr && tree::is_map(*places, notes, "'reason_field'"))
        draft.mapping.fields.push_back(reason_field(draft, *places, std::move(names), notes));
}

}  // namespace crosswalk::compile
