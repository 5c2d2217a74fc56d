#include "connector/mapping/compile/handoff_context.h"
#include "connector/mapping/model/message_pattern.h"
#include "connector/mapping/model/notice_arguments.h"

#include <algorithm>

namespace crosswalk::compile::handoff_file {
namespace {

using On = NoticeTrigger::On;
using To = NoticePlan::To;
using tree::in_quotes;
using tree::Node;
using tree::Notes;

constexpr std::pair<std::string_view, On> kTriggers[] = {
    {"created by marketing", On::created_by_marketing},
    {"created by sales", On::created_by_sales},
    {"owner changed", On::owner_changed},
    {"handed off", On::handed_off},
    {"reminder", On::reminder},
    {"escalation", On::escalation},
    {"reassigned", On::reassigned},
    {"accepted", On::accepted},
    {"rejected", On::rejected},
};
constexpr std::pair<std::string_view, To> kReceivers[] = {
    {"owner", To::owner}, {"head", To::head}, {"team", To::team}, {"previous owner", To::previous_owner}};
constexpr std::string_view kEnters = "enters ", kStuck = "stuck in ", kFor = " for ", kCrosses = " crosses ";

// "stuck in mql for 5 days"
bool read_stuck(const HandoffContext& context, NoticeTrigger& out, const Node& on) {
    const std::string& said = on.text;
    const auto span = said.find(kFor);
    if (span == std::string::npos) return false;
    out.on = On::stuck;
    out.stage = said.substr(kStuck.size(), span - kStuck.size());
    Node days = on;
    days.text = said.substr(span + kFor.size());
    if (const auto number = count(
            days, "how long a lead is stuck", 1, days.text.ends_with("day") ? "day" : "days", context.notes
        ))
        out.days = static_cast<int>(*number);
    is_named(on, out.stage, "stage", context.draft.stages, context.notes);
    return true;
}

bool read_crosses(const HandoffContext& context, NoticeTrigger& out, const Node& on) {
    if (on.text.find(kCrosses) == std::string::npos) return false;
    out.on = On::crosses;
    out.condition = tree::condition(on, context.notes, "'on' of a notice", context.draft.fields);
    fit(context.draft, out.condition, on, context.notes);
    return true;
}

NoticeTrigger trigger(const HandoffContext& context, const Node& on) {
    NoticeTrigger out{.text = on.text};
    if (!tree::text(on, context.notes, "'on' of a notice")) return out;
    for (const auto& [word, which] : kTriggers)
        if (word == on.text) {
            out.on = which;
            return out;
        }
    if (on.text.starts_with(kEnters)) {
        out.on = On::enters;
        out.stage = on.text.substr(kEnters.size());
        is_named(on, out.stage, "stage", context.draft.stages, context.notes);
        return out;
    }
    if (on.text.starts_with(kStuck) && read_stuck(context, out, on)) return out;
    if (read_crosses(context, out, on)) return out;
    std::vector<std::string> known;
    for (const auto& [word, which] : kTriggers) known.emplace_back(word);
    known.insert(known.end(), {"enters STAGE", "stuck in STAGE for 5 days", "FIELD crosses 80"});
    context.notes.error(
        on,
        "handoff.trigger",
        in_quotes(on.text) + " is nothing that anybody can be told of.",
        tree::suggestion(on.text, known)
    );
    return out;
}

void read_receiver(const HandoffContext& context, NoticePlan& out, const Node& to) {
    for (const auto& [word, which] : kReceivers)
        if (word == to.text) {
            out.to = which;
            return;
        }
    const auto named = [&](std::string_view prefix, To which, std::span<const std::string> names) {
        if (!to.text.starts_with(prefix)) return false;
        out.to = which;
        out.name = to.text.substr(prefix.size());
        is_named(to, out.name, prefix.substr(0, prefix.size() - 1), names, context.notes);
        return true;
    };
    if (named("member ", To::member, context.members) || named("team ", To::team, context.teams)) return;
    const std::vector<std::string> known{
        "owner", "head", "team", "previous owner", "member NAME", "team NAME"};
    context.notes.error(
        to,
        "handoff.receiver",
        in_quotes(to.text) + " is nobody who can be told.",
        tree::suggestion(to.text, known)
    );
}

void notice(HandoffContext& context, const Node& node) {
    Notes& notes = context.notes;
    if (!tree::is_table(node, notes, "a notice", {"on", "to", "text"})) return;
    const Node *on = tree::need(node, notes, "a notice", "on"),
               *to = tree::need(node, notes, "a notice", "to"),
               *text = tree::need(node, notes, "a notice", "text");
    NoticePlan out;
    if (on != nullptr) out.trigger = trigger(context, *on);
    if (to != nullptr && tree::text(*to, notes, "'to' of a notice")) read_receiver(context, out, *to);
    if (text != nullptr && is_named(*text, text->text, "text", context.templates, notes))
        out.template_name = text->text;
    context.plan.notices.push_back(std::move(out));
}

using Names = std::set<std::string, std::less<>>;

std::string in_braces(const Names& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "{" : ", {") + name + "}";
    return out;
}

Names missing(const Names& from, const auto& there) {
    Names out;
    for (const auto& name : from)
        if (std::ranges::find(there, name) == std::ranges::end(there)) out.insert(name);
    return out;
}

// The pattern with everything known, and with a score that is not.
bool can_be_written(const std::string& pattern, const std::string& language) {
    message::Arguments known;
    for (const std::string_view name : notice_arguments(true)) known.emplace(name, std::string("x"));
    for (const char* number : {"days", "open"}) known[number] = 2.0;
    if (!message::format(pattern, language, known)) return false;
    known["score"] = 73.0;
    return message::format(pattern, language, known).has_value();
}

// The arguments of one language's pattern; nothing where it cannot be read.
std::optional<Names> pattern_arguments(const Node& at, const std::string& language, Notes& notes) {
    const auto names = message::arguments_of(at.text);
    if (!names) {
        notes.fault(at, names.error());
        return std::nullopt;
    }
    if (missing(*names, notice_arguments(true)).empty() && !can_be_written(at.text, language)) {
        notes.error(
            at,
            "handoff.template_value",
            "This text counts or formats something that is a word, or may be unknown.",
            "Count {days} and {open} alone; write {score} as it is."
        );
        return std::nullopt;
    }
    return *names;
}

void check_arguments(
    const HandoffContext& context, const Node& at, const NoticeTemplate& text, const Names& names
) {
    bool of_handoffs_alone = true;
    std::string occasion;
    for (const NoticePlan& notice : context.plan.notices)
        if (notice.template_name == text.name && !notice.trigger.about_handoff()) {
            of_handoffs_alone = false;
            occasion = notice.trigger.text;
        }
    const auto known = notice_arguments(of_handoffs_alone);
    const Names unknown = missing(names, known);
    if (unknown.empty()) return;
    const std::vector<std::string> words(known.begin(), known.end());
    context.notes.error(
        at,
        "handoff.template_argument",
        in_braces(unknown) + " of text " + text.name + " is not known" +
            (occasion.empty() ? "." : " when it is told on " + in_quotes(occasion) + "."),
        tree::suggestion(*unknown.begin(), words)
    );
}

// One part of a text in both languages: the same arguments in both.
void text_part(
    HandoffContext& context, const NoticeTemplate& text, const Node& spec, std::string_view part, Labels& out
) {
    Notes& notes = context.notes;
    const std::string what = in_quotes(part) + " of text " + text.name;
    const Node* node = tree::need(spec, notes, "text " + text.name, part);
    if (node == nullptr || !tree::is_table(*node, notes, what, {"en", "vi"})) return;
    std::optional<Names> both[2];
    const Node* at[2] = {};
    constexpr std::string_view kLanguages[] = {"en", "vi"};
    for (std::size_t i = 0; i < 2; ++i) {
        at[i] = tree::need(*node, notes, what, kLanguages[i]);
        if (at[i] == nullptr || !tree::text(*at[i], notes, what)) continue;
        out.emplace(kLanguages[i], at[i]->text);
        both[i] = pattern_arguments(*at[i], std::string(kLanguages[i]), notes);
        if (both[i]) check_arguments(context, *at[i], text, *both[i]);
    }
    if (!both[0] || !both[1]) return;
    for (std::size_t i = 0; i < 2; ++i)
        if (const Names lacks = missing(*both[1 - i], *both[i]); !lacks.empty())
            notes.error(
                *at[i],
                "handoff.template_lacks",
                what + " lacks " + in_braces(lacks) + " in " + in_quotes(kLanguages[i]) +
                    ", which the other language has.",
                "Say the same in both languages."
            );
}

void notice_text(HandoffContext& context, const Node& key, const Node& spec) {
    usable_name(key, "text", context.notes);
    if (!tree::is_table(spec, context.notes, "text " + key.text, {"subject", "body"})) return;
    NoticeTemplate out{.name = key.text};
    text_part(context, out, spec, "subject", out.subject);
    text_part(context, out, spec, "body", out.body);
    context.plan.templates.push_back(std::move(out));
}

void talking_point(HandoffContext& context, const Node& node) {
    Notes& notes = context.notes;
    if (!tree::is_table(node, notes, "a row of 'say'", {"when", "text"})) return;
    TalkingPoint out;
    if (const Node* when = node.find("when")) {
        out.when = tree::condition(*when, notes, "'when' of 'say'", context.draft.fields);
        fit(context.draft, out.when, *when, notes);
    }
    if (const Node* text = tree::need(node, notes, "a row of 'say'", "text"))
        out.say = tree::texts(*text, notes, "'text' of 'say'");
    context.plan.talking_points.push_back(std::move(out));
}

template <class Each>
void each_row(const HandoffContext& context, std::string_view name, Each each) {
    const Node* rows = context.root.find(name);
    if (rows == nullptr) return;
    if (!rows->list()) {
        context.notes.error(
            *rows, "mapping.expected_list", in_quotes(name) + " must be a list.", "Start every row with '- '."
        );
        return;
    }
    for (const Node& row : rows->items) each(row);
}

}  // namespace

void notices(HandoffContext& context) {
    each_row(context, "notices", [&](const Node& row) { notice(context, row); });
    each_row(context, "say", [&](const Node& row) { talking_point(context, row); });
    const Node* texts = context.root.find("texts");
    if (texts == nullptr || !tree::is_map(*texts, context.notes, "'texts'")) return;
    for (std::size_t i = 0; i < texts->keys.size(); ++i)
        notice_text(context, texts->keys[i], texts->items[i]);
}

}  // namespace crosswalk::compile::handoff_file
