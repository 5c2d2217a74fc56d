#include "connector/mapping/model/handoff_plan.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::array<std::string_view, 3> kDutyWords{"accept", "contact", "decide"};
constexpr std::array<std::string_view, 3> kActionWords{"remind", "escalate", "reassign"};
constexpr std::array<std::string_view, 5> kChooseWords{
    "known owner", "company owner", "round robin", "least loaded", "member"};

template <class Enum, std::size_t n>
std::optional<Enum> enum_named(const std::array<std::string_view, n>& words, std::string_view name) {
    const auto it = std::ranges::find(words, name);
    return it == words.end() ? std::nullopt : std::optional(static_cast<Enum>(it - words.begin()));
}

template <class Item>
const Item* item_named(const std::vector<Item>& items, std::string_view name) {
    const auto it = std::ranges::find_if(items, [&](const Item& item) { return item.name == name; });
    return it == items.end() ? nullptr : &*it;
}

}  // namespace

std::string_view to_string(Duty duty) { return kDutyWords.at(static_cast<std::size_t>(duty)); }
std::optional<Duty> duty_named(std::string_view name) { return enum_named<Duty>(kDutyWords, name); }
std::string_view to_string(RungAction action) { return kActionWords.at(static_cast<std::size_t>(action)); }
std::optional<RungAction> rung_action_named(std::string_view name) {
    return enum_named<RungAction>(kActionWords, name);
}
std::string_view to_string(Choose choose) { return kChooseWords.at(static_cast<std::size_t>(choose)); }

std::string label_in(const Labels& labels, std::string_view language, std::string_view otherwise) {
    for (const std::string_view each : {language, std::string_view("en")})
        if (const auto it = labels.find(each); it != labels.end()) return it->second;
    return std::string(otherwise);
}

const DutyPlan* AgreementPlan::duty(Duty wanted) const {
    const auto it = std::ranges::find(sales, wanted, &DutyPlan::duty);
    return it == sales.end() ? nullptr : &*it;
}

const CalendarPlan* HandoffPlan::calendar(std::string_view name) const { return item_named(calendars, name); }
const MemberPlan* HandoffPlan::member(std::string_view name) const { return item_named(members, name); }
const TeamPlan* HandoffPlan::team(std::string_view name) const { return item_named(teams, name); }
const NoticeTemplate* HandoffPlan::notice_template(std::string_view name) const {
    return item_named(templates, name);
}
const RejectReason* HandoffPlan::reject_reason(std::string_view name) const {
    return item_named(reject, name);
}

const CalendarPlan* HandoffPlan::calendar_of(const MemberPlan& member, const TeamPlan& team) const {
    return calendar(member.calendar.empty() ? team.calendar : member.calendar);
}

}  // namespace crosswalk
