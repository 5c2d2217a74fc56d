// The steps of the past, under a mapping that was not in force then.
#include "connector/sync/preview.h"
#include "connector/sync/score.h"

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
            if (row->what != HistoryRow::What::engagement) lead_.values[row->field].value = row->before;
        for (const FieldPlan& field : mapping.fields)
            if (!field.was.empty() && mapping.field(field.was) == nullptr) names_[field.was] = field.name;
        for (const auto& [was, name] : names_) {
            const Value value = lead_.value(was);
            if (value) lead_.values[name].value = value;
        }
        if (mapping.scoring == nullptr || !course.done) return;
        done_ = *course.done;
        std::ranges::stable_sort(done_, {}, &HistoryRow::at);
        lead_.score = count_all(*mapping.scoring, {});
        recounts_ = true;
        score_at(course.since);
    }

    // Values that changed together; `steps` are those that somebody walked in a tool.
    void live_through(std::span<const HistoryRow> rows, std::span<const Step> steps) {
        before_.clear();
        for (const HistoryRow& row : rows)
            if (row.what != HistoryRow::What::engagement && row.field != kStageField && !is_recounted(called(row.field)))
                set(called(row.field), row.after);
        score_at(rows.front().at);
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
    bool is_recounted(const std::string& field) const {
        const ScoringPlan* plan = mapping_.scoring.get();
        return recounts_ && !field.empty() &&
               (field == plan->score || field == plan->fit || field == plan->interest || field == plan->grade);
    }
    // What the lead had done by then, counted as this mapping does.
    void score_at(Millis at) {
        if (!recounts_) return;
        at = scored_ = std::max(at, scored_);  // a row of a step carries its tool's time
        const ScoringPlan& plan = *mapping_.scoring;
        for (; counted_ < done_.size() && done_[counted_].at <= at; ++counted_)
            if (counts(plan, done_[counted_]) && !count_next(plan, lead_.score, done_[counted_]))
                lead_.score = count_all(plan, std::span(done_).first(counted_ + 1));
        for (auto& [field, value] : values_of(plan, score_of(plan, lead_, at)))
            if (mapping_.field(field) != nullptr && lead_.value(field) != value) set(field, std::move(value));
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
    std::vector<HistoryRow> done_{};
    std::size_t counted_ = 0;
    Millis scored_{};
    bool recounts_ = false;
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

// What somebody did may move them under other rules, though it changed no value then.
Timeline with_deeds(const Timeline& course) {
    if (!course.done) return course;
    Timeline out{.steps = course.steps, .done = course.done, .since = course.since};
    std::vector<HistoryRow> deeds;
    for (const HistoryRow& done : *course.done)
        if (done.at > course.since) deeds.push_back(done);
    std::ranges::stable_sort(deeds, {}, &HistoryRow::at);
    auto next = deeds.begin();
    for (const HistoryRow& row : course.rows) {
        for (; row.field != kStageField && next != deeds.end() && next->at <= row.at; ++next) out.rows.push_back(*next);
        out.rows.push_back(row);
    }
    out.rows.insert(out.rows.end(), next, deeds.end());
    return out;
}

}  // namespace

void foresee_steps(
    const Mapping& now, const Mapping& next, const Lead& lead, const Timeline& course, Impact& out
) {
    const Timeline recounted = with_deeds(course);
    if (recounted.rows.empty()) return;
    Timeline as_counted = course;
    as_counted.done.reset();
    Walk then(next, lead, recounted), as_it_is(now, lead, as_counted);
    live_again(then, recounted);
    live_again(as_it_is, as_counted);
    for (const std::string& stage : then.promoted) ++out.stages[stage].promoted;
    for (const std::string& stage : as_it_is.promoted) ++out.stages[stage].promoted_now;
    out.notices += then.notices;
    out.notices_now += as_it_is.notices;
}

}  // namespace crosswalk
