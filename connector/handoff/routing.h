// connector/handoff/routing.h - who gets a lead: a pure function of the plan and of what is known now, with
// every reason kept.
#pragma once

#include "connector/lead/value.h"
#include "connector/mapping/model/handoff_plan.h"

#include <set>

namespace crosswalk::handoff {

// What a member has to do already.
struct Load {
    std::int64_t open = 0, today = 0;  // hand-offs
    auto operator<=>(const Load&) const = default;
};

// Smooth weighted round robin: by team, what each member is owed. Members who cannot be chosen are owed
// nothing for it, so that nobody comes back from a holiday to a flood.
using Credits = std::map<std::string, std::map<std::string, std::int64_t, std::less<>>, std::less<>>;

// All that a decision depends on besides the plan. Stored as it is, so that the decision can be made again.
struct RoutingQuestion {
    std::map<std::string, Value, std::less<>> facts{};  // canonical fields of the lead
    std::string team{};                                 // of the stage that is handed off
    Millis now{};
    std::string known_owner{};                    // the member who owns the lead; empty: nobody we know
    std::string company_owner{};                  // the member who owns another lead of its company
    std::set<std::string, std::less<>> had_it{};  // members it was taken from
    std::map<std::string, Load, std::less<>> loads{};
    Credits credits{};
};

enum class Skipped {
    no,  // chosen
    absent,
    full,
    language,  // does not speak the lead's
    had_it,    // it was taken from this member before
    not_in_team,
    not_this_turn  // could have got it; another one came first
};
std::string_view to_string(Skipped);

// What became of one member under one rule.
struct CandidateTrace {
    std::string member{};
    Skipped skipped = Skipped::no;
    std::string why{};  // "absent until 2027-02-12 (leave)"
    std::string
        differ{};  // what would have had to differ for this member to be chosen; empty for the chosen one
};

// What became of one rule, in order.
struct RuleTrace {
    std::string rule{};
    bool matched = false;  // its conditions held
    std::string why{};     // "lead_score is 41, not at least 60"; "nobody owns the lead yet"
    std::string differ{};  // what would have had to differ for the rule to decide; empty for the one that did
    std::vector<CandidateTrace> candidates{};
};

struct RoutingDecision {
    std::string owner{};  // a member
    std::string team{};
    std::string rule{};  // empty: the fallback, and an operator is to be told
    std::vector<RuleTrace> trace{};
    Credits credits{};  // what is to be kept for the next decision
    bool fell_back() const { return rule.empty(); }
};

// Never fails: where no rule finds anybody the fallback gets the lead, present or not.
RoutingDecision route(const HandoffPlan&, const RoutingQuestion&);

// One sentence a line, from the decision alone.
std::string explain(const RoutingDecision&);

// For the store. Reading gives a Fault (handoff.damaged) where the text is not one of ours.
boost::json::object to_json(const RoutingQuestion&);
boost::json::object to_json(const RoutingDecision&);
Result<RoutingQuestion> routing_question_from(const boost::json::value&);
Result<RoutingDecision> routing_decision_from(const boost::json::value&);

}  // namespace crosswalk::handoff
