#include "connector/sync/score.h"

#include "connector/mapping/model/pattern.h"
#include "connector/mapping/model/zone.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kSoonest{1};

bool gives_for(const EngagementRule& rule, const HistoryRow& done) {
    return rule.what == done.field && fits_pattern(rule.link, done.link) && fits_pattern(rule.campaign, done.campaign);
}

auto order_of(const HistoryRow& done) {
    return std::tie(done.at, done.connection, done.field, done.link, done.campaign, done.key, done.record.text);
}

// In the order in which they happened, each once. Those that nothing tells apart count each.
std::vector<const HistoryRow*> in_order(const ScoringPlan& plan, std::span<const HistoryRow> done) {
    std::vector<const HistoryRow*> out;
    for (const HistoryRow& one : done)
        if (counts(plan, one)) out.push_back(&one);
    std::ranges::sort(out, [](const HistoryRow* a, const HistoryRow* b) { return order_of(*a) < order_of(*b); });
    std::set<std::pair<std::string_view, std::string_view>> seen;
    std::erase_if(out, [&](const HistoryRow* one) {
        return !one->key.empty() && !seen.emplace(one->connection, one->key).second;
    });
    return out;
}

std::int64_t day_of(const ScoringPlan& plan, Millis at) {
    const milliseconds ahead = plan.clocks == nullptr ? milliseconds{0} : plan.clocks->ahead_at(at);
    return std::chrono::floor<std::chrono::days>(at + ahead).time_since_epoch().count();
}

double give(const ScoringPlan& plan, const EngagementRule& rule, RuleTally& tally, Millis at) {
    if (rule.once && tally.gave) return 0;
    const double worth = std::abs(faded(plan, tally.worth, tally.at, at)), sign = rule.points < 0 ? -1 : 1;
    double size = std::abs(rule.points);
    const std::int64_t day = rule.daily ? day_of(plan, at) : 0;
    if (tally.day != day) tally.that_day = 0;
    if (rule.daily) size = std::min(size, *rule.daily - tally.that_day);
    if (rule.at_most) size = std::min(size, *rule.at_most - worth);
    size = std::max(size, 0.0);
    tally = {sign * (worth + size), at, day, tally.that_day + size, true};
    return sign * size;
}

void add(const ScoringPlan& plan, ScoreTally& tally, const HistoryRow& done, std::vector<PointsGiven>* given) {
    tally.through = std::max(tally.through, done.at);
    for (std::size_t i = 0; i < plan.engagement.size(); ++i) {
        const EngagementRule& rule = plan.engagement[i];
        if (!gives_for(rule, done)) continue;
        const double points = give(plan, rule, tally.rules[i], done.at);
        if (given != nullptr) given->push_back({&done, &rule, points});
    }
}

double rounded(double x) { return std::floor(x + 0.5); }

// A sum of which one part fades towards nothing, and what was told of it.
struct Fading {
    double fixed = 0, fading = 0, told = 0;
    double least = 0, most = 0;
};

// The first value on the way down (or, of what is below nothing, up) that somebody must hear of; the end of the range at
// the latest.
double next_value(const Fading& sum, const ScoreSteps& steps) {
    const bool falls = sum.fading > 0;
    double out = falls ? sum.told - std::ceil(steps.by) : sum.told + std::ceil(steps.by);
    for (const double threshold : steps.thresholds) {
        if (falls && threshold <= sum.told) out = std::max(out, std::ceil(threshold) - 1);
        if (!falls && threshold > sum.told) out = std::min(out, std::ceil(threshold));
    }
    if (falls) return sum.told > sum.least ? std::max(out, sum.least) : out;
    return sum.told < sum.most ? std::min(out, sum.most) : out;
}

std::optional<Millis> when_passed(const ScoringPlan& plan, const Fading& sum, const ScoreSteps& steps, Millis now) {
    if (!plan.half_life || sum.fading == 0) return std::nullopt;
    const double next = next_value(sum, steps);
    if (next < sum.least || next > sum.most) return std::nullopt;
    // What the fading part is then; what fades never comes to the other side of nothing.
    const double left = next - sum.fixed + (sum.fading > 0 ? 0.5 : -0.5);
    if (left == 0 || (left > 0) != (sum.fading > 0)) return std::nullopt;
    const double after = static_cast<double>(plan.half_life->count()) * std::log2(sum.fading / left);
    if (!(after < static_cast<double>(std::numeric_limits<std::int32_t>::max()) * 1'000.0)) return std::nullopt;
    return now + std::max<milliseconds>(milliseconds{static_cast<std::int64_t>(after)}, milliseconds{0}) + kSoonest;
}

}  // namespace

bool counts(const ScoringPlan& plan, const HistoryRow& done) {
    return done.what == HistoryRow::What::engagement &&
           std::ranges::any_of(plan.engagement, [&](const EngagementRule& rule) { return gives_for(rule, done); });
}

double faded(const ScoringPlan& plan, double points, Millis from, Millis at) {
    if (!plan.half_life || at <= from) return points;
    return points * std::exp2(-static_cast<double>((at - from).count()) / static_cast<double>(plan.half_life->count()));
}

bool count_next(const ScoringPlan& plan, ScoreTally& tally, const HistoryRow& done) {
    if (tally.plan != plan.id || tally.rules.size() != plan.engagement.size() || done.at <= tally.through) return false;
    add(plan, tally, done, nullptr);
    return true;
}

ScoreTally count_all(const ScoringPlan& plan, std::span<const HistoryRow> done, std::vector<PointsGiven>* given) {
    ScoreTally out{.plan = plan.id, .rules = std::vector<RuleTally>(plan.engagement.size())};
    for (const HistoryRow* one : in_order(plan, done)) add(plan, out, *one, given);
    return out;
}

std::vector<const FitRule*> fitting(const ScoringPlan& plan, const Lead& lead) {
    const Facts facts{.now = [&lead](std::string_view field) { return lead.value(field); }};
    std::vector<const FitRule*> out;
    for (const FitRule& rule : plan.fits)
        if (rule.when.holds(facts)) out.push_back(&rule);
    return out;
}

Score score_of(const ScoringPlan& plan, const Lead& lead, Millis at) {
    Score out;
    for (const FitRule* rule : fitting(plan, lead)) out.fit += rule->points;
    for (const RuleTally& rule : lead.score.rules) out.interest += faded(plan, rule.worth, rule.at, at);
    out.value = static_cast<std::int64_t>(std::clamp(rounded(out.fit + out.interest), plan.least, plan.most));
    const auto grade = std::ranges::find_if(plan.grades, [&](const Grade& one) {
        return static_cast<double>(out.value) >= one.from;
    });
    if (grade != plan.grades.end()) out.grade = grade->name;
    return out;
}

std::vector<std::pair<std::string, Value>> values_of(const ScoringPlan& plan, const Score& score) {
    const auto text = [](double x) { return std::to_string(static_cast<std::int64_t>(rounded(x))); };
    return {
        {plan.score, std::to_string(score.value)},
        {plan.fit, text(score.fit)},
        {plan.interest, text(score.interest)},
        {plan.grade, score.grade.empty() ? Value{} : Value{score.grade}}};
}

std::optional<Millis> next_due(const ScoringPlan& plan, const Score& score, Millis now) {
    constexpr double kEndless = std::numeric_limits<double>::infinity();
    const auto whole = static_cast<double>(score.value);
    std::optional<Millis> due =
        when_passed(plan, {score.fit, score.interest, whole, plan.least, plan.most}, plan.score_steps, now);
    if (plan.interest.empty()) return due;
    const auto part = when_passed(
        plan, {0, score.interest, rounded(score.interest), -kEndless, kEndless}, plan.interest_steps, now
    );
    return part && (!due || *part < *due) ? part : due;
}

void apply_score(const LeadEdit& edit) {
    if (edit.mapping.scoring == nullptr || edit.lead.score.plan != edit.mapping.scoring->id) return;
    const ScoringPlan& plan = *edit.mapping.scoring;
    const Score now = score_of(plan, edit.lead, edit.cause.now);
    const auto put = [&](const std::string& name, Value value) {
        const FieldPlan* field = edit.mapping.field(name);
        if (field == nullptr || edit.lead.value(name) == value) return;
        const Provenance why{edit.cause.event, "", edit.cause.now, std::string(kScoring), edit.mapping.version};
        edit.out.rows.push_back(change_value(edit.lead, *field, std::move(value), why, edit.cause));
    };
    for (auto& [field, value] : values_of(plan, now)) put(field, std::move(value));
    const auto due = next_due(plan, now, edit.cause.now);
    if (due == edit.lead.score.due) return;
    edit.lead.score.due = due;
    edit.out.rescored = true;
}

}  // namespace crosswalk
