#include "connector/handoff/routing.h"

#include "connector/handoff/calendar.h"
#include "connector/handoff/eligibility.h"

#include <algorithm>

namespace crosswalk::handoff {
namespace {

// One rule while it looks for an owner.
struct Search {
    const HandoffPlan& plan;
    const RoutingQuestion& question;
    const RoutingRule& rule;
    const TeamPlan& team;
};

std::string said(const Value& value) { return value ? "'" + *value + "'" : "unknown"; }

Value fact(const RoutingQuestion& question, std::string_view field) {
    const auto it = question.facts.find(field);
    return it == question.facts.end() ? Value{} : it->second;
}

// The first part of the condition that does not hold, with the values it looked at.
std::optional<std::pair<std::string, std::string>> unmet(
    const Condition& condition, const RoutingQuestion& question
) {
    const Facts facts{.now = [&](std::string_view field) { return fact(question, field); }};
    if (condition.holds(facts)) return std::nullopt;
    const Condition* failed = &condition;
    if (condition.join == Condition::Join::all)
        for (const Condition& part : condition.parts)
            if (!part.holds(facts)) {
                failed = &part;
                break;
            }
    std::vector<std::string> fields;
    failed->fields_into(fields);
    std::string why;
    for (const std::string& field : fields)
        why += (why.empty() ? "" : ", ") + field + " is " + said(fact(question, field));
    return std::pair(why, failed->text);
}

// The member that a sticky rule means, or why there is none.
std::string wanted_member(const Search& search, RuleTrace& trace) {
    switch (search.rule.choose) {
        case Choose::known_owner:
            trace.why = "nobody of ours is known to own the lead";
            trace.differ = "a member owns the lead already";
            return search.question.known_owner;
        case Choose::company_owner:
            trace.why = "nobody of ours owns another lead of the company";
            trace.differ = "a member owns another lead of the company";
            return search.question.company_owner;
        default:
            return search.rule.member;
    }
}

std::vector<const MemberPlan*> available(
    const Search& search, std::span<const std::string> names, RuleTrace& trace
) {
    std::vector<const MemberPlan*> out;
    for (const std::string& name : names) {
        const MemberPlan* member = search.plan.member(name);
        if (member == nullptr) continue;
        CandidateTrace candidate = eligibility(
            *member,
            {.calendar = search.plan.calendar_of(*member, search.team),
             .now = search.question.now,
             .load = search.question.loads.contains(name) ? search.question.loads.at(name) : Load{},
             .language = fact(search.question, search.rule.language_field),
             .had_it = search.question.had_it.contains(name)}
        );
        if (candidate.skipped == Skipped::no) out.push_back(member);
        trace.candidates.push_back(std::move(candidate));
    }
    return out;
}

CandidateTrace& trace_of(RuleTrace& trace, const std::string& member) {
    return *std::ranges::find(trace.candidates, member, &CandidateTrace::member);
}

void not_this_turn(RuleTrace& trace, const std::string& member, std::string why, std::string differ) {
    CandidateTrace& candidate = trace_of(trace, member);
    candidate.skipped = Skipped::not_this_turn;
    candidate.why = std::move(why);
    candidate.differ = std::move(differ);
}

const MemberPlan& by_turn(
    const Search& search, std::span<const MemberPlan* const> members, Credits& credits, RuleTrace& trace
) {
    std::map<std::string, std::int64_t, std::less<>> kept;
    for (const std::string& name : search.team.members) kept[name] = credits[search.team.name][name];
    std::int64_t total = 0;
    for (const MemberPlan* member : members) {
        kept[member->name] += member->weight;
        total += member->weight;
    }
    const MemberPlan* best = members.front();
    for (const MemberPlan* member : members)
        if (kept[member->name] > kept[best->name]) best = member;
    for (const MemberPlan* member : members)
        if (member != best)
            not_this_turn(
                trace,
                member->name,
                "was owed " + std::to_string(kept[member->name]) + ", " + best->name + " " +
                    std::to_string(kept[best->name]),
                best->name + " had been absent or full"
            );
    kept[best->name] -= total;
    credits[search.team.name] = std::move(kept);
    return *best;
}

const MemberPlan& by_load(
    const Search& search, std::span<const MemberPlan* const> members, RuleTrace& trace
) {
    const auto open = [&](const MemberPlan& member) {
        const auto it = search.question.loads.find(member.name);
        return it == search.question.loads.end() ? std::int64_t{0} : it->second.open;
    };
    const MemberPlan* best = members.front();
    for (const MemberPlan* member : members)
        if (open(*member) * best->weight < open(*best) * member->weight) best = member;
    for (const MemberPlan* member : members)
        if (member != best)
            not_this_turn(
                trace,
                member->name,
                "has " + std::to_string(open(*member)) + " open, " + best->name + " " +
                    std::to_string(open(*best)),
                "this member had fewer open for its weight than " + best->name
            );
    return *best;
}

// The owner under one rule, or nobody; the trace says why.
const MemberPlan* choose(const Search& search, Credits& credits, RuleTrace& trace) {
    const Choose how = search.rule.choose;
    const bool from_team = how == Choose::round_robin || how == Choose::least_loaded;
    std::vector<std::string> names = search.team.members;
    if (!from_team) {
        const std::string wanted = wanted_member(search, trace);
        if (wanted.empty() || search.plan.member(wanted) == nullptr) return nullptr;
        trace.why.clear();
        trace.differ.clear();
        if (how != Choose::member && std::ranges::find(names, wanted) == names.end()) {
            trace.candidates.push_back(
                {wanted,
                 Skipped::not_in_team,
                 "is not in team " + search.team.name,
                 "this member were in team " + search.team.name}
            );
            names.clear();
        } else {
            names = {wanted};
        }
    }
    const auto members = available(search, names, trace);
    if (members.empty()) {
        trace.why = "nobody can take it";
        trace.differ = "one of its members could take it";
        return nullptr;
    }
    if (how == Choose::round_robin) return &by_turn(search, members, credits, trace);
    if (how == Choose::least_loaded) return &by_load(search, members, trace);
    return members.front();
}

const MemberPlan* try_rule(
    const HandoffPlan& plan, const RoutingQuestion& question, const RoutingRule& rule, RoutingDecision& out
) {
    RuleTrace& trace = out.trace.emplace_back(RuleTrace{.rule = rule.name});
    if (const auto failed = unmet(rule.when, question)) {
        trace.why = failed->first;
        trace.differ = failed->second;
        return nullptr;
    }
    trace.matched = true;
    const std::string& name = rule.team.empty() ? question.team : rule.team;
    const TeamPlan* team = plan.team(name);
    if (team == nullptr) {
        trace.why = "there is no team '" + name + "'";
        trace.differ = "the stage were handed off to a team of the file";
        return nullptr;
    }
    const MemberPlan* owner = choose({plan, question, rule, *team}, out.credits, trace);
    if (owner != nullptr) out.team = team->name;
    return owner;
}

}  // namespace

RoutingDecision route(const HandoffPlan& plan, const RoutingQuestion& question) {
    RoutingDecision out{.credits = question.credits};
    for (const RoutingRule& rule : plan.routing)
        if (const MemberPlan* owner = try_rule(plan, question, rule, out)) {
            out.owner = owner->name;
            out.rule = rule.name;
            return out;
        }
    out.owner = plan.fallback;
    out.team = question.team;
    return out;
}

}  // namespace crosswalk::handoff
