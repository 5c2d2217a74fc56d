// adapters/activecampaign/pending_reads.h - what a read still has to ask about single contacts, a call each.
// Private to this folder.
#pragma once

#include "adapters/activecampaign/parse_contact.h"

namespace crosswalk::activecampaign {

// What to ask of one contact, a letter for each: 'c' the contact, 's' its scores, 'l' its lists, 't' its
// tags. The first is called, and knows what comes behind it; no letters: no call.
Calls ask_one(const VendorId&, std::string_view letters);
// True of the answers to those.
bool is_about_one(const Call&);
// Reads the answer, and goes on with what is left. A contact that is not there is `gone`.
Result<Calls> parse_one(const Wanted&, const Call&, const Answer&, Page&);

}  // namespace crosswalk::activecampaign
