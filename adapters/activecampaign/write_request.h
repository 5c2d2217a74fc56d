// adapters/activecampaign/write_request.h - what a write asks for beside a contact's own fields, and what cannot be
// asked for at all. Private to this folder.
#pragma once

#include "adapters/activecampaign/internal.h"

namespace crosswalk::activecampaign {

struct TagWish {
    std::string name{};
    bool has = false;
};

struct Wishes {
    bool leave_all = false;
    std::vector<std::string> leave{}, join{};  // ids of lists
    std::vector<TagWish> tags{};
    bool fields = false;  // something of the contact itself

    bool consent() const { return leave_all || !leave.empty() || !join.empty(); }
};
// What is understood of the record; what is not is `inexpressible`.
Wishes wishes_of(const Record&);

// What ActiveCampaign has no way to be told, as far as nothing at all may be sent.
std::optional<Outcome> unsendable(const WriteBatch&, const Record&);
// The same of the contact's own fields. Consent does not wait for it.
std::optional<Outcome> inexpressible(const WriteBatch&, const Record&);

}  // namespace crosswalk::activecampaign
