#include "connector/mapping/compile/compile_context.h"

#include <algorithm>
#include <array>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

// Words that a binding uses for itself, and therefore no kind.
constexpr std::array<std::string_view, 5> kBindingWords{"field", "placeholder", "order", "part", "zone"};

void check_vendor_kind(const CompileContext& draft, const ConnectionPlan& plan, const Node& at, Notes& notes) {
    const ConnectionFacts* fact = draft.fact(plan.name);
    if (fact == nullptr || fact->manifest == nullptr || fact->manifest->plan(at.text) != nullptr) return;
    std::vector<std::string> known;
    for (const ObjectPlan& object : fact->manifest->objects) known.push_back(object.kind.text);
    notes.error(
        at,
        "connection.unknown_kind",
        std::string(fact->manifest->title) + " has no kind of record " + in_quotes(at.text) + ".",
        tree::suggestion(at.text, known)
    );
}

void read_kinds(const CompileContext& draft, ConnectionPlan& plan, const Node& node, Notes& notes) {
    const std::string what = "'kinds' of " + plan.name;
    if (!tree::is_map(node, notes, what)) return;
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const Node& key = node.keys[i];
        const auto vendor_kind = tree::text(node.items[i], notes, what + ", " + in_quotes(key.text));
        if (!tree::good_name(key, notes, "kind") || !vendor_kind) continue;
        if (std::ranges::find(kBindingWords, key.text) != kBindingWords.end()) {
            notes.error(
                key,
                "connection.kind_word",
                in_quotes(key.text) + " cannot be the name of a kind.",
                "Use 'lead', 'contact' or another word."
            );
            continue;
        }
        const auto same = std::ranges::find(
            plan.kinds, VendorKind{*vendor_kind}, &std::pair<std::string, VendorKind>::second
        );
        if (same != plan.kinds.end()) {
            notes.error(
                node.items[i],
                "connection.kind_twice",
                in_quotes(*vendor_kind) + " is already the " + in_quotes(same->first) + " of " + plan.name + ".",
                "Keep one of them."
            );
            continue;
        }
        check_vendor_kind(draft, plan, node.items[i], notes);
        plan.kinds.emplace_back(key.text, VendorKind{*vendor_kind});
    }
    const auto lead = std::ranges::find(plan.kinds, "lead", &std::pair<std::string, VendorKind>::first);
    if (lead == plan.kinds.end()) {
        notes.error(
            node,
            "connection.no_lead_kind",
            "'kinds' of " + plan.name + " does not say what a lead is there.",
            "Add 'lead: KIND', with the kind of record a new person becomes."
        );
    } else {
        std::rotate(plan.kinds.begin(), lead, lead + 1);  // the first kind is the one that is created
    }
}

void read_create(const CompileContext& draft, ConnectionPlan& plan, const Node& node, Notes& notes) {
    const auto said = tree::text(node, notes, "'create' of " + plan.name);
    if (!said) return;
    constexpr std::string_view kFrom = "from stage ", kWhen = "when ";
    if (*said == "never") return;
    if (*said == "always") {
        plan.create.when = CreatePolicy::When::always;
    } else if (said->starts_with(kFrom)) {
        plan.create.when = CreatePolicy::When::from_stage;
        plan.create.stage = said->substr(kFrom.size());
        if (!draft.has_lifecycle) {
            notes.error(
                node,
                "connection.no_lifecycle",
                "'create: from stage' needs stages, and there is no lifecycle.yaml.",
                "Add one, or write 'create: always' or 'create: never'."
            );
        } else if (std::ranges::find(draft.path, plan.create.stage) == draft.path.end()) {
            notes.error(
                node,
                "connection.unknown_stage",
                "There is no stage " + in_quotes(plan.create.stage) + " on the path.",
                tree::suggestion(plan.create.stage, draft.path)
            );
        }
    } else if (said->starts_with(kWhen)) {
        plan.create.when = CreatePolicy::When::condition;
        auto parsed = parse_condition(said->substr(kWhen.size()), draft.fields);
        if (!parsed) return notes.fault(node, parsed.error());
        plan.create.condition = std::move(*parsed);
    } else {
        const std::vector<std::string> known{"never", "always", "from stage NAME", "when CONDITION"};
        notes.error(
            node,
            "mapping.unknown_word",
            "'create' of " + plan.name + " cannot be " + in_quotes(*said) + ".",
            tree::suggestion(*said, known)
        );
    }
}

void read_match_by(const CompileContext& draft, ConnectionPlan& plan, const Node& node, Notes& notes) {
    for (const Node* item : tree::words(node, notes, "'match_by' of " + plan.name)) {
        if (std::ranges::find(draft.fields, item->text) == draft.fields.end()) {
            notes.error(
                *item,
                "connection.match_by",
                "There is no field " + in_quotes(item->text) + " to match by.",
                tree::suggestion(item->text, draft.fields)
            );
            continue;
        }
        plan.match_by.push_back(item->text);
    }
}

void read_prefer(ConnectionPlan& plan, const Node& node, Notes& notes) {
    std::vector<std::string> known;
    for (const auto& [name, kind] : plan.kinds) known.push_back(name);
    for (const Node* item : tree::words(node, notes, "'prefer' of " + plan.name)) {
        if (std::ranges::find(known, item->text) == known.end()) {
            notes.error(
                *item,
                "connection.prefer",
                plan.name + " has no kind " + in_quotes(item->text) + ".",
                tree::suggestion(item->text, known)
            );
            continue;
        }
        plan.prefer.push_back(item->text);
    }
}

void read_own_id(ConnectionPlan& plan, const Node& node, Notes& notes) {
    const std::string what = "'own_id' of " + plan.name;
    if (!node.map()) {
        if (const auto field = tree::text(node, notes, what))
            for (const auto& [name, kind] : plan.kinds) plan.own_id_field[kind.text] = *field;
        return;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const auto kind =
            std::ranges::find(plan.kinds, node.keys[i].text, &std::pair<std::string, VendorKind>::first);
        const auto field = tree::text(node.items[i], notes, what);
        if (kind == plan.kinds.end()) {
            notes.error(
                node.keys[i],
                "connection.unknown_kind",
                plan.name + " has no kind " + in_quotes(node.keys[i].text) + ".",
                "Use a name that stands under 'kinds'."
            );
        } else if (field) {
            plan.own_id_field[kind->second.text] = *field;
        }
    }
}

void one_connection(CompileContext& draft, ConnectionPlan& plan, const Node& node, Notes& notes) {
    const std::string what = "connection " + plan.name;
    if (!tree::is_table(
            node,
            notes,
            what,
            {"side", "kinds", "create", "match_by", "prefer", "on_delete", "send_steps", "only", "own_id", "zone"}
        ))
        return;
    if (const Node* side = tree::need(node, notes, what, "side"))
        if (const auto n = tree::one_of(*side, notes, "'side' of " + plan.name, {"marketing", "sales"}))
            plan.side = *n == 0 ? Side::marketing : Side::sales;
    if (const Node* kinds = tree::need(node, notes, what, "kinds")) read_kinds(draft, plan, *kinds, notes);
    if (const Node* create = node.find("create")) read_create(draft, plan, *create, notes);
    if (const Node* match_by = tree::need(node, notes, what, "match_by"))
        read_match_by(draft, plan, *match_by, notes);
    if (const Node* prefer = node.find("prefer")) read_prefer(plan, *prefer, notes);
    if (const Node* on_delete = node.find("on_delete"))
        if (const auto n =
                tree::one_of(*on_delete, notes, "'on_delete' of " + plan.name, {"unlink", "erase"}))
            plan.on_delete = *n == 0 ? OnDelete::unlink : OnDelete::erase;
    if (const Node* steps = node.find("send_steps"))
        if (const auto n = tree::one_of(*steps, notes, "'send_steps' of " + plan.name, {"each", "last"}))
            plan.send_steps = *n == 0 ? SendSteps::each : SendSteps::last;
    if (const Node* own_id = node.find("own_id")) read_own_id(plan, *own_id, notes);
    if (const Node* zone = node.find("zone")) plan.zone = time_zone(*zone, notes, what).value_or("");
    if (const Node* only = node.find("only"))
        plan.only = tree::condition(*only, notes, "'only' of " + plan.name, draft.fields);
}

void read_order(CompileContext& draft, const Node& root, Notes& notes) {
    const Node* order = root.find("order");
    if (order == nullptr) {
        draft.mapping.order = draft.connections;
        return;
    }
    for (const Node* item : tree::words(*order, notes, "'order'"))
        if (connection_named(draft, *item, notes) != nullptr) draft.mapping.order.push_back(item->text);
    for (const std::string& name : draft.connections)
        if (std::ranges::none_of(order->items, [&](const Node& item) { return item.text == name; }) &&
            order->text != name)
            notes.error(
                *order,
                "connection.not_in_order",
                "'order' does not say where " + in_quotes(name) + " stands.",
                "Add it to the list: the first one wins a tie."
            );
}

}  // namespace

const ConnectionFacts* CompileContext::fact(std::string_view connection) const {
    const auto it = std::ranges::find(facts, connection, [](const ConnectionFacts& f) -> std::string_view {
        return f.name;
    });
    return it == facts.end() ? nullptr : &*it;
}

const ConnectionPlan* connection_named(const CompileContext& draft, const Node& key, Notes& notes) {
    if (const ConnectionPlan* plan = draft.mapping.connection(key.text)) return plan;
    notes.error(
        key,
        "mapping.unknown_connection",
        "There is no connection " + in_quotes(key.text) + ".",
        tree::suggestion(key.text, draft.connections)
    );
    return nullptr;
}

void for_each_kind(
    const ConnectionPlan& plan,
    const Node& rows,
    Notes& notes,
    const std::function<void(const VendorKind&, const Node&)>& at
) {
    std::vector<std::string> known;
    for (const auto& [name, kind] : plan.kinds) known.push_back(name);
    for (std::size_t i = 0; i < rows.keys.size(); ++i) {
        const auto kind =
            std::ranges::find(plan.kinds, rows.keys[i].text, &std::pair<std::string, VendorKind>::first);
        if (kind != plan.kinds.end())
            at(kind->second, rows.items[i]);
        else
            notes.error(
                rows.keys[i],
                "connection.unknown_kind",
                plan.name + " has no kind " + in_quotes(rows.keys[i].text) + ".",
                tree::suggestion(rows.keys[i].text, known)
            );
    }
}

void connections(CompileContext& draft, const Node& root, Notes& notes) {
    const Node* all = tree::need(root, notes, "the file", "connections");
    if (all == nullptr || !tree::is_map(*all, notes, "'connections'")) return;
    std::vector<std::string> configured;
    for (const ConnectionFacts& fact : draft.facts) configured.push_back(fact.name);
    for (std::size_t i = 0; i < all->keys.size(); ++i) {
        const Node& key = all->keys[i];
        draft.connections.push_back(key.text);
        if (!configured.empty() && std::ranges::find(configured, key.text) == configured.end())
            notes.error(
                key,
                "connection.unknown",
                "The configuration has no connection " + in_quotes(key.text) + ".",
                tree::suggestion(key.text, configured)
            );
        ConnectionPlan plan;
        plan.name = key.text;
        one_connection(draft, plan, all->items[i], notes);
        draft.mapping.connections.push_back(std::move(plan));
    }
    if (all->keys.empty())
        notes.error(*all, "mapping.empty", "'connections' is empty.", "Name at least one connection.");
    for (const std::string& name : configured)
        if (std::ranges::find(draft.connections, name) == draft.connections.end())
            notes.warn(
                *all,
                "connection.not_mapped",
                "The configured connection " + in_quotes(name) + " is not mapped: nothing is carried for it.",
                "Add it here, or remove it from the configuration."
            );
    read_order(draft, root, notes);
}

}  // namespace crosswalk::compile
