// connector/mapping/compile/scoring_context.h - a scoring.yaml while it is being compiled. Of the compiler alone.
#pragma once

#include "connector/mapping/compile/compile_context.h"

namespace crosswalk::compile::scoring_file {

using tree::Node;
using tree::Notes;

struct ScoringContext {
    const CompileContext& draft;
    const Node& root;
    Notes& notes;
    ScoringPlan plan{};
};

// `interest` and `fit`. Codes: scoring.*, condition.*.
void engagement_rules(ScoringContext&);
void fit_rules(ScoringContext&);

// Code: scoring.number.
std::optional<double> whole_number(const Node&, const std::string& what, Notes&);

// Every condition of the mapping outside of scoring.yaml.
std::vector<Condition> conditions_of(const Mapping&);
void each_atom(const Condition&, const std::function<void(const Condition::Atom&)>&);

}  // namespace crosswalk::compile::scoring_file
