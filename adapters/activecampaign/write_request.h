// adapters/activecampaign/write_request.h - which memberships a write asks for, and what cannot be asked for at all.
// Private to this folder.
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

    bool consent() const { return leave_all || !leave.empty() || !join.empty(); }
};
Wishes wishes_of(const Record&);

// What ActiveCampaign has no way to be told: then nothing is sent of this record.
std::optional<Outcome> unsendable(const WriteBatch&, const Record&);

}  // namespace crosswalk::activecampaign
