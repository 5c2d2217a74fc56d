#include "connector/handoff/lead_brief.h"

#include "connector/handoff/json_values.h"
#include "connector/sync/score.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace crosswalk::handoff {
namespace {

std::string fact_text(const LeadStory& story, std::string_view field) {
    const auto it = story.facts.find(field);
    return it == story.facts.end() ? std::string() : it->second.value_or("");
}

std::optional<double> fact_number(const LeadStory& story, std::string_view field) {
    const std::string text = fact_text(story, field);
    double out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool whole = !text.empty() && error == std::errc{} && end == text.data() + text.size();
    return whole && std::isfinite(out) ? std::optional(out) : std::nullopt;
}

// The family name comes first in Vietnamese.
std::string person_name(const LeadStory& story, std::string_view language) {
    std::string first = fact_text(story, "given_name"), last = fact_text(story, "family_name");
    if (language == "vi") std::swap(first, last);
    return first + (first.empty() || last.empty() ? "" : " ") + last;
}

template <class Item, class Before>
std::vector<Item> best(std::vector<Item> items, Before before) {
    std::ranges::stable_sort(items, before);
    if (items.size() > kMainReasons) items.resize(kMainReasons);
    return items;
}

std::string what_to_say(const HandoffPlan& plan, const LeadStory& story, std::string_view language) {
    const Facts facts{.now = [&](std::string_view field) {
        const auto it = story.facts.find(field);
        return it == story.facts.end() ? Value{} : it->second;
    }};
    for (const TalkingPoint& point : plan.talking_points)
        if (point.when.holds(facts)) return label_in(point.say, language);
    return {};
}

}  // namespace

std::vector<ScoreReason> reasons_of(const ScoringPlan& plan, const Lead& lead, Millis now) {
    std::vector<ScoreReason> out;
    for (const FitRule* rule : fitting(plan, lead)) out.push_back({rule->name, rule->points, now});
    if (lead.score.plan != plan.id) return out;
    for (std::size_t i = 0; i < lead.score.rules.size() && i < plan.engagement.size(); ++i) {
        const RuleTally& rule = lead.score.rules[i];
        if (const double left = std::round(faded(plan, rule.worth, rule.at, now)); left != 0)
            out.push_back({plan.engagement[i].name, left, rule.at});
    }
    return out;
}

LeadStory story_of_values(const Lead& lead) {
    LeadStory out;
    for (const auto& [field, held] : lead.values) out.facts[field] = held.value;
    return out;
}

LeadBrief brief_of(const HandoffPlan& plan, const LeadStory& story, std::string_view language) {
    LeadBrief out{
        .name = person_name(story, language),
        .company = fact_text(story, "company"),
        .email = fact_text(story, "email"),
        .phone = fact_text(story, "phone"),
        .score = fact_number(story, "lead_score"),
        .source = fact_text(story, "source"),
        .campaign = fact_text(story, "campaign"),
        .say = what_to_say(plan, story, language)};
    for (const std::string* other : {&out.company, &out.email, &out.phone})
        if (out.name.empty()) out.name = *other;
    if (out.source.empty()) out.source = story.source;
    if (out.campaign.empty()) out.campaign = story.campaign;
    out.reasons = best(story.reasons, [](const ScoreReason& a, const ScoreReason& b) {
        return std::tuple(std::abs(b.points), b.at, a.label) < std::tuple(std::abs(a.points), a.at, b.label);
    });
    out.clicked = best(story.engaged, [](const Engaged& a, const Engaged& b) { return a.at > b.at; });
    return out;
}

boost::json::object to_json(const LeadBrief& brief) {
    boost::json::array reasons, clicked;
    for (const ScoreReason& each : brief.reasons)
        reasons.push_back({{"label", each.label}, {"points", each.points}, {"at", json::of(each.at)}});
    for (const Engaged& each : brief.clicked)
        clicked.push_back({{"what", each.what}, {"where", each.where}, {"at", json::of(each.at)}});
    return {
        {"name", brief.name},
        {"company", brief.company},
        {"email", brief.email},
        {"phone", brief.phone},
        {"score", brief.score ? boost::json::value(*brief.score) : boost::json::value(nullptr)},
        {"reasons", std::move(reasons)},
        {"source", brief.source},
        {"campaign", brief.campaign},
        {"clicked", std::move(clicked)},
        {"say", brief.say}};
}

}  // namespace crosswalk::handoff
