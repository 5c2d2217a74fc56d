// connector/run/handoff/answer.h - what Sales answers to a hand-off, by a command, a click or the decision page.
#pragma once

#include "connector/run/handoff/handoff_unit.h"

namespace crosswalk {

enum class AnswerVerb { accept, reject, reassign, contact };
std::optional<AnswerVerb> answer_verb_named(std::string_view);

struct HandoffAnswer {
    std::string handoff{}, token{};  // one of the two; a token also says who answers
    AnswerVerb verb = AnswerVerb::accept;
    std::string by{};                // a member; empty: whom the token is for, else the owner
    std::string reason{};            // of reject: its code
    std::string to{};                // of reassign: a member; empty: it is routed
};

struct AnswerReply {
    handoff::ClockReply reply{};
    LoadedHandoff handoff{};         // as it is now
    std::string next{};              // of reassign: the new hand-off; empty: nobody else is there
};

// The timer of a hand-off is due. Where silence counts as acceptance, the lead moves on as if somebody had accepted it.
Result<void> let_time_pass(Transaction&, EngineContext&, const Mapping&, const std::string& handoff);

// One decision: whoever comes second is told who was first. Accepting moves the lead to the next stage, rejecting to
// where the reason says, as steps of Sales. Faults: handoff.unknown, handoff.unknown_reason, handoff.unknown_member,
// handoff.no_plan.
Result<AnswerReply> answer_handoff(Transaction&, EngineContext&, const Mapping&, const HandoffAnswer&);

}  // namespace crosswalk
