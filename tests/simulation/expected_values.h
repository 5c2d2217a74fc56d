// What each field of a person must show when everything is at rest.
#pragma once

#include "snapshot.h"
#include "sim_mapping.h"
#include "sim_world.h"

namespace crosswalk::simulation {

// Of every person and field: of how many it could be told who must win.
struct Judged {
    int certain = 0, open = 0;
};

struct Winner {
    Value value{};
    std::string among{};  // who said what, for the complaint
};

// The value that must have won; nothing: it cannot be told, since a word may have been lost, crossed with a
// write of ours, or been said with a time that was not believed.
std::optional<Winner> expected(const SimWorld&, const Snapshot&, const Snapshot::Person&, const FieldRule&);

}  // namespace crosswalk::simulation
