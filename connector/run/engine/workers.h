// connector/run/engine/workers.h - the engine's inside: the shared world, its threads, and putting parked things back
// in line.
#pragma once

#include "connector/run/engine/engine_context.h"

#include <functional>
#include <thread>

namespace crosswalk {

class Workers {
public:
    explicit Workers(const EnginePorts& ports) : context(ports) {}
    EngineContext context;
    WakeSignal ending{};
    std::atomic<std::ptrdiff_t> ended{0};
    bool standing = false;  // of the ticking thread: the timers that come again for ever are set
    std::vector<std::jthread> threads{};

    // A thread of its own for this; counted in `ended` when it returns.
    void run(std::function<void()> body);
    // The threads of one connection: those that write, as many as the vendor takes calls at once, and the one that
    // reads.
    void serve(ConnectionRuntime&);
};

Fault unknown_connection(std::string_view name);
// Replays one parked item inside a unit. False when there is no such item.
Result<bool> replay_one(Transaction&, EngineContext&, const Mapping&, std::int64_t id);
// What a person's word about a parked item causes: no delivery stands behind it.
Event word_of_a_person(const EngineContext&, const Parked&);
// Gives up on one parked item.
Result<bool> drop_one(Transaction&, EngineContext&, const Mapping&, std::int64_t id);
// A person's word on who is who, about one parked item; kept for ever. False when there is no such item.
// Which one it is: a record for a lead that waits to be written, or a lead for a record that waits to be heard.
// Faults: "parked.not_a_choice", "parked.taken".
Result<bool> choose_one(Transaction&, EngineContext&, const Mapping&, std::int64_t id, const std::string& chosen);
// The leads that the item is about, and `with`, are one person. Fault: "parked.which_lead".
Result<bool> join_parked(Transaction&, EngineContext&, const Mapping&, std::int64_t id, const std::optional<LeadId>& with);
// The record that the item is about (or `record`), and its lead, are somebody else. Faults:
// "parked.not_a_choice", "parked.which_record".
Result<bool> keep_apart(Transaction&, EngineContext&, const Mapping&, std::int64_t id, const std::string& record);
// Queues everything the lead should look like and does not.
Result<void> sync_lead(Transaction&, EngineContext&, const Mapping&, const LeadId&);

}  // namespace crosswalk
