// Why a score is what it is: the points, what gave them and when, and what is left of them.
#include "connector/app/admin/admin_people.h"
#include "connector/app/admin/admin_service.h"
#include "connector/app/admin/command_result.h"
#include "connector/sync/score.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ranges>

namespace crosswalk {
namespace {

// "12", "7.3"
std::string points_text(double points) {
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%.1f", points);
    std::string text(out.data());
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text == "-0" ? "0" : text;
}

struct Counted {
    const Lead& lead;
    const ScoringPlan& plan;
    Score score{};
    std::vector<PointsGiven> given{};
    Millis now{};

    double left(const PointsGiven& one) const { return faded(plan, one.points, one.done->at, now); }
};

boost::json::object json_of(const Counted& it, const PointsGiven& one) {
    return {
        {"at", crosswalk::json_of(std::optional(one.done->at))},
        {"rule", one.rule->name},
        {"did", one.done->field},
        {"link", one.done->link},
        {"campaign", one.done->campaign},
        {"connection", one.done->connection},
        {"event", one.done->event},
        {"points", one.rule->points},
        {"counted", one.points},
        {"now", it.left(one)}};
}

std::vector<std::string> line_of(const Counted& it, const PointsGiven& one) {
    std::string did = one.done->field;
    if (!one.done->link.empty()) did += " " + one.done->link;
    if (!one.done->campaign.empty()) did += " (" + one.done->campaign + ")";
    return {
        short_time(one.done->at),
        one.rule->name,
        did,
        one.done->connection,
        points_text(one.points) + (one.points == one.rule->points ? "" : " of " + points_text(one.rule->points)),
        points_text(it.left(one))};
}

std::string headline(const Counted& it) {
    std::string out = it.plan.score + " is " + std::to_string(it.score.value) + ": " + points_text(it.score.interest) +
                      " for what was done, " + points_text(it.score.fit) + " for what is so";
    if (!it.score.grade.empty()) out += "; grade " + it.score.grade;
    out += ".\n";
    if (const Value& told = it.lead.value(it.plan.score); told && *told != std::to_string(it.score.value))
        out += "It was " + *told + " when it was decided last, and is decided anew on " + short_time(it.lead.score.due) +
               ", or when something happens.\n";
    return out;
}

CommandAnswer tell(const Counted& it, std::size_t most) {
    CommandAnswer out;
    boost::json::array points, fits;
    std::vector<std::vector<std::string>> lines{{"WHEN", "POINTS FOR", "WHAT", "WHERE", "POINTS", "NOW"}};
    for (const FitRule* rule : fitting(it.plan, it.lead)) {
        fits.push_back({{"rule", rule->name}, {"points", rule->points}});
        lines.push_back({"now", rule->name, rule->when.text, "", points_text(rule->points), points_text(rule->points)});
    }
    for (const PointsGiven& one : it.given | std::views::reverse) {
        if (points.size() >= most) break;
        points.push_back(json_of(it, one));
        lines.push_back(line_of(it, one));
    }
    out.text = headline(it) + "\n" + table(lines);
    if (points.size() < it.given.size())
        out.text += std::to_string(it.given.size() - points.size()) + " older ones are not shown; `--limit` shows more.\n";
    out.data = {
        {"id", it.lead.id.text},
        {"field", it.plan.score},
        {"score", it.score.value},
        {"fit", it.score.fit},
        {"interest", it.score.interest},
        {"grade", it.score.grade},
        {"told", crosswalk::json_of(it.lead.value(it.plan.score))},
        {"due", crosswalk::json_of(it.lead.score.due)},
        {"fits", std::move(fits)},
        {"points_in_all", it.given.size()},
        {"points", std::move(points)}};
    return out;
}

}  // namespace

Result<CommandAnswer> score_of_lead(Transaction& tx, const Mapping& mapping, Lead lead, const ScoreQuestion& question) {
    if (mapping.scoring == nullptr)
        return Fault{
            "scoring.none", "There is no scoring.yaml in force.", "Write one (mappings/README.md), then `crosswalk mapping activate`."};
    const ScoringPlan& plan = *mapping.scoring;
    const auto done = tx.history.engagements(lead.id);
    if (!done) return done.error();
    std::vector<PointsGiven> given;
    const auto due = lead.score.due;
    lead.score = count_all(plan, *done, &given);
    lead.score.due = due;
    const Score score = score_of(plan, lead, question.now);
    return tell({lead, plan, score, std::move(given), question.now}, question.most);
}

}  // namespace crosswalk
