#include "connector/handoff/json_values.h"
#include "connector/handoff/routing.h"

#include <algorithm>
#include <array>

namespace crosswalk::handoff {
namespace {

constexpr std::array<std::string_view, 7> kSkippedWords{
    "no", "absent", "full", "language", "had_it", "not_in_team", "not_this_turn"};

boost::json::object credits_to_json(const Credits& credits) {
    boost::json::object out;
    for (const auto& [team, members] : credits) {
        boost::json::object row;
        for (const auto& [member, owed] : members) row[member] = owed;
        out[team] = std::move(row);
    }
    return out;
}

Credits credits_from(json::Reader& in) {
    Credits out;
    for (const auto& [team, members] : in.object("credits")) {
        auto& row = out[std::string(team)];
        if (!members.is_object()) {
            in.damage();
            continue;
        }
        for (const auto& [member, owed] : members.get_object()) {
            if (owed.is_int64())
                row[std::string(member)] = owed.get_int64();
            else
                in.damage();
        }
    }
    return out;
}

boost::json::object candidate_to_json(const CandidateTrace& candidate) {
    return {
        {"member", candidate.member},
        {"skipped", to_string(candidate.skipped)},
        {"why", candidate.why},
        {"differ", candidate.differ}};
}

CandidateTrace candidate_from(const boost::json::value& stored, json::Reader& whole) {
    json::Reader in(stored);
    CandidateTrace out{.member = in.text("member")};
    const std::string skipped = in.text("skipped");
    const auto it = std::ranges::find(kSkippedWords, skipped);
    if (it == kSkippedWords.end()) in.damage();
    out.skipped = it == kSkippedWords.end() ? Skipped::no : static_cast<Skipped>(it - kSkippedWords.begin());
    out.why = in.text("why");
    out.differ = in.text("differ");
    if (in.damaged()) whole.damage();
    return out;
}

RuleTrace rule_from(const boost::json::value& stored, json::Reader& whole) {
    json::Reader in(stored);
    RuleTrace out{
        .rule = in.text("rule"),
        .matched = in.flag("matched"),
        .why = in.text("why"),
        .differ = in.text("differ")};
    for (const auto& each : in.list("candidates")) out.candidates.push_back(candidate_from(each, in));
    if (in.damaged()) whole.damage();
    return out;
}

}  // namespace

std::string_view to_string(Skipped skipped) { return kSkippedWords.at(static_cast<std::size_t>(skipped)); }

boost::json::object to_json(const RoutingQuestion& question) {
    boost::json::object facts, loads;
    for (const auto& [field, value] : question.facts) facts[field] = json::of(value);
    for (const auto& [member, load] : question.loads)
        loads[member] = boost::json::object{{"open", load.open}, {"today", load.today}};
    boost::json::array had_it;
    for (const std::string& member : question.had_it) had_it.push_back(boost::json::string(member));
    return {
        {"facts", std::move(facts)},
        {"team", question.team},
        {"now", json::of(question.now)},
        {"known_owner", question.known_owner},
        {"company_owner", question.company_owner},
        {"had_it", std::move(had_it)},
        {"loads", std::move(loads)},
        {"credits", credits_to_json(question.credits)}};
}

Result<RoutingQuestion> routing_question_from(const boost::json::value& stored) {
    json::Reader in(stored);
    RoutingQuestion out{
        .team = in.text("team"),
        .now = in.moment("now"),
        .known_owner = in.text("known_owner"),
        .company_owner = in.text("company_owner")};
    json::Reader facts(in.any("facts"));
    for (const auto& [field, value] : in.object("facts"))
        out.facts[std::string(field)] = facts.text_or_none(field);
    for (const auto& member : in.list("had_it")) {
        if (member.is_string())
            out.had_it.emplace(member.get_string());
        else
            in.damage();
    }
    for (const auto& [member, load] : in.object("loads")) {
        json::Reader row(load);
        out.loads[std::string(member)] = {row.number("open"), row.number("today")};
        if (row.damaged()) in.damage();
    }
    out.credits = credits_from(in);
    if (in.damaged() || facts.damaged()) return json::damaged("routing question");
    return out;
}

boost::json::object to_json(const RoutingDecision& decision) {
    boost::json::array trace;
    for (const RuleTrace& rule : decision.trace) {
        boost::json::array candidates;
        for (const CandidateTrace& each : rule.candidates) candidates.push_back(candidate_to_json(each));
        trace.push_back(
            {{"rule", rule.rule},
             {"matched", rule.matched},
             {"why", rule.why},
             {"differ", rule.differ},
             {"candidates", std::move(candidates)}}
        );
    }
    return {
        {"owner", decision.owner},
        {"team", decision.team},
        {"rule", decision.rule},
        {"trace", std::move(trace)},
        {"credits", credits_to_json(decision.credits)}};
}

Result<RoutingDecision> routing_decision_from(const boost::json::value& stored) {
    json::Reader in(stored);
    RoutingDecision out{.owner = in.text("owner"), .team = in.text("team"), .rule = in.text("rule")};
    for (const auto& each : in.list("trace")) out.trace.push_back(rule_from(each, in));
    out.credits = credits_from(in);
    if (in.damaged()) return json::damaged("routing decision");
    return out;
}

}  // namespace crosswalk::handoff
