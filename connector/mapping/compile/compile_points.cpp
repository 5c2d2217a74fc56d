#include "connector/mapping/compile/scoring_context.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace crosswalk::compile::scoring_file {
namespace {

using tree::in_quotes;

// What the tools tell that people do, in the words that all of them are read in.
constexpr std::array<std::string_view, 15> kDeeds{
    "delivered",
    "opened",
    "opened_by_machine",
    "clicked",
    "clicked_by_machine",
    "replied",
    "forwarded",
    "shared",
    "bounced",
    "soft_bounced",
    "dropped",
    "complained",
    "unsubscribed",
    "subscribed",
    "suppressed"};

std::optional<double> points_of(ScoringContext& context, const Node& row, const std::string& what) {
    const Node* at = tree::need(row, context.notes, what, "points");
    if (at == nullptr) return std::nullopt;
    const auto points = whole_number(*at, "'points'", context.notes);
    if (points != 0) return points;
    context.notes.error(*at, "scoring.number", "Points of 0 say nothing.", "Write another number, or remove the row.");
    return std::nullopt;
}

std::optional<double> cap(ScoringContext& context, const Node& row, std::string_view key, double points) {
    const Node* at = row.find(key);
    if (at == nullptr) return std::nullopt;
    const auto most = whole_number(*at, in_quotes(key), context.notes);
    if (!most) return std::nullopt;
    if (*most > 0 && *most >= std::abs(points)) return most;
    context.notes.error(
        *at,
        "scoring.cap",
        in_quotes(key) + " is " + at->text + ", which is less than one time gives.",
        "Write how many points it may give at most, without a sign, from the points of one time on."
    );
    return std::nullopt;
}

void name_of(ScoringContext& context, const Node& row, std::string& out, std::string otherwise) {
    out = std::move(otherwise);
    if (const Node* at = row.find("name"))
        if (auto said = tree::text(*at, context.notes, "'name'")) out = std::move(*said);
}

// A word that all tools share, or a tool's own.
std::string what_is_done(ScoringContext& context, const Node& row) {
    const Node *on = row.find("on"), *event = row.find("event");
    if ((on == nullptr) == (event == nullptr)) {
        context.notes.error(
            on == nullptr ? row : *on,
            "scoring.what",
            "A row of 'interest' says either 'on' or 'event'.",
            "Write 'on: clicked', or 'event: NAME' for what a tool calls by a word of its own."
        );
        return {};
    }
    if (event != nullptr) return tree::text(*event, context.notes, "'event'").value_or("");
    const std::vector<std::string> known(kDeeds.begin(), kDeeds.end());
    if (std::ranges::find(known, on->text) == known.end())
        context.notes.error(
            *on, "scoring.unknown_event", "Nobody tells of " + in_quotes(on->text) + ".", tree::suggestion(on->text, known)
        );
    return on->text;
}

std::string pattern(ScoringContext& context, const Node& row, std::string_view key) {
    const Node* at = row.find(key);
    return at == nullptr ? std::string() : tree::text(*at, context.notes, in_quotes(key)).value_or("");
}

// Links are kept without what stands behind their path.
void check_link(ScoringContext& context, const Node& row, const EngagementRule& rule) {
    const Node* at = row.find("link");
    if (at == nullptr) return;
    if (rule.link.find_first_of("?#") != std::string::npos)
        context.notes.error(
            *at,
            "scoring.link",
            "Of a link nothing is kept from '?' or '#' on, so " + in_quotes(rule.link) + " never fits.",
            "End the pattern before it: '*/pricing*'."
        );
    if (!rule.what.starts_with("clicked") && row.find("event") == nullptr)
        context.notes.error(*at, "scoring.link", "Only what is clicked has a link.", "Write 'on: clicked', or remove 'link'.");
}

void engagement_rule(ScoringContext& context, const Node& row) {
    if (!tree::is_table(
            row, context.notes, "a row of 'interest'", {"name", "on", "event", "link", "campaign", "points", "daily", "at_most", "once"}
        ))
        return;
    EngagementRule rule{.what = what_is_done(context, row)};
    rule.link = pattern(context, row, "link");
    rule.campaign = pattern(context, row, "campaign");
    check_link(context, row, rule);
    name_of(context, row, rule.name, rule.what + (rule.link.empty() ? "" : " " + rule.link));
    const auto points = points_of(context, row, "a row of 'interest'");
    rule.points = points.value_or(1);
    rule.daily = cap(context, row, "daily", points.value_or(0));
    rule.at_most = cap(context, row, "at_most", points.value_or(0));
    if (const Node* once = row.find("once"))
        rule.once = tree::one_of(*once, context.notes, "'once'", {"true", "false"}) == 0;
    context.plan.engagement.push_back(std::move(rule));
}

// The score would be made of itself; and what was before is not known when it is made.
void check_fit(const ScoringContext& context, const FitRule& rule, const Node& at) {
    each_atom(rule.when, [&](const Condition::Atom& atom) {
        if (context.draft.scored.contains(atom.field) || atom.field == kStageField)
            context.notes.error(
                at, "scoring.circle", in_quotes(atom.field) + " follows from the score.", "Use a field that a tool tells."
            );
        if (atom.test == Test::changed_by || atom.test == Test::crosses)
            context.notes.error(
                at,
                "scoring.change",
                "Points for what somebody is cannot ask what changed.",
                "Use 'at least', 'at most', 'is', 'is one of' or 'is known'."
            );
    });
}

void fit_rule(ScoringContext& context, const Node& row) {
    if (!tree::is_table(row, context.notes, "a row of 'fit'", {"name", "when", "points"})) return;
    FitRule rule;
    if (const Node* when = tree::need(row, context.notes, "a row of 'fit'", "when")) {
        rule.when = tree::condition(*when, context.notes, "'when'", context.draft.fields);
        fit(context.draft, rule.when, *when, context.notes);
        check_fit(context, rule, *when);
        std::string said = when->text;
        for (const Node& item : when->items) said += (said.empty() ? "" : " and ") + item.text;
        name_of(context, row, rule.name, std::move(said));
    }
    rule.points = points_of(context, row, "a row of 'fit'").value_or(0);
    context.plan.fits.push_back(std::move(rule));
}

template <class Read>
void each_row(ScoringContext& context, std::string_view key, Read read) {
    constexpr std::size_t kMostRules = 100;
    const Node* list = context.root.find(key);
    if (list == nullptr) return;
    if (!list->list())
        return context.notes.error(
            *list, "scoring.expected_list", in_quotes(key) + " is no list.", "Write one row for each: - { points: 10, ... }"
        );
    if (list->items.size() > kMostRules)
        return context.notes.error(
            *list, "scoring.too_many", "There are more than 100 rows.", "Join rows that give the same points, by patterns or 'or'."
        );
    for (const Node& row : list->items) read(context, row);
}

}  // namespace

void engagement_rules(ScoringContext& context) { each_row(context, "interest", engagement_rule); }

void fit_rules(ScoringContext& context) { each_row(context, "fit", fit_rule); }

void each_atom(const Condition& condition, const std::function<void(const Condition::Atom&)>& at) {
    if (condition.join == Condition::Join::atom) at(condition.atom);
    for (const Condition& part : condition.parts) each_atom(part, at);
}

std::vector<Condition> conditions_of(const Mapping& mapping) {
    std::vector<Condition> out;
    for (const FieldPlan& field : mapping.fields) out.push_back(field.send_when);
    for (const ConnectionPlan& plan : mapping.connections) {
        out.push_back(plan.create.condition);
        out.push_back(plan.only);
    }
    for (const std::vector<Stage>* stages : {&mapping.path, &mapping.aside})
        for (const Stage& stage : *stages) {
            out.push_back(stage.enter_when);
            if (stage.reentry) out.push_back(stage.reentry->when);
        }
    if (mapping.handoff == nullptr) return out;
    for (const NoticePlan& notice : mapping.handoff->notices) out.push_back(notice.trigger.condition);
    return out;
}

}  // namespace crosswalk::compile::scoring_file
