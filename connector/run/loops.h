// connector/run/loops.h - the engine's inside: the shared world, its threads, and putting parked things back
// in line.
#pragma once

#include "connector/run/world.h"

#include <thread>

namespace crosswalk {

class EngineLoops {
public:
    explicit EngineLoops(Store& s, Sender& out, Clock& c, Log& l) : world(s, out, c, l) {}
    World world;
    Bell ending{};
    std::atomic<std::ptrdiff_t> ended{0};
    std::vector<std::jthread> threads{};
};

// Replays one parked item inside a unit. False when there is no such item.
Result<bool> replay_one(Transaction&, World&, const Mapping&, std::int64_t id);
// Gives up on one parked item.
Result<bool> drop_one(Transaction&, std::int64_t id);
// Queues everything the lead should look like and does not.
Result<void> sync_lead(Transaction&, World&, const Mapping&, const LeadId&);

}  // namespace crosswalk
