// adapters/activecampaign/pending_reads.h - what a read still has to ask about single contacts, a turn each. Private
// to this folder.
#pragma once

#include "adapters/activecampaign/parse_contact.h"

namespace crosswalk::activecampaign {

// One letter and the id of a contact: "c42" the contact, "s42" its scores, "l42" its lists, "t42" its tags.
struct Steps {
    bool more = false;     // of a poll: how it ends
    std::string cursor{};  // of a poll: where the next one begins
    std::vector<std::string> left{};

    void add(char what, const VendorId& id) { left.push_back(what + id.text); }
};
std::string memo_of(const Steps&);
Steps steps_of(std::string_view memo);

HttpRequest ask_step(const Steps&);
// Reads the answer to the first step and takes it off, and with it those it made needless.
// A contact that is not there is `gone`.
Result<Page> answer_of_step(const ReadQuery&, const Wanted&, Steps&, const HttpResponse&);

}  // namespace crosswalk::activecampaign
