#include "connector/mapping/compile/compile_context.h"
#include "connector/mapping/model/normalizers.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

void check_stage(const CompileContext& draft, const Node& node, Notes& notes) {
    if (std::ranges::find(draft.stages, node.text) == draft.stages.end())
        notes.error(
            node,
            "stage.unknown",
            "There is no stage " + in_quotes(node.text) + ".",
            tree::suggestion(node.text, draft.stages)
        );
}

void check_date(const Node& node, std::string_view what, Notes& notes) {
    const auto said = tree::text(node, notes, what);
    if (said && (said->size() != 10 || forms::date(*said).how != Parsed::How::value))
        notes.error(node, "lifecycle.date", in_quotes(*said) + " is not a date.", "Write it as 2026-12-01.");
}

void read_agreed(Agreed& out, const Node& agreed, Notes& notes) {
    if (!tree::is_table(agreed, notes, "'agreed'", {"marketing", "sales", "date", "review_by"})) return;
    const auto copy = [&](std::string_view name, std::string& to) {
        if (const Node* said = agreed.find(name)) to = said->text;
    };
    copy("marketing", out.marketing);
    copy("sales", out.sales);
    copy("date", out.date);
    copy("review_by", out.review_by);
    for (const std::string_view who : {"marketing", "sales"})
        if (const Node* name = agreed.find(who)) tree::text(*name, notes, in_quotes(who) + " of 'agreed'");
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

std::int64_t number_of(std::string_view text) {
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() ? out : 0;
}

// "200 leads an hour"
void read_surge(CompileContext& draft, const Node& node, Notes& notes) {
    constexpr std::string_view kUnit = " leads an hour";
    const auto said = tree::text(node, notes, "'surge'");
    if (!said) return;
    const std::int64_t leads = said->ends_with(kUnit)
                                   ? number_of(std::string_view(*said).substr(0, said->size() - kUnit.size()))
                                   : 0;
    if (leads > 0)
        draft.mapping.surge.leads_an_hour = leads;
    else
        notes.error(
            node,
            "lifecycle.surge",
            in_quotes(*said) + " is no number of leads.",
            "Write it as '200 leads an hour'."
        );
}

enum class Showing { nothing, others, this_one };

// Whether a connection shows stages at all, and this one among them.
Showing showing(const FieldPlan& stages, std::string_view stage, std::string_view connection) {
    Showing out = Showing::nothing;
    for (const Binding& binding : stages.bindings) {
        if (binding.connection != connection) continue;
        if (binding.shows(stage)) return Showing::this_one;
        out = Showing::others;
    }
    return out;
}

// Whether people in the tools can see where the way back led.
void check_target(const CompileContext& draft, const FieldPlan& stages, const Node& to, Notes& notes) {
    if (draft.hidden.contains(to.text)) {
        notes.error(
            to,
            "lifecycle.unreachable",
            "Nobody can be brought back to " + in_quotes(to.text) + ": no connection shows that stage.",
            "Say how it is shown under 'shown_in' of stage " + to.text + ", or choose another stage."
        );
        return;
    }
    const auto shown_at = [&](const ConnectionPlan& c) { return showing(stages, to.text, c.name); };
    if (std::ranges::find(draft.mapping.connections, Showing::this_one, shown_at) ==
        draft.mapping.connections.end())
        return;  // what is missing is said at the stage
    for (const ConnectionPlan& connection : draft.mapping.connections)
        if (shown_at(connection) == Showing::others)
            notes.warn(
                to,
                "lifecycle.back_not_shown",
                connection.name + " does not show " + in_quotes(to.text) +
                    ", so it goes on showing the stage somebody came from.",
                "Say how it is shown there under 'shown_in' of stage " + to.text + "."
            );
}

std::optional<BackMove> read_move(const CompileContext& draft, const Node& step, Notes& notes) {
    if (!tree::is_table(step, notes, "a way back", {"from", "to", "needs"})) return std::nullopt;
    BackMove out;
    const Node *from = tree::need(step, notes, "a way back", "from"),
               *to = tree::need(step, notes, "a way back", "to");
    if (from != nullptr)
        for (const Node* stage : tree::words(*from, notes, "'from'")) {
            check_stage(draft, *stage, notes);
            out.from.push_back(stage->text);
            if (to == nullptr || stage->text != to->text) continue;
            notes.error(
                *stage,
                "lifecycle.back_to_itself",
                "A way back leads from " + in_quotes(stage->text) + " to itself.",
                "Take it out of 'from', or choose another 'to'."
            );
        }
    if (to != nullptr && tree::text(*to, notes, "'to'")) {
        out.to = to->text;
        check_stage(draft, *to, notes);
        if (const FieldPlan* stages = draft.mapping.field(kStageField))
            check_target(draft, *stages, *to, notes);
    }
    if (const Node* needs = step.find("needs"))
        out.needs_reason = tree::one_of(*needs, notes, "'needs'", {"reason"}).has_value();
    return out;
}

void read_back(CompileContext& draft, const Node& back, Notes& notes) {
    if (!back.list()) {
        notes.error(
            back,
            "mapping.expected_list",
            "'back' must be a list of '- { from: ..., to: ... }'.",
            "Start every row with '- '."
        );
        return;
    }
    for (const Node& step : back.items)
        if (auto move = read_move(draft, step, notes)) draft.mapping.back.push_back(std::move(*move));
}

}  // namespace

void steps(CompileContext& draft, const Node& root, Notes& notes) {
    if (const Node* agreed = root.find("agreed")) read_agreed(draft.mapping.agreed, *agreed, notes);
    if (const Node* back = root.find("back")) read_back(draft, *back, notes);
    const bool needs_reason = std::ranges::any_of(draft.mapping.back, &BackMove::needs_reason);
    reasons(draft, root, needs_reason, notes);
    if (const Node* missing = root.find("reason_missing"))
        draft.mapping.wait_for_reason =
            tree::one_of(*missing, notes, "'reason_missing'", {"accept and ask the owner", "wait"}) == 1u;
    if (const Node* surge = root.find("surge")) read_surge(draft, *surge, notes);
}

}  // namespace crosswalk::compile
