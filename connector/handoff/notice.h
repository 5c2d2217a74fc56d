// connector/handoff/notice.h - who is told what, in their language: a notice as data that a channel adapter
// renders. Pure.
#pragma once

#include "connector/handoff/lead_brief.h"
#include "connector/mapping/model/message_pattern.h"

namespace crosswalk::handoff {

// Something that happened, for which somebody may have to be told.
struct Occasion {
    NoticeTrigger::On on = NoticeTrigger::On::handed_off;
    std::string stage{};                                 // entered, or stuck in, or handed off
    int days = 0;                                        // of stuck: for how long
    std::map<std::string, Value, std::less<>> before{};  // of crosses: the fields as they were
    std::string owner{}, previous_owner{}, team{};       // of the lead, as far as they are known
    std::string by{};                                    // the member who acted
    std::string reason{};                                // of a rejection
    std::string duty{};                                  // of a reminder or an escalation
    std::optional<Millis> deadline{};
    Labels stage_label{};
    std::string link{};     // to the decision page or the record
    std::int64_t open = 0;  // how many hand-offs the receiver has open
};

struct Notice {
    std::string to{};  // a member
    std::string language{};
    std::vector<std::pair<std::string, std::string>>
        channels{};                 // and addresses, the first to be tried first
    std::string subject{}, body{};  // plain text: a channel escapes it as it must
    LeadBrief brief{};
    std::string template_name{};
};

// Whether a row of the plan means it, by what is cheap to know: the values of the lead.
bool means_somebody(const HandoffPlan&, const Occasion&, const LeadStory& values);

// One notice a person, by the first row that means them, in file order. Faults: notice.pattern, of a template
// that `check` would have refused.
Result<std::vector<Notice>> notices_for(const HandoffPlan&, const Occasion&, const LeadStory&);

boost::json::object to_json(const Notice&);

}  // namespace crosswalk::handoff
