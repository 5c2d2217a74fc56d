// connector/mapping/model/agreement_plan.h - what Sales and Marketing promise each other, and what follows when a promise
// is late. Plain data.
#pragma once

#include "connector/mapping/model/calendar_plan.h"

#include <array>

namespace crosswalk {

// What Sales owes to a lead that was handed off, in this order.
enum class Duty { accept, contact, decide };
inline constexpr std::array kDuties{Duty::accept, Duty::contact, Duty::decide};
std::string_view to_string(Duty);
std::optional<Duty> duty_named(std::string_view);

enum class RungAction { remind, escalate, reassign };
std::string_view to_string(RungAction);
std::optional<RungAction> rung_action_named(std::string_view);

// One step of a ladder: what happens when a duty is not done after so much working time.
struct Rung {
    WorkSpan after{};
    RungAction action = RungAction::remind;
    std::string to{};  // of escalate: a member; empty: the head of the team
};

// What it means when nobody answers in time.
enum class Silence { missed, accepted };

struct DutyPlan {
    Duty duty = Duty::accept;
    WorkSpan within{};  // since the hand-off, in working time of the owner's calendar
    Silence silence = Silence::missed;
    std::vector<Rung> ladder{};  // strictly later and later
};

// What Marketing owes with every lead, or every month.
struct MarketingPlan {
    std::vector<std::string> filled{};     // fields that are known at the hand-off
    int score_reasons = 0;                 // how many reasons stand beside the score
    std::optional<double> rejected_at_most{};  // percent of the hand-offs of a month
    std::optional<std::int64_t> volume_at_least{};  // hand-offs a month
};

struct AgreementPlan {
    std::vector<DutyPlan> sales{};  // in the order of kDuties; a duty that is not promised is missing
    MarketingPlan marketing{};
    int reassign_at_most = 2;  // the next one after so many owners is the fallback

    const DutyPlan* duty(Duty) const;
};

// Why Sales may say no, and what becomes of the lead then.
struct RejectReason {
    std::string name{};
    std::map<std::string, std::string, std::less<>> label{};  // by language
    std::string to{};      // the stage it goes to
    std::string tag{};     // set in the email tools; empty: none
    int quiet_days = 0;    // no hand-off, and nothing from Marketing, for so long
};

}  // namespace crosswalk
