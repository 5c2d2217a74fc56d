#include "connector/handoff/routing.h"

namespace crosswalk::handoff {

std::string explain(const RoutingDecision& decision) {
    std::string out = decision.owner + " got the lead, ";
    out += decision.fell_back() ? "as the fallback: no rule found anybody.\n"
                                : "by the rule '" + decision.rule + "' of team " + decision.team + ".\n";
    for (const RuleTrace& rule : decision.trace) {
        const bool decided = !decision.fell_back() && &rule == &decision.trace.back();
        if (!decided) {
            out += "Rule '" + rule.rule + "' did not decide: " + rule.why + ".";
            out += " It would have had to be so: " + rule.differ + ".\n";
        }
        for (const CandidateTrace& each : rule.candidates)
            if (each.skipped != Skipped::no)
                out += "  Not " + each.member + ", who " + each.why + "; chosen if " + each.differ + ".\n";
    }
    return out;
}

}  // namespace crosswalk::handoff
