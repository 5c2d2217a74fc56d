#include "connector/mapping/draft.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::quoted;

void check_opens_on(const Draft& draft, const Node& opens_on, const std::string& what, Notes& notes) {
    for (const Node* item : tree::words(opens_on, notes, "'opens_on' of " + what)) {
        Node connection = *item;
        const std::size_t gap = item->text.find(' ');
        connection.text = item->text.substr(0, gap);
        if (connection_named(draft, connection, notes) != nullptr && gap == std::string::npos)
            notes.error(
                *item,
                "consent.proof",
                quoted(item->text) + " does not say which proof counts.",
                "Write the connection and the proof: '" + item->text + " confirmed'."
            );
    }
}

void check_place(
    Draft& draft, const ConnectionPlan& plan, const Node& place, const std::string& what, Notes& notes
) {
    if (place.scalar() && place.text == "not shown") return;
    if (!tree::is_table(place, notes, what, {"field", "closed", "open", "preferences", "lists", "write"}))
        return;
    if (const Node* field = place.find("field")) {
        if (tree::text(*field, notes, "'field' of " + what))
            for (const auto& [name, kind] : plan.kinds)
                claim(
                    draft,
                    what,
                    {.connection = plan.name,
                     .kind = kind,
                     .vendor_field = field->text,
                     .reads = true,
                     .writes = true},
                    *field,
                    notes
                );
        for (const std::string_view state : {"closed", "open"})
            if (const Node* value = tree::need(place, notes, what, state))
                tree::text(*value, notes, quoted(state) + " of " + what);
        const Node *closed = place.find("closed"), *open = place.find("open");
        if (closed != nullptr && open != nullptr && closed->text == open->text)
            notes.error(
                *open,
                "consent.same_value",
                "'open' and 'closed' are the same value.",
                "Write what the tool holds in each case."
            );
    } else if (place.find("preferences") == nullptr && place.find("lists") == nullptr) {
        notes.error(
            place,
            "consent.nowhere",
            what + " does not say where it is kept.",
            "Name a 'field', 'preferences' or 'lists'."
        );
    }
    for (const std::string_view many : {"preferences", "lists"})
        if (const Node* value = place.find(many)) tree::words(*value, notes, quoted(many) + " of " + what);
    if (const Node* write = place.find("write"))
        tree::one_of(*write, notes, "'write' of " + what, {"close only", "both", "never"});
}

}  // namespace

void consent(Draft& draft, const Node& root, Notes& notes) {
    const Node* all = root.find("consent");
    if (all == nullptr || !tree::is_map(*all, notes, "'consent'")) return;
    for (std::size_t i = 0; i < all->keys.size(); ++i) {
        const Node &channel = all->keys[i], &spec = all->items[i];
        const std::string what = "consent for " + channel.text;
        if (!tree::good_name(channel, notes, "channel") || !tree::is_map(spec, notes, what)) continue;
        if (const Node* opens_on = tree::need(spec, notes, what, "opens_on"))
            check_opens_on(draft, *opens_on, what, notes);
        for (std::size_t k = 0; k < spec.keys.size(); ++k) {
            if (spec.keys[k].text == "opens_on") continue;
            if (const ConnectionPlan* plan = connection_named(draft, spec.keys[k], notes))
                check_place(draft, *plan, spec.items[k], what + " at " + plan->name, notes);
        }
        draft.later.push_back(
            "Consent for " + channel.text +
            ": checked, but not carried yet. Until then nothing about it is read or written."
        );
    }
}

}  // namespace crosswalk::compile
