#include "connector/mapping/draft.h"
#include "connector/mapping/forms.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::quoted;

void check_stage(const Draft& draft, const Node& node, Notes& notes) {
    if (std::ranges::find(draft.stages, node.text) == draft.stages.end())
        notes.error(
            node,
            "stage.unknown",
            "There is no stage " + quoted(node.text) + ".",
            tree::suggestion(node.text, draft.stages)
        );
}

void check_date(const Node& node, std::string_view what, Notes& notes) {
    const auto said = tree::text(node, notes, what);
    if (said && (said->size() != 10 || forms::date(*said).how != Taken::How::value))
        notes.error(node, "lifecycle.date", quoted(*said) + " is not a date.", "Write it as 2026-12-01.");
}

void check_agreed(const Node& agreed, Notes& notes) {
    if (!tree::is_table(agreed, notes, "'agreed'", {"marketing", "sales", "date", "review_by"})) return;
    for (const std::string_view who : {"marketing", "sales"})
        if (const Node* name = agreed.find(who)) tree::text(*name, notes, quoted(who) + " of 'agreed'");
    const Node *date = agreed.find("date"), *review_by = agreed.find("review_by");
    if (date != nullptr) check_date(*date, "'date' of 'agreed'", notes);
    if (review_by != nullptr) check_date(*review_by, "'review_by' of 'agreed'", notes);
    if (date != nullptr && review_by != nullptr && review_by->text < date->text)
        notes.error(
            *review_by,
            "lifecycle.review_before",
            "The review lies before the agreement.",
            "Choose a later day."
        );
}

// True when some way back needs a reason.
bool check_back(const Draft& draft, const Node& back, Notes& notes) {
    bool needs_reason = false;
    if (!back.list()) {
        notes.error(
            back,
            "mapping.expected_list",
            "'back' must be a list of '- { from: ..., to: ... }'.",
            "Start every row with '- '."
        );
        return false;
    }
    for (const Node& step : back.items) {
        if (!tree::is_table(step, notes, "a way back", {"from", "to", "needs"})) continue;
        if (const Node* from = tree::need(step, notes, "a way back", "from"))
            for (const Node* stage : tree::words(*from, notes, "'from'")) check_stage(draft, *stage, notes);
        if (const Node* to = tree::need(step, notes, "a way back", "to"))
            if (tree::text(*to, notes, "'to'")) check_stage(draft, *to, notes);
        if (const Node* needs = step.find("needs"))
            if (tree::one_of(*needs, notes, "'needs'", {"reason"})) needs_reason = true;
    }
    return needs_reason;
}

}  // namespace

void steps(const Draft& draft, const Node& root, Notes& notes) {
    if (const Node* agreed = root.find("agreed")) check_agreed(*agreed, notes);
    const Node *back = root.find("back"), *reasons = root.find("reasons");
    const bool needs_reason = back != nullptr && check_back(draft, *back, notes);
    if (reasons != nullptr) tree::words(*reasons, notes, "'reasons'");
    if (needs_reason && reasons == nullptr)
        notes.error(
            *back,
            "lifecycle.no_reasons",
            "A way back needs a reason, and there are no 'reasons' to choose from.",
            "Add 'reasons: [budget, timing]'."
        );
    if (const Node* field = root.find("reason_field");
        field != nullptr && tree::is_map(*field, notes, "'reason_field'"))
        for (std::size_t i = 0; i < field->keys.size(); ++i) {
            connection_named(draft, field->keys[i], notes);
            tree::text(field->items[i], notes, "'reason_field' of " + field->keys[i].text);
        }
    if (const Node* missing = root.find("reason_missing"))
        tree::one_of(*missing, notes, "'reason_missing'", {"accept and ask the owner", "wait"});
}

}  // namespace crosswalk::compile
