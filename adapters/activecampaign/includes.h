// adapters/activecampaign/includes.h - what a list of contacts carries along when it is asked to (`include`),
// and what must still be asked of each contact. Private to this folder.
#pragma once

#include "adapters/activecampaign/parse_contact.h"

namespace crosswalk::activecampaign {

// Seen in no document for a list, only in programs of others; where it is not known it is ignored (sheet,
// section 3).
struct Along {
    bool scores = false, values = false, lists = false, tags = false;
};

// "scoreValues,contactLists": what to ask for.
std::string included(const Wanted&);

struct Carried {
    std::vector<Change> changes{};         // one for each contact of the list, in its order
    std::vector<Change> beside{};          // lists and tags, which have times of their own
    std::vector<Unreadable> unreadable{};  // rows that name no contact
    Along along{};
};
// Nothing where the body holds no list of contacts.
std::optional<Carried> carried(const Wanted&, const boost::json::value& body);

// The letters of the steps (steps.h) that each contact still needs. `contact_too`: its own fields as well.
std::string steps_each(const Wanted&, const Along&, bool contact_too);

}  // namespace crosswalk::activecampaign
