#include "connector/handoff/cases.h"

#include "connector/handoff/clock.h"
#include "connector/handoff/routing.h"
#include "connector/mapping/model/calendar_text.h"
#include "connector/mapping/model/translate.h"
#include "connector/mapping/yaml/yaml_tree.h"

#include <algorithm>

namespace crosswalk::handoff {
namespace {

using tree::in_quotes;
using tree::Node;
using tree::Notes;

constexpr std::string_view kFallback = "fallback";

// One case while it is played.
struct Case {
    const Mapping& mapping;
    const HandoffPlan& plan;
    std::string name{};
    RoutingQuestion question{};
    Notes& notes;

    void failed(const Node& at, const std::string& what) const {
        notes.error(
            at, "case.failed", "Case " + in_quotes(name) + ": " + what, "Correct the case, or the mapping."
        );
    }
    void unknown(const Node& at, std::string_view what, std::span<const std::string> among) const {
        notes.error(
            at,
            "handoff.unknown_name",
            "There is no " + std::string(what) + " " + in_quotes(at.text) + ".",
            tree::suggestion(at.text, among)
        );
    }
};

std::vector<std::string> member_names(const HandoffPlan& plan) {
    std::vector<std::string> out;
    for (const MemberPlan& member : plan.members) out.push_back(member.name);
    return out;
}

void read_fields(Case& one, const Node& fields) {
    if (!tree::is_map(fields, one.notes, "'fields'")) return;
    std::vector<std::string> known;
    for (const FieldPlan& field : one.mapping.fields) known.push_back(field.name);
    for (std::size_t i = 0; i < fields.keys.size(); ++i) {
        const FieldPlan* field = one.mapping.field(fields.keys[i].text);
        if (field == nullptr) {
            one.unknown(fields.keys[i], "field", known);
            continue;
        }
        const Node& item = fields.items[i];
        if (!item.scalar()) continue;
        const auto normal = normalise(*field, item.text);
        one.question.facts[field->name] = normal ? *normal : Value{item.text};
    }
}

void read_loads(Case& one, const Node& given, std::string_view key, std::int64_t Load::*what) {
    const Node* loads = given.find(key);
    if (loads == nullptr || !tree::is_map(*loads, one.notes, in_quotes(key))) return;
    const auto known = member_names(one.plan);
    for (std::size_t i = 0; i < loads->keys.size(); ++i) {
        if (one.plan.member(loads->keys[i].text) == nullptr) one.unknown(loads->keys[i], "member", known);
        one.question.loads[loads->keys[i].text].*what =
            calendar_text::digits(loads->items[i].text).value_or(0);
    }
}

std::string read_member(Case& one, const Node& given, std::string_view key) {
    const Node* said = given.find(key);
    if (said == nullptr) return {};
    if (one.plan.member(said->text) == nullptr) one.unknown(*said, "member", member_names(one.plan));
    return said->text;
}

// The team of the stage that is given, or of the first one that is handed off.
std::string team_of(Case& one, const Node* stage) {
    std::vector<std::string> known;
    for (const Stage& each : one.mapping.path) {
        if (each.hand_off.empty()) continue;
        if (stage == nullptr || each.name == stage->text) return each.hand_off;
        known.push_back(each.name);
    }
    if (stage != nullptr) one.unknown(*stage, "stage that is handed off called", known);
    return {};
}

void read_given(Case& one, const Node& given) {
    one.question.team = team_of(one, given.find("stage"));
    const TeamPlan* team = one.plan.team(one.question.team);
    const CalendarPlan* calendar = team == nullptr ? nullptr : one.plan.calendar(team->calendar);
    const Node* at = tree::need(given, one.notes, "'given'", "at");
    const auto shown = at == nullptr ? std::nullopt : calendar_text::moment(at->text);
    if (shown)
        one.question.now = zone::moment_of(calendar == nullptr ? "UTC" : calendar->zone, *shown);
    else if (at != nullptr)
        one.notes.error(
            *at, "handoff.hours", in_quotes(at->text) + " is not a time.", "Write it as 2027-02-04 17:20."
        );
    if (const Node* fields = given.find("fields")) read_fields(one, *fields);
    one.question.known_owner = read_member(one, given, "known_owner");
    one.question.company_owner = read_member(one, given, "company_owner");
    read_loads(one, given, "open", &Load::open);
    read_loads(one, given, "today", &Load::today);
    if (const Node* had_it = given.find("had_it"))
        for (const Node* member : tree::words(*had_it, one.notes, "'had_it'"))
            one.question.had_it.insert(member->text);
}

void expect_owner(const Case& one, const Node& expect, const RoutingDecision& decision) {
    const Node *owner = expect.find("owner"), *rule = expect.find("rule");
    if (owner != nullptr && owner->text != decision.owner) {
        std::string why = explain(decision);
        std::ranges::replace(why, '\n', ' ');
        one.failed(*owner, "it is not " + owner->text + ": " + why.substr(0, why.size() - 1));
    }
    const std::string by = decision.fell_back() ? std::string(kFallback) : decision.rule;
    if (rule != nullptr && rule->text != by)
        one.failed(*rule, "rule " + in_quotes(by) + " decides, not " + in_quotes(rule->text) + ".");
}

void expect_due(const Case& one, const Node& expect, const RoutingDecision& decision) {
    const MemberPlan* owner = one.plan.member(decision.owner);
    const TeamPlan* team = one.plan.team(decision.team);
    const CalendarPlan* hours =
        owner == nullptr || team == nullptr ? nullptr : one.plan.calendar_of(*owner, *team);
    if (hours == nullptr) return;
    const WorkCalendar calendar{*hours, owner->absences, owner->zone};
    const Handoff made{.owner = owner->name, .made = one.question.now};
    for (const Duty duty : kDuties) {
        const Node* wanted = expect.find(to_string(duty));
        if (wanted == nullptr) continue;
        const auto due = status_of(made, duty, {one.plan.agreement, calendar}, made.made).due;
        const std::string said = due ? calendar_text::moment_text(calendar.shown(*due)) : "never";
        if (said != wanted->text)
            one.failed(
                *wanted, in_quotes(to_string(duty)) + " is due " + said + ", not " + wanted->text + "."
            );
    }
}

void play(const Mapping& mapping, const Node& node, Notes& notes) {
    if (!tree::is_table(node, notes, "a case", {"name", "given", "expect"})) return;
    const Node *name = tree::need(node, notes, "a case", "name"),
               *given = tree::need(node, notes, "a case", "given"),
               *expect = tree::need(node, notes, "a case", "expect");
    if (name == nullptr || given == nullptr || expect == nullptr) return;
    const bool readable =
        tree::is_table(
            *given,
            notes,
            "'given'",
            {"at", "stage", "fields", "known_owner", "company_owner", "open", "today", "had_it"}
        ) &&
        tree::is_table(*expect, notes, "'expect'", {"owner", "rule", "accept", "contact", "decide"});
    if (!readable) return;
    Case one{.mapping = mapping, .plan = *mapping.handoff, .name = name->text, .notes = notes};
    const std::size_t errors = notes.errors();
    read_given(one, *given);
    if (notes.errors() != errors) return;
    const RoutingDecision decision = route(one.plan, one.question);
    expect_owner(one, *expect, decision);
    expect_due(one, *expect, decision);
}

int play_file(const Mapping& mapping, const Node& root, Notes& notes) {
    if (mapping.handoff == nullptr || !root.list()) {
        notes.error(
            root,
            mapping.handoff == nullptr ? "handoff.no_plan" : "case.expected_list",
            mapping.handoff == nullptr ? "There is no handoff.yaml to play these cases with."
                                       : "A file of cases must be a list.",
            mapping.handoff == nullptr ? "Add it, or remove this file."
                                       : "Start every case with '- name: ...'."
        );
        return 0;
    }
    for (const Node& node : root.items) play(mapping, node, notes);
    return static_cast<int>(root.items.size());
}

}  // namespace

Checked check_with_all_cases(
    std::span<const MappingFile> files, std::span<const ConnectionFacts> facts, std::int64_t version
) {
    Checked out = check_with_cases(files, facts, version);
    if (!out.ok()) return out;
    bool failed = false;
    for (const MappingFile& file : files) {
        if (!is_handoff_cases_file(file.path)) continue;
        Notes notes(file.path);
        if (const auto root = tree::read(file.text, notes))
            out.cases_run += play_file(*out.mapping, *root, notes);
        out.findings.insert(out.findings.end(), notes.findings().begin(), notes.findings().end());
        failed = failed || notes.errors() != 0;
    }
    if (failed) {
        out.mapping.reset();
        out.sentences.clear();
    }
    return out;
}

}  // namespace crosswalk::handoff
