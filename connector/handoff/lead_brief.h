// connector/handoff/lead_brief.h - why a lead is worth a call, as data that every channel can show in its own
// way. Pure.
#pragma once

#include "connector/lead/lead.h"
#include "connector/mapping/model/handoff_plan.h"
#include "connector/mapping/model/scoring_plan.h"

namespace crosswalk::handoff {

// One thing that made the score what it is.
struct ScoreReason {
    std::string label{};  // "Booked a demo"
    double points = 0;    // may be below zero
    Millis at{};
};

// What the person did: a click, a form, an opened page.
struct Engaged {
    std::string what{};   // in the tool's word
    std::string where{};  // the connection
    Millis at{};
};

// What is known of a lead when its owner is told.
struct LeadStory {
    std::map<std::string, Value, std::less<>> facts{};  // canonical fields
    std::vector<ScoreReason> reasons{};
    std::vector<Engaged> engaged{};
    std::string source{}, campaign{};  // where nothing better is known than the fields of that name
};

struct LeadBrief {
    std::string name{};  // "Nguyễn Văn An"; else the company, the e-mail address or the telephone number
    std::string company{}, email{}, phone{};
    std::optional<double> score{};
    std::vector<ScoreReason> reasons{};  // the main ones, at most kMainReasons, the weightiest first
    std::string source{}, campaign{};
    std::vector<Engaged> clicked{};  // the latest, at most kMainReasons, the newest first
    std::string say{};               // in the language of the receiver; empty: nothing fits
};
inline constexpr std::size_t kMainReasons = 3;

// What makes the score, rule by rule, as much as is left of it now; rules that give nothing any more left out.
std::vector<ScoreReason> reasons_of(const ScoringPlan&, const Lead&, Millis now);

// What the lead's values alone tell.
LeadStory story_of_values(const Lead&);

// In one language. Fields go by the names of the shipped mapping: given_name, family_name, company, email,
// phone, lead_score, source, campaign.
LeadBrief brief_of(const HandoffPlan&, const LeadStory&, std::string_view language);

boost::json::object to_json(const LeadBrief&);

}  // namespace crosswalk::handoff
