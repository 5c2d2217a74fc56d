#include "connector/mapping/compile/compile_context.h"
#include "connector/mapping/model/normalizers.h"

#include <algorithm>
#include <array>

namespace crosswalk::compile {
namespace {

using tree::in_quotes;
using tree::Node;
using tree::Notes;

constexpr std::array<std::string_view, 3> kPlaces{"field", "preferences", "lists"};

// A flag is told as true or false, however the admin spells it.
std::string vendor_word(const Node& node) {
    std::string out = forms::plain(node.text).value_or(node.text), small = out;
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return small == "true" || small == "false" ? small : out;
}

class ConsentField {
public:
    ConsentField(CompileContext& draft, const Node& key, const Node& spec, Notes& notes)
        : draft_(draft), key_(key), spec_(spec), notes_(notes), what_("consent for " + key.text) {}

    FieldPlan compile() {
        plan_.name = consent_field(key_.text);
        plan_.label = {{"en", "Consent: " + key_.text}};
        plan_.type = FieldType::consent;
        plan_.urgency = Urgency::consent;
        plan_.consent = ConsentPlan{.channel = key_.text};
        if (const Node* channel = spec_.find("channel"); channel != nullptr && word_at(*channel, "channel"))
            plan_.consent->channel = channel->text;
        if (const Node* scope = spec_.find("scope"); scope != nullptr && word_at(*scope, "scope"))
            plan_.consent->scope = scope->text;
        if (const Node* opens_on = tree::need(spec_, notes_, what_, "opens_on")) read_opens_on(*opens_on);
        for (std::size_t i = 0; i < spec_.keys.size(); ++i) {
            const std::string& name = spec_.keys[i].text;
            if (name == "opens_on" || name == "channel" || name == "scope") continue;
            if (const ConnectionPlan* connection = connection_named(draft_, spec_.keys[i], notes_))
                at_connection(*connection, spec_.items[i]);
        }
        return std::move(plan_);
    }

private:
    bool word_at(const Node& node, std::string_view key) {
        return tree::text(node, notes_, in_quotes(key) + " of " + what_).has_value();
    }

    void read_opens_on(const Node& opens_on) {
        for (const Node* item : tree::words(opens_on, notes_, "'opens_on' of " + what_)) {
            Node connection = *item;
            const std::size_t gap = item->text.find(' ');
            connection.text = item->text.substr(0, gap);
            if (connection_named(draft_, connection, notes_) == nullptr) continue;
            if (gap == std::string::npos)
                notes_.error(
                    *item,
                    "consent.proof",
                    in_quotes(item->text) + " does not say which proof counts.",
                    "Write the connection and the proof: '" + item->text + " confirmed'."
                );
            else
                plan_.consent->opens_on.emplace_back(connection.text, item->text.substr(gap + 1));
        }
    }

    void at_connection(const ConnectionPlan& connection, const Node& node) {
        const bool one_for_all = !node.map() || std::ranges::any_of(node.keys, [](const Node& key) {
            return key.text == "write" || std::ranges::find(kPlaces, key.text) != kPlaces.end();
        });
        if (one_for_all) {
            for (const auto& [name, kind] : connection.kinds) at_kind(connection, kind, node);
            return;
        }
        for_each_kind(connection, node, notes_, [&](const VendorKind& kind, const Node& place) {
            at_kind(connection, kind, place);
        });
    }

    void at_kind(const ConnectionPlan& connection, const VendorKind& kind, const Node& place) {
        if (place.scalar() && place.text == "not shown") return;
        const std::string what = what_ + " at " + connection.name;
        const bool first = reported_.insert(&place).second;
        Notes unheard("");
        Notes& notes = first ? notes_ : unheard;  // one place of several kinds is criticised once
        if (!tree::is_table(place, notes, what, {"field", "closed", "open", "preferences", "lists", "write"}))
            return;
        const auto ways =
            std::ranges::count_if(kPlaces, [&](std::string_view key) { return place.find(key) != nullptr; });
        if (ways != 1) {
            notes.error(
                place,
                ways == 0 ? "consent.nowhere" : "consent.two_places",
                what + (ways == 0 ? " does not say where it is kept." : " is kept in more than one place."),
                ways == 0 ? "Name a 'field', 'preferences' or 'lists'."
                          : "Keep one of 'field', 'preferences' and 'lists'."
            );
        }
        Binding binding{.connection = connection.name, .kind = kind, .reads = true, .writes = true};
        const bool kept = place.find("field") != nullptr ? in_field(binding, place, what, notes)
                                                         : beside_fields(binding, place, what, notes);
        if (const Node* write = place.find("write"))
            if (const auto n =
                    tree::one_of(*write, notes, "'write' of " + what, {"close only", "both", "never"})) {
                binding.writes = *n != 2;
                binding.writes_open = *n == 1;
            }
        if (!kept || ways != 1) return;
        const Node* field = place.find("field");
        claim(draft_, plan_.name, binding, field != nullptr ? *field : place, notes_);
        round_trip(plan_, binding, place, notes);
        plan_.bindings.push_back(std::move(binding));
    }

    static bool in_field(Binding& binding, const Node& place, const std::string& what, Notes& notes) {
        const auto field = tree::text(*place.find("field"), notes, "'field' of " + what);
        const Node *closed = tree::need(place, notes, what, "closed"),
                   *open = tree::need(place, notes, what, "open");
        bool good = field && closed != nullptr && open != nullptr;
        for (const Node* state : {closed, open})
            if (state != nullptr &&
                !tree::text(*state, notes, state == closed ? "'closed' of " + what : "'open' of " + what))
                good = false;
        if (!good) return false;
        binding.vendor_field = *field;
        binding.writes_open = true;
        binding.values = {
            {std::string(kClosed), {vendor_word(*closed)}}, {std::string(kOpen), {vendor_word(*open)}}};
        if (binding.values[0].second != binding.values[1].second) return true;
        notes.error(
            *open,
            "consent.same_value",
            "'open' and 'closed' are the same value.",
            "Write what the tool holds in each case."
        );
        return false;
    }

    static bool beside_fields(Binding& binding, const Node& place, const std::string& what, Notes& notes) {
        const std::string_view way = place.find("lists") != nullptr ? "lists" : "preferences";
        const Node* node = place.find(way);
        if (node == nullptr) return false;
        for (const std::string_view state : {"closed", "open"})
            if (const auto key = std::ranges::find(place.keys, state, &Node::text); key != place.keys.end())
                notes.error(
                    *key,
                    "consent.value_of_field",
                    in_quotes(state) + " belongs to a 'field'; " + in_quotes(way) + " knows its own words.",
                    "Remove it."
                );
        const auto ids = tree::words(*node, notes, in_quotes(way) + " of " + what);
        if (ids.size() > 1)
            notes.error(
                *node,
                "consent.one_list",
                what + " names several " + std::string(way) + ", and one entry is kept in one place.",
                "Write 'all', or give each its own entry with a 'scope'."
            );
        if (ids.size() != 1) return false;
        binding.vendor_field = std::string(way) + "/" + ids.front()->text;
        binding.values = {{std::string(kClosed), {"true"}}, {std::string(kOpen), {"false"}}};
        return true;
    }

    CompileContext& draft_;
    const Node &key_, &spec_;
    Notes& notes_;
    std::string what_;
    FieldPlan plan_{};
    std::set<const Node*> reported_{};
};

}  // namespace

std::string consent_field(std::string_view entry) { return "consent_" + std::string(entry); }

void consent(CompileContext& draft, const Node& root, Notes& notes) {
    const Node* all = root.find("consent");
    if (all == nullptr || !tree::is_map(*all, notes, "'consent'")) return;
    for (std::size_t i = 0; i < all->keys.size(); ++i) {
        const Node &key = all->keys[i], &spec = all->items[i];
        if (!tree::good_name(key, notes, "channel") || !tree::is_map(spec, notes, "consent for " + key.text))
            continue;
        FieldPlan plan = ConsentField(draft, key, spec, notes).compile();
        const auto twin = std::ranges::find_if(draft.mapping.fields, [&](const FieldPlan& other) {
            return other.consent && other.consent->channel == plan.consent->channel &&
                   other.consent->scope == plan.consent->scope;
        });
        if (twin != draft.mapping.fields.end())
            notes.error(
                key,
                "consent.twice",
                in_quotes(key.text) + " and " + in_quotes(twin->name.substr(consent_field("").size())) +
                    " are about the same channel and scope.",
                "Give one of them a 'scope', or make them one."
            );
        draft.mapping.fields.push_back(std::move(plan));
    }
}

}  // namespace crosswalk::compile
