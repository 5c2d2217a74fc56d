// connector/contract/mail_news.h - what the events of a mail tool tell: what somebody did with a mail, and that they
// want no more of it.
#pragma once

#include "connector/contract/events.h"

#include <span>

namespace crosswalk {

// One word of a tool.
struct MailMeaning {
    std::string_view event{};
    std::string_view engagement{};  // "delivered", "opened", "opened_by_machine", "clicked", "clicked_by_machine",
                                    // "bounced", "soft_bounced", "complained", "unsubscribed";
                                    // empty: an opt-out that is not their doing, or is told as that elsewhere
    bool opts_out = false;
    bool is_old = false;  // the opt-out stood before: the tool kept back a mail for it, and nobody said anything now
};
// Null where a word means nothing to us.
const MailMeaning* meaning_of(std::span<const MailMeaning>, std::string_view event);

struct MailEvent {
    Change about{};          // whom it is about, when it was, and the fields that it tells
    std::string closes{};    // what an opt-out closes: "preferences/all"
    std::string distinct{};  // what tells the event from all others; empty: every delivery is new
    std::string link{}, campaign{};  // as in Engagement
};
// The opt-out, where it is one, and the engagement, each heard once.
void add_mail_news(const MailMeaning&, const MailEvent&, std::vector<InboundEvent>& out);

}  // namespace crosswalk
