#include "connector/handoff/eligibility.h"

#include "connector/handoff/calendar.h"

#include <algorithm>

namespace crosswalk::handoff {
namespace {

// "en" of "en-US".
std::string main_language(std::string_view tag) { return lower_case(tag.substr(0, tag.find_first_of("-_"))); }

std::optional<CandidateTrace> absent(const MemberPlan& member, const Circumstances& now) {
    if (now.calendar == nullptr || member.absences.empty()) return std::nullopt;
    const WorkCalendar open{*now.calendar};
    const WorkCalendar own{*now.calendar, member.absences, member.zone};
    const Absence* absence = own.absence_at(open.next_open(now.now).value_or(now.now));
    if (absence == nullptr) return std::nullopt;
    const std::string until = iso_text(absence->until).substr(0, 16);
    return CandidateTrace{
        member.name,
        Skipped::absent,
        "is absent until " + until + (absence->name.empty() ? "" : " (" + absence->name + ")"),
        "the absence had ended before the clock starts"};
}

std::optional<CandidateTrace> full(const MemberPlan& member, const Load& load) {
    const auto over = [](std::int64_t has, const std::optional<std::int64_t>& most) {
        return most && has >= *most;
    };
    const auto trace = [&](std::int64_t has, std::int64_t most, const std::string& what) {
        return CandidateTrace{
            member.name,
            Skipped::full,
            "has " + std::to_string(has) + " of at most " + std::to_string(most) + " " + what,
            "this member had fewer than " + std::to_string(most) + " " + what};
    };
    if (over(load.open, member.open_at_most)) return trace(load.open, *member.open_at_most, "open");
    if (over(load.today, member.daily_at_most)) return trace(load.today, *member.daily_at_most, "today");
    return std::nullopt;
}

}  // namespace

CandidateTrace eligibility(const MemberPlan& member, const Circumstances& now) {
    if (now.had_it)
        return {
            member.name,
            Skipped::had_it,
            "it was taken from this member before",
            "this member had not let its time pass"};
    if (const auto away = absent(member, now)) return *away;
    if (const auto no_more = full(member, now.load)) return *no_more;
    if (now.language && std::ranges::find(member.speaks, main_language(*now.language)) == member.speaks.end())
        return {
            member.name,
            Skipped::language,
            "does not speak '" + main_language(*now.language) + "'",
            "this member spoke '" + main_language(*now.language) + "'"};
    return {.member = member.name};
}

}  // namespace crosswalk::handoff
