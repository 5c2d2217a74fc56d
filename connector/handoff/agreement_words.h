// connector/handoff/agreement_words.h - the words of the agreement in both languages. Of this room alone.
#pragma once

#include "connector/handoff/agreement.h"
#include "connector/mapping/model/message_pattern.h"

namespace crosswalk::handoff::words {

enum class Key {
    title,
    parties,
    marketing,
    sales,
    agreed_on,
    review_by,
    handed_off,
    means,
    fits,
    does_not_fit,
    team_gets_it,
    sales_promises,
    duty,
    within,
    when_silent,
    then,
    accept,
    contact,
    decide,
    silence_missed,
    silence_accepted,
    remind,
    escalate,
    escalate_head,
    reassign,
    at_most_owners,
    working_time,
    marketing_promises,
    fields_filled,
    score_reasons,
    rejected_at_most,
    volume_at_least,
    rejecting,
    reason,
    goes_to,
    tag,
    quiet,
    days,
    hours,
    day,
    calendar_of,
    closed,
    worked_in,
    every_day,
    who,
    team,
    members,
    head,
    fallback,
    signature,
    version,
    no_version
};

// The pattern in a language, English where it is not "vi".
std::string_view pattern(Key, std::string_view language);
std::string said(Key, std::string_view language, const message::Arguments& = {});

// The working hours of one calendar.
AgreementSection hours_section(const CalendarPlan&, const std::string& language);

}  // namespace crosswalk::handoff::words
