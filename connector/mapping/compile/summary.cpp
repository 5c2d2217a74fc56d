#include "connector/mapping/compile/compile_context.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

// "A", "A and B", "A, B and C".
std::string listed(const std::vector<std::string>& names, std::string_view last) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i)
        out += (i == 0 ? "" : i + 1 == names.size() ? " " + std::string(last) + " " : ", ") + names[i];
    return out;
}

// The vendor's name for people, as far as it tells connections apart.
std::string title(const CompileContext& draft, const std::string& connection) {
    const ConnectionFacts* fact = draft.fact(connection);
    if (fact == nullptr || fact->manifest == nullptr) return connection;
    const std::string out(fact->manifest->title);
    const auto same = std::ranges::count_if(draft.facts, [&](const ConnectionFacts& other) {
        return other.manifest != nullptr && other.manifest->title == out &&
               draft.mapping.connection(other.name) != nullptr;
    });
    return same > 1 ? out + " (" + connection + ")" : out;
}

std::vector<std::string> titles(const CompileContext& draft, const FieldPlan& field, bool Binding::*way) {
    std::vector<std::string> out;
    for (const Binding& binding : field.bindings) {
        const std::string name = title(draft, binding.connection);
        if (binding.*way && std::ranges::find(out, name) == out.end()) out.push_back(name);
    }
    return out;
}

std::string who_decides(const CompileContext& draft, const FieldPlan& field, const std::vector<std::string>& readers) {
    if (readers.empty() && draft.scored.contains(field.name)) return "the points of scoring.yaml decide.";
    if (readers.empty()) return "no tool says anything about it.";
    if (readers.size() == 1) return readers.front() + " decides.";
    switch (field.rule.kind) {
        case Rule::Kind::newest:
            return "the newest word counts, whether from " + listed(readers, "or") + ".";
        case Rule::Kind::highest:
            return "the highest value of " + listed(readers, "and") + " counts.";
        case Rule::Kind::always:
            return title(draft, field.rule.connection) + " decides.";
        case Rule::Kind::prefer:
            break;
    }
    std::vector<std::string> others = readers;
    const std::string best = title(draft, field.rule.connection);
    std::erase(others, best);
    return best + " decides; while it is blank there, " + (others.size() > 1 ? "the newest of " : "") +
           listed(others, "and") + " does.";
}

std::string on_blank(const FieldPlan& field, const std::vector<std::string>& readers) {
    const bool one_decides = readers.size() == 1 || field.rule.kind == Rule::Kind::always;
    if (!one_decides && field.rule.kind == Rule::Kind::prefer)
        return field.if_blank == IfBlank::keep ? "A blank never travels."
                                               : "Blank in all of them clears it everywhere.";
    const std::string where = one_decides ? "Clearing it there " : "Clearing it in one of them ";
    return where +
           (field.if_blank == IfBlank::keep ? "changes nothing elsewhere." : "clears it elsewhere too.");
}

// "Consent for email: an opt-out in any tool closes it everywhere; only ... opens it again."
std::string consent_sentence(const CompileContext& draft, const FieldPlan& field) {
    const std::string name = "Consent for " + field.name.substr(consent_field("").size());
    std::vector<std::string> proofs, only_closed;
    for (const auto& [connection, proof] : field.consent->opens_on) {
        const bool vowel = std::string_view("aeiou").find(proof.front()) != std::string_view::npos;
        proofs.push_back((vowel ? "an " : "a ") + proof + " opt-in in " + title(draft, connection));
    }
    for (const Binding& binding : field.bindings) {
        const std::string tool = title(draft, binding.connection);
        if (binding.writes && !binding.writes_open &&
            std::ranges::find(only_closed, tool) == only_closed.end())
            only_closed.push_back(tool);
    }
    std::string out = name + ": an opt-out in any tool closes it everywhere; ";
    out += proofs.empty() ? "nothing opens it again." : "only " + listed(proofs, "or") + " opens it again.";
    if (!only_closed.empty())
        out += " " + listed(only_closed, "and") + (only_closed.size() > 1 ? " are" : " is") +
               " told of opt-outs only.";
    return out;
}

// " Days count in Mail in America/Phoenix and in Crm in Europe/Berlin."
std::string zones_said(const CompileContext& draft, const FieldPlan& field) {
    std::vector<std::string> each;
    for (const Binding& binding : field.bindings) {
        if (binding.zone.empty()) continue;
        const std::string one = "in " + title(draft, binding.connection) + " in " + binding.zone;
        if (std::ranges::find(each, one) == each.end()) each.push_back(one);
    }
    return each.empty() ? std::string() : " Days count " + listed(each, "and") + ".";
}

// What is special about values of this type.
std::string on_type(const CompileContext& draft, const FieldPlan& field) {
    if (field.type == FieldType::choices) return " It holds several choices; their order says nothing.";
    return zones_said(draft, field);
}

std::string sentence(const CompileContext& draft, const FieldPlan& field) {
    const auto label = field.label.find("en");
    const std::string name = label != field.label.end() ? label->second : readable(field.name);
    const auto readers = titles(draft, field, &Binding::reads);
    std::string out = name + ": " + who_decides(draft, field, readers);
    if (titles(draft, field, &Binding::writes).empty()) return out + " It is written nowhere." + on_type(draft, field);
    return readers.empty() ? out : out + " " + on_blank(field, readers) + on_type(draft, field);
}

// "Sales has 4 hours of working time to accept a lead; no answer counts as missed."
void add_handoff(std::vector<std::string>& out, const Mapping& mapping) {
    for (const DutyPlan& duty : mapping.handoff->agreement.sales) {
        const bool silent = duty.silence == Silence::accepted;
        out.push_back(
            "Sales has " + duty.within.text() + " of working time to " + std::string(to_string(duty.duty)) + " a lead" +
            (duty.duty == Duty::accept ? silent ? "; no answer counts as accepted by silence." : "; no answer counts as missed."
                                       : ".")
        );
    }
    for (const Stage& stage : mapping.path)
        if (!stage.hand_off.empty())
            out.push_back(
                "A lead that enters " + stage.name + " goes to a member of team " + stage.hand_off +
                "; what nobody can take goes to " + mapping.handoff->fallback + "."
            );
}

// "Points for what somebody does are halved every 30 days."
void add_scoring(std::vector<std::string>& out, const ScoringPlan& plan) {
    using std::chrono::days;
    const auto half = plan.half_life ? std::chrono::duration_cast<days>(*plan.half_life).count() : 0;
    if (!plan.engagement.empty())
        out.push_back(
            "Points for what somebody does " +
            (half == 0 ? "never fade." : half == 1 ? "are halved every day." : "are halved every " + std::to_string(half) + " days.")
        );
    const ScoreSteps& steps = plan.score_steps;
    std::vector<std::string> marks;
    for (const double mark : steps.thresholds) marks.push_back(std::to_string(static_cast<std::int64_t>(mark)));
    if (half > 0)
        out.push_back(
            "A score that only fades is told when it is " + std::to_string(static_cast<std::int64_t>(steps.by)) + " lower" +
            (marks.empty() ? "." : ", or falls below " + listed(marks, "or") + ".")
        );
}

}  // namespace

std::string readable(std::string name) {
    std::ranges::replace(name, '_', ' ');
    if (!name.empty() && name.front() >= 'a' && name.front() <= 'z')
        name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return name;
}

std::vector<std::string> sentences(const CompileContext& draft) {
    std::vector<std::string> out;
    for (const FieldPlan& field : draft.mapping.fields)
        out.push_back(field.consent ? consent_sentence(draft, field) : sentence(draft, field));
    if (draft.mapping.handoff != nullptr) add_handoff(out, draft.mapping);
    if (draft.mapping.scoring != nullptr) add_scoring(out, *draft.mapping.scoring);
    return out;
}

}  // namespace crosswalk::compile
