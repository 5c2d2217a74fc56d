// connector/mapping/model/handoff_plan.h - handoff.yaml, compiled: who gets a lead, by when, and who is told. Plain data.
#pragma once

#include "connector/mapping/model/agreement_plan.h"
#include "connector/mapping/model/condition.h"

namespace crosswalk {

using Labels = std::map<std::string, std::string, std::less<>>;  // by language

// The text for a language, else the English one, else `otherwise`.
std::string label_in(const Labels&, std::string_view language, std::string_view otherwise = {});

// Somebody who gets leads, or is told of them.
struct MemberPlan {
    std::string name{};      // "an"
    std::string full_name{};
    std::string language{};  // of the notices: "vi"
    std::vector<std::string> speaks{};  // to leads; the language of the notices among them
    std::string calendar{};             // empty: that of the team
    std::string zone{};                 // of absences and of the times in notices; empty: that of the calendar
    std::map<std::string, std::string, std::less<>> owner_ids{};      // by connection
    std::vector<std::pair<std::string, std::string>> channels{};      // and the address there, the best first
    std::int64_t weight = 1;                                          // of round robin
    std::optional<std::int64_t> open_at_most{}, daily_at_most{};      // hand-offs
    std::vector<Absence> absences{};
};

struct TeamPlan {
    std::string name{};
    Labels label{};
    std::string calendar{};
    std::vector<std::string> members{};  // in file order, which decides ties
    std::string head{};                  // a member, who is told when something is escalated; empty: the fallback
};

enum class Choose {
    known_owner,    // whoever owns the lead already
    company_owner,  // whoever owns another lead of the company
    round_robin,
    least_loaded,
    member  // this one
};
std::string_view to_string(Choose);

struct RoutingRule {
    std::string name{};
    Condition when{};            // empty: always
    std::string team{};          // empty: the one that the stage is handed off to
    Choose choose = Choose::round_robin;
    std::string member{};        // of Choose::member
    std::string language_field{};  // the chosen one must speak what this field says
};

// When somebody is told of a lead.
struct NoticeTrigger {
    enum class On {
        created_by_marketing,
        created_by_sales,
        enters,         // `stage`
        stuck,          // in `stage` for `days`
        owner_changed,
        crosses,        // `condition`: FIELD crosses N
        handed_off,
        reminder,
        escalation,
        reassigned,
        accepted,
        rejected
    };
    On on = On::handed_off;
    std::string stage{};
    int days = 0;
    Condition condition{};
    std::string text{};  // as the admin wrote it

    // Made by the clock of a hand-off, so that there is a deadline to tell.
    bool about_handoff() const { return on >= On::handed_off; }
};

struct NoticePlan {
    enum class To { owner, head, team, member, previous_owner };
    NoticeTrigger trigger{};
    To to = To::owner;
    std::string name{};      // the team or the member
    std::string template_name{};
};

// ICU MessageFormat patterns, by language.
struct NoticeTemplate {
    std::string name{};
    Labels subject{}, body{};
};

// What Sales should say, to leads for whom the condition holds.
struct TalkingPoint {
    Condition when{};
    Labels say{};
};

struct HandoffPlan {
    std::vector<CalendarPlan> calendars{};
    std::vector<MemberPlan> members{};
    std::vector<TeamPlan> teams{};
    std::vector<RoutingRule> routing{};
    std::string fallback{};  // the member who gets what nobody else can get
    AgreementPlan agreement{};
    std::vector<RejectReason> reject{};
    std::vector<NoticePlan> notices{};
    std::vector<NoticeTemplate> templates{};
    std::vector<TalkingPoint> talking_points{};
    std::optional<std::int64_t> hold_above_an_hour{};  // surge: more hand-offs than this wait for the admin

    const CalendarPlan* calendar(std::string_view name) const;
    const MemberPlan* member(std::string_view name) const;
    const TeamPlan* team(std::string_view name) const;
    const NoticeTemplate* notice_template(std::string_view name) const;
    const RejectReason* reject_reason(std::string_view name) const;
    // The calendar of a member in a team: the member's own, else that of the team.
    const CalendarPlan* calendar_of(const MemberPlan&, const TeamPlan&) const;
};

}  // namespace crosswalk
