#include "connector/mapping/compile/compile_context.h"

#include <algorithm>
#include <array>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

constexpr std::array<std::string_view, 5> kFormWords{"field", "placeholder", "order", "part", "zone"};

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

struct StageProgress {
    std::string_view key{};
    bool reads = false, writes = false;
};
constexpr std::array<StageProgress, 3> kWays{
    {{"both_ways", true, true}, {"read_from", true, false}, {"write_to", false, true}}};

void check_name_form(
    const FieldPlan& field, const Binding& binding, bool says_order, const Node& at, Notes& notes
) {
    if (binding.part == NamePart::whole && field.part != NamePart::whole && !says_order) {
        notes.error(
            at,
            "field.name_order",
            in_quotes(binding.vendor_field) + " does not say in which order it holds a whole name.",
            "Add 'order: family_first' or 'order: given_first'."
        );
    } else if (binding.part == NamePart::whole && field.part != NamePart::whole && binding.writes) {
        notes.error(
            at,
            "field.name_parts",
            field.name + " is one part of a name and cannot be written to a field that holds a whole name.",
            "Only read it from there, or map the whole name as a field of its own."
        );
    } else if (binding.part != field.part && binding.part != NamePart::whole) {
        notes.error(
            at,
            "field.name_parts",
            in_quotes(binding.vendor_field) + " holds another part of the name than " + field.name + ".",
            "Give the field the same 'part', or make a canonical field for each part."
        );
    }
}

// `{ field: Company, placeholder: "(unknown)" }`, or the vendor field alone.
bool read_form(const FieldPlan& field, Binding& binding, const Node& node, Notes& notes) {
    const std::string what = in_quotes(field.name) + " at " + binding.connection;
    binding.part = field.part;
    binding.family_name_first = field.family_name_first;
    const Node* name = &node;
    if (node.map()) {
        if (!tree::is_table(node, notes, what, {"field", "placeholder", "order", "part", "zone"}))
            return false;
        name = tree::need(node, notes, what, "field");
        if (name == nullptr) return false;
    }
    const auto vendor_field = tree::text(*name, notes, what);
    if (!vendor_field) return false;
    binding.vendor_field = *vendor_field;
    if (const Node* placeholder = node.find("placeholder")) {
        const bool fits = field.type == FieldType::text || field.type == FieldType::person_name ||
                          field.type == FieldType::choice;
        if (!fits || !binding.writes) {
            notes.error(
                *placeholder,
                "field.placeholder",
                fits ? field.name + " is only read from " + binding.connection +
                           ", so no placeholder is ever written."
                     : "A field of type " + std::string(to_string(field.type)) + " has no placeholder.",
                "Remove it."
            );
        } else if (auto text = tree::text(*placeholder, notes, "'placeholder' of " + what)) {
            binding.placeholder = std::move(*text);
        }
    }
    if (const Node* zone = node.find("zone")) {
        if (is_time(field.type))
            binding.zone = time_zone(*zone, notes, what).value_or(binding.zone);
        else
            not_a_time(field, *zone, notes);
    }
    const Node *part = node.find("part"), *order = node.find("order");
    if ((part != nullptr || order != nullptr) && field.type != FieldType::person_name) {
        notes.error(
            part != nullptr ? *part : *order,
            "field.setting_of_other_type",
            "'part' and 'order' belong to fields of type person_name.",
            "Remove them."
        );
        return true;
    }
    if (order != nullptr) {
        binding.part = NamePart::whole;
        if (const auto n = tree::one_of(*order, notes, "'order' of " + what, {"given_first", "family_first"}))
            binding.family_name_first = *n == 1;
    }
    if (part != nullptr)
        if (const auto n = tree::one_of(*part, notes, "'part' of " + what, {"whole", "given", "family"}))
            binding.part = static_cast<NamePart>(*n);
    if (field.type == FieldType::person_name) check_name_form(field, binding, order != nullptr, *name, notes);
    return true;
}

void add(CompileContext& draft, FieldPlan& field, Binding binding, const Node& at, Notes& notes) {
    if (const Binding* before = field.binding(binding.connection, binding.kind.text)) {
        notes.error(
            at,
            "field.two_places",
            field.name + " already stands at " + in_quotes(before->vendor_field) + " of " + binding.connection +
                " " + binding.kind.text + ".",
            "Keep one place for each connection; 'both_ways' reads and writes it."
        );
        return;
    }
    claim(draft, field.name, binding, at, notes);
    field.bindings.push_back(std::move(binding));
}

bool names_kinds(const Node& node) {
    return node.map() && std::ranges::none_of(node.keys, [](const Node& key) {
               return std::ranges::find(kFormWords, key.text) != kFormWords.end();
           });
}

// What every binding of the field at this connection has in common.
Binding common_binding(
    const CompileContext& draft, const FieldPlan& field, const StageProgress& way, const ConnectionPlan& plan
) {
    Binding start;
    start.connection = plan.name;
    start.reads = way.reads;
    start.writes = way.writes;
    if (is_time(field.type)) start.zone = field.zone.empty() ? plan.zone : field.zone;
    if (const ConnectionFacts* fact = draft.fact(plan.name); fact != nullptr && fact->manifest != nullptr)
        start.form = vendor_form(*fact->manifest);
    return start;
}

// One connection's entry in a field.
struct Entry {
    const ConnectionPlan& plan;
    const Node& node;
};

void at_connection(CompileContext& draft, FieldPlan& field, const Entry& entry, Binding start, Notes& notes) {
    const auto& [plan, node] = entry;
    if (!names_kinds(node)) {
        if (!read_form(field, start, node, notes)) return;
        for (const auto& [name, kind] : plan.kinds) {
            start.kind = kind;
            add(draft, field, start, node, notes);
        }
        return;
    }
    std::vector<std::string> known{"field"};
    for (const auto& [name, kind] : plan.kinds) known.push_back(name);
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const auto kind =
            std::ranges::find(plan.kinds, node.keys[i].text, &std::pair<std::string, VendorKind>::first);
        if (kind == plan.kinds.end()) {
            notes.error(
                node.keys[i],
                "connection.unknown_kind",
                plan.name + " has no kind " + in_quotes(node.keys[i].text) + ".",
                tree::suggestion(node.keys[i].text, known)
            );
            continue;
        }
        Binding binding = start;
        binding.kind = kind->second;
        if (read_form(field, binding, node.items[i], notes))
            add(draft, field, std::move(binding), node.items[i], notes);
    }
}

const ObjectPlan* object_of(const CompileContext& draft, const Binding& binding) {
    const ConnectionFacts* fact = draft.fact(binding.connection);
    return fact == nullptr || fact->manifest == nullptr ? nullptr : fact->manifest->plan(binding.kind.text);
}

std::string own_id(const CompileContext& draft, const Binding& binding) {
    if (const ConnectionPlan* plan = draft.mapping.connection(binding.connection)) {
        const auto named = plan->own_id_field.find(binding.kind.text);
        if (named != plan->own_id_field.end()) return named->second;
    }
    const ObjectPlan* object = object_of(draft, binding);
    return object == nullptr ? std::string() : std::string(object->own_id_field);
}

// What is written together must be told together: a field with tags along is no membership.
bool is_membership(const CompileContext& draft, const Binding& binding) {
    const ObjectPlan* object = object_of(draft, binding);
    if (object == nullptr || !object->is_membership(binding.vendor_field)) return false;
    for (const auto& [choice, along] : binding.along)
        for (const auto& [vendor_field, word] : along)
            if (!object->is_membership(vendor_field)) return false;
    return true;
}

void check_schema(const CompileContext& draft, const Binding& binding, const Node& at, Notes& notes) {
    if (is_kept_beside_fields(binding.vendor_field)) return;  // it stands in no schema
    const ConnectionFacts* fact = draft.fact(binding.connection);
    const ObjectSchema* schema =
        fact == nullptr || fact->schema == nullptr ? nullptr : fact->schema(binding.kind.text);
    if (schema == nullptr) return;
    const std::string place = binding.connection + " " + binding.kind.text;
    const FieldInfo* info = schema->find(binding.vendor_field);
    if (info == nullptr) {
        std::vector<std::string> known;
        for (const FieldInfo& each : schema->fields) known.push_back(each.name);
        const auto near = suggest(binding.vendor_field, known);
        notes.error(
            at,
            "field.unknown_vendor_field",
            place + " has no field " + in_quotes(binding.vendor_field) + ".",
            near ? "Did you mean " + in_quotes(*near) + "?"
                 : "Create it there, or name another; 'crosswalk describe' lists them."
        );
    } else if (binding.writes && !info->writable) {
        notes.error(
            at,
            "field.not_writable",
            in_quotes(binding.vendor_field) + " of " + place + " cannot be written.",
            "Only read it: move it to 'read_from', or give the connected user the right to edit it."
        );
    }
}

bool is_cut_from_whole_name(const Binding& binding) {
    return binding.part == NamePart::whole && !binding.writes;
}

}  // namespace

void claim(CompileContext& draft, const std::string& canonical, const Binding& binding, const Node& at, Notes& notes) {
    check_schema(draft, binding, at, notes);
    const std::string place =
        binding.connection + " / " + binding.kind.text + " / " + lower(binding.vendor_field);
    if (const std::string own = own_id(draft, binding);
        !own.empty() && lower(own) == lower(binding.vendor_field)) {
        notes.error(
            at,
            "field.own_id",
            in_quotes(binding.vendor_field) + " holds Crosswalk's own id of the lead.",
            "Map another field."
        );
        return;
    }
    const auto [first, is_new] = draft.used.try_emplace(place, canonical);
    if (is_new || first->second == canonical) return;
    const FieldPlan* other = draft.mapping.field(first->second);
    const Binding* theirs =
        other == nullptr ? nullptr : other->binding(binding.connection, binding.kind.text);
    const bool both_cut = theirs != nullptr && other->type == FieldType::person_name &&
                          is_cut_from_whole_name(*theirs) && is_cut_from_whole_name(binding);
    if (both_cut) return;
    notes.error(
        at,
        "field.vendor_field_twice",
        in_quotes(binding.vendor_field) + " of " + binding.connection + " " + binding.kind.text +
            " already belongs to " + in_quotes(first->second) + ".",
        "Map it to one field only."
    );
}

void bindings(CompileContext& draft, FieldPlan& field, const Node& node, Notes& notes) {
    for (const StageProgress& way : kWays) {
        const Node* places = node.find(way.key);
        if (places == nullptr || !tree::is_map(*places, notes, in_quotes(way.key) + " of " + field.name))
            continue;
        for (std::size_t i = 0; i < places->keys.size(); ++i)
            if (const ConnectionPlan* plan = connection_named(draft, places->keys[i], notes))
                at_connection(
                    draft, field, {*plan, places->items[i]}, common_binding(draft, field, way, *plan), notes
                );
    }
}

void memberships(CompileContext& draft) {
    for (FieldPlan& field : draft.mapping.fields)
        for (Binding& binding : field.bindings) binding.membership = is_membership(draft, binding);
}

}  // namespace crosswalk::compile
