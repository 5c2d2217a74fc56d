#include "connector/handoff/notice.h"

#include "connector/mapping/model/notice_arguments.h"

#include <algorithm>

namespace crosswalk::handoff {
namespace {

using On = NoticeTrigger::On;

bool meant(const NoticeTrigger& trigger, const Occasion& occasion, const LeadStory& story) {
    if (trigger.on != occasion.on) return false;
    switch (trigger.on) {
        case On::enters:
            return trigger.stage == occasion.stage;
        case On::stuck:
            return trigger.stage == occasion.stage && trigger.days == occasion.days;
        case On::crosses: {
            const auto in = [](const auto& facts) {
                return [&facts](std::string_view field) {
                    const auto it = facts.find(field);
                    return it == facts.end() ? Value{} : it->second;
                };
            };
            return trigger.condition.holds({.now = in(story.facts), .before = in(occasion.before)});
        }
        default:
            return true;
    }
}

std::vector<std::string> receivers(
    const HandoffPlan& plan, const NoticePlan& notice, const Occasion& occasion
) {
    const TeamPlan* team =
        plan.team(notice.to == NoticePlan::To::team && !notice.name.empty() ? notice.name : occasion.team);
    switch (notice.to) {
        case NoticePlan::To::owner:
            return {occasion.owner};
        case NoticePlan::To::previous_owner:
            return {occasion.previous_owner};
        case NoticePlan::To::member:
            return {notice.name};
        case NoticePlan::To::head:
            return {team == nullptr || team->head.empty() ? plan.fallback : team->head};
        case NoticePlan::To::team:
            return team == nullptr ? std::vector<std::string>{} : team->members;
    }
    return {};
}

std::string full_name(const HandoffPlan& plan, const std::string& member) {
    const MemberPlan* found = plan.member(member);
    return found == nullptr || found->full_name.empty() ? member : found->full_name;
}

std::string zone_of(const HandoffPlan& plan, const MemberPlan& member, const std::string& team_name) {
    if (!member.zone.empty()) return member.zone;
    const TeamPlan* team = plan.team(team_name);
    const CalendarPlan* calendar = member.calendar.empty()
                                       ? (team == nullptr ? nullptr : plan.calendar(team->calendar))
                                       : plan.calendar(member.calendar);
    return calendar == nullptr ? "UTC" : calendar->zone;
}

message::Arguments arguments_for(
    const HandoffPlan& plan, const MemberPlan& member, const Occasion& occasion, const LeadBrief& brief
) {
    const std::string& language = member.language;
    const RejectReason* reason = plan.reject_reason(occasion.reason);
    const TeamPlan* team = plan.team(occasion.team);
    message::Arguments out;
    // Every argument is there, so that a template never shows the name of one.
    for (const std::string_view name : notice_arguments(true)) out.emplace(name, std::string());
    out["lead"] = brief.name;
    out["company"] = brief.company;
    out["email"] = brief.email;
    out["phone"] = brief.phone;
    if (brief.score) out["score"] = *brief.score;
    out["source"] = brief.source;
    out["campaign"] = brief.campaign;
    out["stage"] = label_in(occasion.stage_label, language, occasion.stage);
    out["owner"] = full_name(plan, occasion.owner);
    out["previous_owner"] = full_name(plan, occasion.previous_owner);
    out["team"] = team == nullptr ? occasion.team : label_in(team->label, language, team->name);
    out["say"] = brief.say;
    out["days"] = static_cast<double>(occasion.days);
    out["by"] = full_name(plan, occasion.by);
    out["reason"] = reason == nullptr ? occasion.reason : label_in(reason->label, language, reason->name);
    out["duty"] = occasion.duty;
    out["open"] = static_cast<double>(occasion.open);
    out["link"] = occasion.link;
    if (occasion.deadline)
        out["deadline"] =
            message::moment_text(*occasion.deadline, language, zone_of(plan, member, occasion.team));
    return out;
}

Result<Notice> write_notice(
    const HandoffPlan& plan,
    const NoticeTemplate& text,
    const MemberPlan& member,
    const Occasion& occasion,
    const LeadStory& story
) {
    Notice out{
        .to = member.name,
        .language = member.language,
        .channels = member.channels,
        .brief = brief_of(plan, story, member.language),
        .template_name = text.name};
    const message::Arguments arguments = arguments_for(plan, member, occasion, out.brief);
    auto subject = message::format(label_in(text.subject, member.language), member.language, arguments);
    if (!subject) return subject.error();
    auto body = message::format(label_in(text.body, member.language), member.language, arguments);
    if (!body) return body.error();
    out.subject = std::move(*subject);
    out.body = std::move(*body);
    return out;
}

}  // namespace

bool means_somebody(const HandoffPlan& plan, const Occasion& occasion, const LeadStory& values) {
    return std::ranges::any_of(plan.notices, [&](const NoticePlan& row) {
        return meant(row.trigger, occasion, values);
    });
}

Result<std::vector<Notice>> notices_for(
    const HandoffPlan& plan, const Occasion& occasion, const LeadStory& story
) {
    std::vector<Notice> out;
    for (const NoticePlan& notice : plan.notices) {
        const NoticeTemplate* text = plan.notice_template(notice.template_name);
        if (text == nullptr || !meant(notice.trigger, occasion, story)) continue;
        for (const std::string& name : receivers(plan, notice, occasion)) {
            const MemberPlan* member = plan.member(name);
            const bool told = std::ranges::any_of(out, [&](const Notice& each) { return each.to == name; });
            if (member == nullptr || told) continue;
            auto written = write_notice(plan, *text, *member, occasion, story);
            if (!written) return written.error();
            out.push_back(std::move(*written));
        }
    }
    return out;
}

boost::json::object to_json(const Notice& notice) {
    boost::json::array channels;
    for (const auto& [channel, address] : notice.channels)
        channels.push_back({{"channel", channel}, {"address", address}});
    return {
        {"to", notice.to},
        {"language", notice.language},
        {"channels", std::move(channels)},
        {"subject", notice.subject},
        {"body", notice.body},
        {"brief", to_json(notice.brief)},
        {"template", notice.template_name}};
}

}  // namespace crosswalk::handoff
