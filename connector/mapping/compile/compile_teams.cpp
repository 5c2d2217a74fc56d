#include "connector/mapping/compile/handoff_context.h"

#include <algorithm>

namespace crosswalk::compile::handoff_file {
namespace {

using tree::in_quotes;
using tree::Node;
using tree::Notes;

// A table of names and single values, in file order.
std::vector<std::pair<std::string, std::string>> rows(
    const Node& table, const std::string& what, Notes& notes
) {
    std::vector<std::pair<std::string, std::string>> out;
    if (!tree::is_map(table, notes, what)) return out;
    for (std::size_t i = 0; i < table.keys.size(); ++i)
        if (auto text = tree::text(table.items[i], notes, in_quotes(table.keys[i].text) + " of " + what))
            out.emplace_back(table.keys[i].text, std::move(*text));
    return out;
}

void read_channels(MemberPlan& out, const Node& key, const Node& spec, Notes& notes) {
    const Node* channels = spec.find("channels");
    if (channels != nullptr) out.channels = rows(*channels, "'channels' of member " + key.text, notes);
    if (channels != nullptr && !channels->map() && channels->kind != Node::Kind::blank)
        return;  // said already
    if (channels != nullptr && !channels->items.empty()) {
        for (const Node& address : channels->items)
            if (address.text.find('\n') != std::string::npos)
                notes.error(address, "handoff.address", "An address stands in one line.", "Write each channel in a row of its own.");
        return;
    }
    notes.error(
        channels == nullptr ? key : *channels,
        "handoff.no_channel",
        "Member " + key.text + " can be told of nothing: there is no channel.",
        "Add 'channels: { email: ADDRESS }' with the best one first."
    );
}

void read_owner_ids(HandoffContext& context, MemberPlan& out, const Node& ids) {
    const std::string what = "'owner_ids' of member " + out.name;
    for (auto& [connection, id] : rows(ids, what, context.notes)) out.owner_ids[connection] = id;
    for (const Node& key : ids.keys) connection_named(context.draft, key, context.notes);
}

void read_languages(MemberPlan& out, const Node& spec, const std::string& what, Notes& notes) {
    if (const Node* language = tree::need(spec, notes, what, "language"))
        if (const auto which = tree::one_of(*language, notes, "'language' of " + what, {"en", "vi"}))
            out.language = *which == 0 ? "en" : "vi";
    out.speaks = {out.language};
    if (const Node* speaks = spec.find("speaks"))
        for (const Node* each : tree::words(*speaks, notes, "'speaks' of " + what)) {
            const bool code = each->text.size() == 2 &&
                              std::ranges::all_of(each->text, [](char c) { return c >= 'a' && c <= 'z'; });
            if (!code)
                notes.error(
                    *each,
                    "handoff.language",
                    in_quotes(each->text) + " is not the code of a language.",
                    "Write two small letters: vi, en, ja."
                );
            if (each->text != out.language) out.speaks.push_back(each->text);
        }
}

void read_absences(MemberPlan& out, const Node& absences, const std::string& what, Notes& notes) {
    if (!tree::is_map(absences, notes, "'absences' of " + what)) return;
    for (std::size_t i = 0; i < absences.keys.size(); ++i)
        if (auto one = absence(absences.keys[i], notes)) {
            one->name = absences.items[i].scalar() ? absences.items[i].text : "";
            out.absences.push_back(std::move(*one));
        }
}

MemberPlan member(HandoffContext& context, const Node& key, const Node& spec) {
    Notes& notes = context.notes;
    MemberPlan out{.name = key.text};
    const std::string what = "member " + key.text;
    usable_name(key, "member", notes);
    if (!tree::is_table(
            spec,
            notes,
            what,
            {"name",
             "language",
             "speaks",
             "calendar",
             "zone",
             "owner_ids",
             "channels",
             "weight",
             "open_at_most",
             "daily_at_most",
             "absences"}
        ))
        return out;
    if (const Node* name = tree::need(spec, notes, what, "name"))
        out.full_name = tree::text(*name, notes, "'name' of " + what).value_or("");
    read_languages(out, spec, what, notes);
    if (const Node* calendar = spec.find("calendar"))
        if (is_named(*calendar, calendar->text, "calendar", context.calendars, notes))
            out.calendar = calendar->text;
    if (const Node* zone = spec.find("zone"))
        out.zone = time_zone(*zone, notes, "'zone' of " + what).value_or("");
    if (const Node* ids = spec.find("owner_ids")) read_owner_ids(context, out, *ids);
    read_channels(out, key, spec, notes);
    if (const Node* weight = spec.find("weight"))
        out.weight = count(*weight, "'weight' of " + what, 1, "", notes).value_or(1);
    if (const Node* most = spec.find("open_at_most"))
        out.open_at_most = count(*most, "'open_at_most' of " + what, 1, "", notes);
    if (const Node* most = spec.find("daily_at_most"))
        out.daily_at_most = count(*most, "'daily_at_most' of " + what, 1, "", notes);
    if (const Node* absences = spec.find("absences")) read_absences(out, *absences, what, notes);
    return out;
}

using Spans = std::vector<std::pair<Millis, Millis>>;

Spans absent_spans(const MemberPlan& member) {
    Spans out;
    for (const Absence& each : member.absences) out.emplace_back(each.from, each.until);
    return out;
}

Spans common(const Spans& a, const Spans& b) {
    Spans out;
    for (const auto& [from, until] : a)
        for (const auto& [other_from, other_until] : b)
            if (std::max(from, other_from) < std::min(until, other_until))
                out.emplace_back(std::max(from, other_from), std::min(until, other_until));
    return out;
}

const std::vector<DayHours>& hours_on(const CalendarPlan& calendar, std::chrono::sys_days day) {
    static const std::vector<DayHours> kNone;
    const std::chrono::year_month_day date{day};
    for (const WorkedDay& each : calendar.worked)
        if (each.day == date) return each.hours;
    for (const ClosedDays& each : calendar.closed)
        if (each.from <= date && date <= each.until) return kNone;
    return calendar.hours.at(std::chrono::weekday{day}.iso_encoding() - 1);
}

// The first worked day on which nobody of the team is there at some hour.
std::optional<std::chrono::sys_days> deserted_day(const HandoffContext& context, const TeamPlan& team) {
    const CalendarPlan* calendar = context.plan.calendar(team.calendar);
    if (calendar == nullptr || team.members.empty()) return std::nullopt;
    std::optional<Spans> all;
    for (const std::string& name : team.members) {
        const MemberPlan* member = context.plan.member(name);
        if (member == nullptr) return std::nullopt;
        all = all ? common(*all, absent_spans(*member)) : absent_spans(*member);
    }
    std::optional<std::chrono::sys_days> first;
    for (const auto& [from, until] : *all)
        for (auto day = std::chrono::floor<std::chrono::days>(from); day < until; day += std::chrono::days{1})
            for (const DayHours& hours : hours_on(*calendar, day)) {
                const Millis opens = day + std::chrono::minutes{hours.from};
                const Millis closes = day + std::chrono::minutes{hours.until};
                if (std::max(opens, from) < std::min(closes, until))
                    first = first ? std::min(*first, day) : day;
            }
    return first;
}

void read_members(HandoffContext& context, TeamPlan& out, const Node& members) {
    Notes& notes = context.notes;
    const bool empty = members.kind == Node::Kind::blank || (members.list() && members.items.empty());
    if (empty) {
        notes.error(
            members,
            "handoff.no_members",
            "Nobody is in team " + out.name + ".",
            "Name its members, or remove the team."
        );
        return;
    }
    for (const Node* each : tree::words(members, notes, "'members' of team " + out.name))
        if (is_named(*each, each->text, "member", context.members, notes)) out.members.push_back(each->text);
    if (const auto day = deserted_day(context, out))
        notes.error(
            members,
            "handoff.all_absent",
            "Everybody in team " + out.name + " is absent on " + iso_text(Millis{*day}).substr(0, 10) +
                ", a working day.",
            "Shorten an absence, add a member, or close the day in calendar " + out.calendar + "."
        );
}

TeamPlan team(HandoffContext& context, const Node& key, const Node& spec) {
    Notes& notes = context.notes;
    TeamPlan out{.name = key.text};
    const std::string what = "team " + key.text;
    usable_name(key, "team", notes);
    if (!tree::is_table(spec, notes, what, {"name", "calendar", "members", "head"})) return out;
    if (const Node* name = spec.find("name")) out.label = tree::texts(*name, notes, "'name' of " + what);
    if (const Node* calendar = tree::need(spec, notes, what, "calendar"))
        if (is_named(*calendar, calendar->text, "calendar", context.calendars, notes))
            out.calendar = calendar->text;
    if (const Node* members = tree::need(spec, notes, what, "members")) read_members(context, out, *members);
    if (const Node* head = spec.find("head"))
        if (is_named(*head, head->text, "member", context.members, notes)) out.head = head->text;
    return out;
}

}  // namespace

void members(HandoffContext& context) {
    const Node* all = context.section("members");
    if (all == nullptr || !tree::is_map(*all, context.notes, "'members'")) return;
    for (std::size_t i = 0; i < all->keys.size(); ++i)
        context.plan.members.push_back(member(context, all->keys[i], all->items[i]));
}

void teams(HandoffContext& context) {
    const Node* all = context.section("teams");
    if (all == nullptr || !tree::is_map(*all, context.notes, "'teams'")) return;
    for (std::size_t i = 0; i < all->keys.size(); ++i)
        context.plan.teams.push_back(team(context, all->keys[i], all->items[i]));
}

}  // namespace crosswalk::compile::handoff_file
