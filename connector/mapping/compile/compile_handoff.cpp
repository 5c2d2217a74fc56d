#include "connector/mapping/compile/handoff_context.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using handoff_file::HandoffContext;
using tree::in_quotes;
using tree::Node;
using tree::Notes;

std::vector<std::string> names_under(const Node& root, std::string_view key) {
    std::vector<std::string> out;
    if (const Node* all = root.find(key))
        for (const Node& name : all->keys) out.push_back(name.text);
    return out;
}

std::vector<std::string> lifecycle_reasons(const File& lifecycle) {
    std::vector<std::string> out;
    const Node* reasons = lifecycle.root.find("reasons");
    if (reasons == nullptr) return out;
    if (reasons->scalar()) out.push_back(reasons->text);
    for (const Node& each : reasons->items) out.push_back(each.text);
    return out;
}

// "hold above 100 an hour"
void read_hold(HandoffContext& context, const Node& surge) {
    constexpr std::string_view kHold = "hold above ";
    Node number = surge;
    if (surge.text.starts_with(kHold)) number.text = surge.text.substr(kHold.size());
    if (surge.text.starts_with(kHold)) {
        context.plan.hold_above_an_hour = handoff_file::count(number, "'surge'", 1, "an hour", context.notes);
        return;
    }
    context.notes.error(
        surge,
        "handoff.number",
        in_quotes(surge.text) + " cannot be 'surge'.",
        "Write it as 'hold above 100 an hour'."
    );
}

// The stages that start a hand-off name a team of the file.
void check_stages(const HandoffContext& context, const Node& at, File& lifecycle) {
    bool any = false;
    const Node* stages = lifecycle.root.find("stages");
    for (std::size_t i = 0; stages != nullptr && i < stages->items.size(); ++i) {
        const Node* team = stages->items[i].find("hand_off");
        if (team == nullptr) continue;
        any = true;
        handoff_file::is_named(*team, team->text, "team in handoff.yaml", context.teams, lifecycle.notes);
    }
    if (!any)
        context.notes.warn(
            at,
            "handoff.no_stage",
            "No stage is handed off, so no hand-off ever begins.",
            "Write 'hand_off: TEAM' at a stage of lifecycle.yaml."
        );
}

}  // namespace

void handoff(CompileContext& draft, File& file, File* lifecycle) {
    const Node& root = file.root;
    if (!tree::is_table(
            root,
            file.notes,
            "the file",
            {"format",
             "calendars",
             "members",
             "teams",
             "routing",
             "fallback",
             "agreement",
             "reject",
             "notices",
             "texts",
             "say",
             "surge"}
        ))
        return;
    tree::check_format(root, file.notes);
    if (lifecycle == nullptr) {
        file.notes.error(
            root,
            "handoff.no_lifecycle",
            "A hand-off begins with a stage and ends with a reason, and there is no lifecycle.yaml.",
            "Add one, or remove this file."
        );
        return;
    }
    HandoffContext context{
        .draft = draft,
        .root = root,
        .notes = file.notes,
        .calendars = names_under(root, "calendars"),
        .members = names_under(root, "members"),
        .teams = names_under(root, "teams"),
        .templates = names_under(root, "texts"),
        .reasons = lifecycle_reasons(*lifecycle)};
    handoff_file::calendars(context);
    handoff_file::members(context);
    handoff_file::teams(context);
    handoff_file::routing(context);
    handoff_file::agreement(context);
    handoff_file::reject(context);
    handoff_file::reject_tags(draft, context);
    handoff_file::notices(context);
    if (const Node* surge = root.find("surge")) read_hold(context, *surge);
    check_stages(context, root, *lifecycle);
    draft.mapping.handoff = std::make_shared<const HandoffPlan>(std::move(context.plan));
}

}  // namespace crosswalk::compile
