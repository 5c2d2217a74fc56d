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
    std::optional<Millis> pruned{}, offered{};  // when; of the ticking thread
    std::vector<std::jthread> threads{};
};

// Replays one parked item inside a unit. False when there is no such item.
Result<bool> replay_one(Transaction&, World&, const Mapping&, std::int64_t id);
// Gives up on one parked item.
Result<bool> drop_one(Transaction&, World&, const Mapping&, std::int64_t id);
// A person chose among several: a record for a lead that waits to be written, or a lead for a record that
// waits to be heard. Kept for ever. False when there is no such item. Faults: "parked.not_a_choice",
// "parked.taken".
Result<bool> choose_one(Transaction&, World&, const Mapping&, std::int64_t id, const std::string& chosen);
// Queues everything the lead should look like and does not.
Result<void> sync_lead(Transaction&, World&, const Mapping&, const LeadId&);

}  // namespace crosswalk
