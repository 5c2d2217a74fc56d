// The steps of the past, under a mapping that was not in force then.
#include "connector/sync/preview.h"

#include <algorithm>

namespace crosswalk {
namespace {

// Stages whose entry is told to Sales: those from which people are handed to its tools.
std::set<std::string, std::less<>> stages_told(const Mapping& mapping) {
    std::set<std::string, std::less<>> out;
    for (const ConnectionPlan& plan : mapping.connections)
        if (plan.side == Side::sales && plan.create.when == CreatePolicy::When::from_stage)
            out.insert(plan.create.stage);
    return out;
}

// A lead walks through the window once more.
class Walk {
public:
    Walk(const Mapping& mapping, const Lead& lead, const Timeline& course)
        : mapping_(mapping), lead_(lead), told_(stages_told(mapping)) {
        for (auto row = course.rows.rbegin(); row != course.rows.rend(); ++row)
            lead_.values[row->field].value = row->before;
        for (const FieldPlan& field : mapping.fields)
            if (!field.was.empty() && mapping.field(field.was) == nullptr) names_[field.was] = field.name;
        for (const auto& [was, name] : names_) {
            const Value value = lead_.value(was);
            if (value) lead_.values[name].value = value;
        }
    }

    // Values that changed together; `steps` are those that somebody walked in a tool.
    void live_through(std::span<const HistoryRow> rows, std::span<const Step> steps) {
        before_.clear();
        for (const HistoryRow& row : rows)
            if (row.field != kStageField) set(called(row.field), row.after);
        for (const Step& step : steps)
            if (step.cause != Step::Cause::rule) follow_step(step);
        // What was decided anew for no event moved nobody then.
        if (rows.front().event == 0) return;
        const Facts facts{
            .now = [this](std::string_view field) { return lead_.value(field); },
            .before = [this](std::string_view field) -> Value {
                const auto changed = before_.find(field);
                return changed == before_.end() ? lead_.value(field) : changed->second;
            }};
        const auto earned = promote(mapping_, lead_, facts, {.now = rows.front().at}).steps;
        if (earned.empty()) return;
        for (const Step& step : earned) enter(step.to, step.filled_in);
        promoted.insert(earned.back().to);
    }

    std::set<std::string, std::less<>> promoted{};
    std::int64_t notices = 0;

private:
    const std::string& called(const std::string& field) const {
        const auto renamed = names_.find(field);
        return renamed == names_.end() ? field : renamed->second;
    }
    void set(const std::string& field, Value value) {
        Held& held = lead_.values[field];
        before_.try_emplace(field, held.value);
        held.value = std::move(value);
    }
    void enter(const std::string& stage, bool filled_in) {
        set(std::string(kStageField), stage);
        notices += !filled_in && told_.contains(stage) ? 1 : 0;
    }
    // A rule may have led the lead there, or further, already.
    void follow_step(const Step& step) {
        const auto from = mapping_.place(step.from), to = mapping_.place(step.to);
        const auto here = mapping_.place(lead_.value(kStageField).value_or(""));
        const bool forward = to >= 0 && (step.from.empty() || (from >= 0 && from < to));
        if (lead_.value(kStageField) == step.to || (forward && here >= to)) return;
        enter(step.to, step.filled_in);
    }

    const Mapping& mapping_;
    Lead lead_;
    std::set<std::string, std::less<>> told_;
    std::map<std::string, std::string, std::less<>> names_{};
    std::map<std::string, Value, std::less<>> before_{};
};

// Rows of one decision: of one delivery, or of one moment where there was none.
bool together(const HistoryRow& a, const HistoryRow& b) {
    return a.event == b.event && (a.event != 0 || a.at == b.at);
}

void live_again(Walk& walk, const Timeline& course) {
    const auto moves = std::ranges::count(course.rows, kStageField, &HistoryRow::field);
    auto step = course.steps.end() - std::min<std::ptrdiff_t>(moves, std::ssize(course.steps));
    for (auto first = course.rows.begin(); first != course.rows.end();) {
        const auto last = std::find_if(first, course.rows.end(), [&](const HistoryRow& row) {
            return !together(*first, row);
        });
        const auto moved =
            std::count_if(first, last, [](const HistoryRow& row) { return row.field == kStageField; });
        const auto until = step + std::min<std::ptrdiff_t>(moved, course.steps.end() - step);
        walk.live_through({first, last}, {step, until});
        step = until;
        first = last;
    }
}

}  // namespace

void foresee_steps(
    const Mapping& now, const Mapping& next, const Lead& lead, const Timeline& course, Impact& out
) {
    if (course.rows.empty()) return;
    Walk then(next, lead, course), as_it_is(now, lead, course);
    live_again(then, course);
    live_again(as_it_is, course);
    for (const std::string& stage : then.promoted) ++out.stages[stage].promoted;
    for (const std::string& stage : as_it_is.promoted) ++out.stages[stage].promoted_now;
    out.notices += then.notices;
    out.notices_now += as_it_is.notices;
}

}  // namespace crosswalk
