#include "connector/contract/digest.h"
#include "connector/mapping/compile/scoring_context.h"
#include "connector/mapping/model/calendar_text.h"
#include "connector/mapping/model/zone.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace crosswalk::compile {
namespace scoring_file {

std::optional<double> whole_number(const Node& at, const std::string& what, Notes& notes) {
    constexpr double kLargest = 1'000'000;
    double out = 0;
    const std::string& text = at.text;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool number = at.scalar() && bad == std::errc{} && end == text.data() + text.size() && !text.empty();
    if (number && std::abs(out) <= kLargest && out == std::floor(out)) return out;
    notes.error(
        at, "scoring.number", tree::in_quotes(text) + " cannot be " + what + ".", "Write a whole number such as 10 or -20."
    );
    return std::nullopt;
}

}  // namespace scoring_file

namespace {

using scoring_file::Node;
using scoring_file::Notes;
using scoring_file::ScoringContext;
using tree::in_quotes;

constexpr std::int64_t kLongestHalfLife = 3'660;

// "30 days"
void half_life(ScoringContext& context, const Node& at) {
    for (const std::string_view unit : {" days", " day"}) {
        if (!at.text.ends_with(unit)) continue;
        const auto n = calendar_text::digits(std::string_view(at.text).substr(0, at.text.size() - unit.size()));
        if (!n || *n < 1 || *n > kLongestHalfLife) break;
        context.plan.half_life = std::chrono::days{*n};
        return;
    }
    context.notes.error(
        at,
        "scoring.half_life",
        in_quotes(at.text) + " cannot be 'half_life'.",
        "Write the days after which half of the points are left: '30 days', at most 3660."
    );
}

// "0 to 100"
void range(ScoringContext& context, const Node& at) {
    constexpr std::string_view kTo = " to ";
    const auto middle = at.text.find(kTo);
    Node low = at, high = at;
    low.text = at.text.substr(0, middle);
    high.text = middle == std::string::npos ? std::string() : at.text.substr(middle + kTo.size());
    Notes unheard("");
    const auto least = scoring_file::whole_number(low, "", unheard), most = scoring_file::whole_number(high, "", unheard);
    if (least && most && *least < *most) {
        context.plan.least = *least;
        context.plan.most = *most;
        return;
    }
    context.notes.error(
        at, "scoring.range", in_quotes(at.text) + " is not a range of whole numbers.", "Write it as '0 to 100', the lower one first."
    );
}

void grades(ScoringContext& context, const Node& table) {
    if (!tree::is_map(table, context.notes, "'grades'")) return;
    for (std::size_t i = 0; i < table.keys.size(); ++i) {
        if (!tree::text(table.keys[i], context.notes, "the name of a grade")) continue;
        const auto from = scoring_file::whole_number(table.items[i], "where a grade begins", context.notes);
        if (!from) continue;
        const auto same = std::ranges::find(context.plan.grades, *from, &Grade::from);
        if (same != context.plan.grades.end())
            context.notes.error(
                table.items[i],
                "scoring.grade_twice",
                "Grade " + in_quotes(same->name) + " begins there already.",
                "Let each grade begin at a score of its own."
            );
        context.plan.grades.push_back({table.keys[i].text, *from});
    }
    std::ranges::sort(context.plan.grades, std::greater{}, &Grade::from);
}

// A tool's word for the field would fight with ours.
void check_owner(const ScoringContext& context, const FieldPlan& field, const Node& at) {
    const auto readers = connections_of(field, &Binding::reads);
    if (readers.empty()) return;
    context.notes.error(
        at,
        "scoring.owned_elsewhere",
        field.name + " is read from " + in_words(readers) + ", and a score that a tool keeps stays that tool's.",
        "Name a field that is only written, or take its 'read_from' out of fields.yaml."
    );
}

void check_grade_field(const ScoringContext& context, const FieldPlan& field, const Node& at) {
    if (field.type != FieldType::text && field.type != FieldType::choice)
        return context.notes.error(
            at,
            "scoring.field_type",
            field.name + " is of type " + std::string(to_string(field.type)) + " and cannot hold a grade.",
            "Make it a text, or a choice of the grades."
        );
    if (field.type != FieldType::choice) return;
    for (const Grade& grade : context.plan.grades)
        if (std::ranges::find(field.choices, grade.name) == field.choices.end())
            context.notes.error(
                at,
                "scoring.grade_not_listed",
                "Grade " + in_quotes(grade.name) + " does not stand under 'values' of " + field.name + ".",
                tree::suggestion(grade.name, field.choices)
            );
}

void one_field(ScoringContext& context, const Node& table, std::string_view key, std::string& out) {
    const Node* at = table.find(key);
    if (at == nullptr) return;
    const FieldPlan* field = context.draft.mapping.field(at->text);
    if (field == nullptr)
        return context.notes.error(
            *at,
            "mapping.unknown_field",
            "There is no field " + in_quotes(at->text) + ".",
            tree::suggestion(at->text, context.draft.fields)
        );
    for (const std::string* other : {&context.plan.score, &context.plan.fit, &context.plan.interest, &context.plan.grade})
        if (*other == field->name)
            context.notes.error(
                *at, "scoring.field_twice", field->name + " holds another part of the score already.", "Give each part a field of its own."
            );
    out = field->name;
    check_owner(context, *field, *at);
    if (key == "grade") return check_grade_field(context, *field, *at);
    if (field->type != FieldType::integer)
        context.notes.error(
            *at,
            "scoring.field_type",
            field->name + " is of type " + std::string(to_string(field->type)) + ", and points are whole numbers.",
            "Make it 'type: integer'."
        );
}

void fields_held(ScoringContext& context) {
    const Node* table = tree::need(context.root, context.notes, "the file", "fields");
    if (table == nullptr || !tree::is_table(*table, context.notes, "'fields'", {"score", "fit", "interest", "grade"})) return;
    (void)tree::need(*table, context.notes, "'fields'", "score");
    one_field(context, *table, "score", context.plan.score);
    one_field(context, *table, "fit", context.plan.fit);
    one_field(context, *table, "interest", context.plan.interest);
    one_field(context, *table, "grade", context.plan.grade);
    if (!context.plan.grade.empty() && context.plan.grades.empty())
        context.notes.error(
            *table->find("grade"), "scoring.no_grades", "There are no grades to hold.", "Add 'grades: { A: 80, B: 50, C: 0 }'."
        );
}

// What a faded value must not pass unheard: what `send_when` asks for, and wherever else it decides something.
ScoreSteps steps_of(const Mapping& mapping, const std::string& name, bool graded, const ScoringPlan& plan) {
    constexpr double kFar = 10;  // so that what is shown here is never older than that
    ScoreSteps out;
    std::vector<Condition> all = scoring_file::conditions_of(mapping);
    if (const FieldPlan* field = mapping.field(name); field != nullptr && !field->send_when.always()) {
        std::optional<double> by;
        scoring_file::each_atom(field->send_when, [&](const Condition::Atom& atom) {
            if (atom.field == name && atom.test == Test::changed_by) by = std::min(by.value_or(atom.number), atom.number);
        });
        out.by = std::max(1.0, by.value_or(kFar));
    }
    for (const Condition& condition : all)
        scoring_file::each_atom(condition, [&](const Condition::Atom& atom) {
            if (atom.field != name) return;
            if (atom.test == Test::at_least || atom.test == Test::crosses) out.thresholds.push_back(atom.number);
            if (atom.test == Test::at_most) out.thresholds.push_back(std::floor(atom.number) + 1);
        });
    if (graded)
        for (const Grade& grade : plan.grades) out.thresholds.push_back(grade.from);
    std::ranges::sort(out.thresholds);
    const auto twice = std::ranges::unique(out.thresholds);
    out.thresholds.erase(twice.begin(), twice.end());
    return out;
}

void settings(ScoringContext& context) {
    const Node& root = context.root;
    tree::check_format(root, context.notes);
    if (const Node* at = root.find("range")) range(context, *at);
    if (const Node* at = root.find("half_life")) half_life(context, *at);
    if (const Node* at = root.find("grades")) grades(context, *at);
    if (const Node* at = root.find("zone"))
        if (const auto name = time_zone(*at, context.notes, "the file"))
            context.plan.clocks = std::make_shared<const zone::Clocks>(*name);
}

}  // namespace

void scored_fields(CompileContext& draft, const Node& root) {
    const Node* table = root.find("fields");
    for (const std::string_view key : {"score", "fit", "interest", "grade"})
        if (const Node* at = table == nullptr ? nullptr : table->find(key)) draft.scored.insert(at->text);
}

void scoring(CompileContext& draft, const Node& root, std::string_view text, Notes& notes) {
    if (!tree::is_table(root, notes, "the file", {"format", "fields", "range", "half_life", "zone", "grades", "interest", "fit"}))
        return;
    ScoringContext context{draft, root, notes};
    context.plan.id = md5_hex(text);
    settings(context);
    fields_held(context);
    scoring_file::engagement_rules(context);
    scoring_file::fit_rules(context);
    const auto is_empty = [&](std::string_view key) {
        const Node* rows = root.find(key);
        return rows == nullptr || (rows->items.empty() && !rows->scalar() && !rows->map());
    };
    if (is_empty("interest") && is_empty("fit"))
        notes.error(root, "scoring.no_points", "Nothing gives points.", "Add 'interest', for what somebody does, or 'fit', for what somebody is.");
    ScoringPlan& plan = context.plan;
    plan.score_steps = steps_of(draft.mapping, plan.score, true, plan);
    plan.interest_steps = steps_of(draft.mapping, plan.interest, false, plan);
    draft.mapping.scoring = std::make_shared<const ScoringPlan>(std::move(plan));
}

}  // namespace crosswalk::compile
