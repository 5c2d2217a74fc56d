#include "connector/mapping/compile/handoff_context.h"

#include <algorithm>

namespace crosswalk::compile::handoff_file {
namespace {

using tree::in_quotes;
using tree::Node;
using tree::Notes;

constexpr std::string_view kMember = "member ";

void read_choose(HandoffContext& context, RoutingRule& out, const Node& choose) {
    const auto said = tree::text(choose, context.notes, "'choose' of rule " + in_quotes(out.name));
    if (!said) return;
    if (said->starts_with(kMember)) {
        out.choose = Choose::member;
        out.member = said->substr(kMember.size());
        is_named(choose, out.member, "member", context.members, context.notes);
        return;
    }
    std::vector<std::string> known;
    for (const Choose each :
         {Choose::known_owner, Choose::company_owner, Choose::round_robin, Choose::least_loaded}) {
        known.emplace_back(to_string(each));
        if (*said != known.back()) continue;
        out.choose = each;
        return;
    }
    known.emplace_back("member NAME");
    context.notes.error(
        choose,
        "handoff.choose",
        in_quotes(*said) + " does not say how an owner is chosen.",
        tree::suggestion(*said, known)
    );
}

RoutingRule routing_rule(HandoffContext& context, const Node& node) {
    Notes& notes = context.notes;
    RoutingRule out;
    if (!tree::is_table(node, notes, "a routing rule", {"name", "when", "team", "choose", "speaks"}))
        return out;
    if (const Node* name = tree::need(node, notes, "a routing rule", "name"))
        out.name = tree::text(*name, notes, "'name' of a routing rule").value_or("");
    const std::string what = "rule " + in_quotes(out.name);
    if (const Node* when = node.find("when")) {
        out.when = tree::condition(*when, notes, "'when' of " + what, context.draft.fields);
        fit(context.draft, out.when, *when, notes);
    }
    if (const Node* team = node.find("team"))
        if (is_named(*team, team->text, "team", context.teams, notes)) out.team = team->text;
    if (const Node* choose = tree::need(node, notes, what, "choose")) read_choose(context, out, *choose);
    if (const Node* speaks = node.find("speaks"))
        if (is_named(*speaks, speaks->text, "field", context.draft.fields, notes))
            out.language_field = speaks->text;
    return out;
}

}  // namespace

void routing(HandoffContext& context) {
    Notes& notes = context.notes;
    if (const Node* rules = context.section("routing")) {
        if (!rules->list())
            notes.error(
                *rules,
                "mapping.expected_list",
                "'routing' must be a list of rules, the first to be tried first.",
                "Start every rule with '- name: ...'."
            );
        for (const Node& each : rules->items) {
            if (!rules->list()) break;
            RoutingRule rule = routing_rule(context, each);
            const bool twice = std::ranges::any_of(context.plan.routing, [&](const RoutingRule& other) {
                return other.name == rule.name;
            });
            if (twice && !rule.name.empty())
                notes.error(
                    each,
                    "mapping.twice",
                    "Two routing rules are called " + in_quotes(rule.name) + ".",
                    "Give each a name of its own: it says later which one decided."
                );
            context.plan.routing.push_back(std::move(rule));
        }
    }
    if (const Node* fallback = context.section("fallback"))
        if (is_named(*fallback, fallback->text, "member", context.members, notes))
            context.plan.fallback = fallback->text;
}

}  // namespace crosswalk::compile::handoff_file
