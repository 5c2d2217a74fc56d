// connector/run/jobs/rollout.h - brings the people who are known already along to a mapping that came into force,
// and takes back what one that was undone wrote. A job in the store: a unit at a time, a few units a tick, it
// goes on where it was after a restart.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

struct Rollout {
    enum class Phase {
        people,  // lead by lead, in the order of their ids
        values,  // write by write of the versions that were undone
        done
    };
    // A version whose writes are taken back, and the row of the history to go on from.
    struct Undone {
        std::int64_t version = 0, row = 0;
    };

    std::int64_t version = 0;  // the mapping that came into force
    bool restage = false;      // promote everybody who meets `enter_when` as he is
    std::vector<Undone> undone{};
    Phase phase = Phase::people;
    LeadId mark{};
    std::int64_t people = 0, changed = 0;      // looked at; of whom something changed or must be written
    std::int64_t promoted = 0, held_back = 0;  // of `restage`: the second by `surge`
    std::int64_t put_back = 0;                 // values on their way back into a tool
    std::int64_t left_changed = 0;             // somebody changed them since
    std::int64_t left_out = 0;                 // their tool is not mapped any more
    std::int64_t left_unknown = 0;             // what stood there before was never heard
    Millis since{};
    std::optional<Millis> ended{};
};
std::string_view to_string(Rollout::Phase);

// To be called in the unit that brings the version into force. What an earlier roll-out had still to take
// back is taken over.
Result<void> begin_rollout(Transaction&, Rollout);
// Of this version; nothing where nobody had to be brought along.
Result<std::optional<Rollout>> rollout_of(Transaction&, std::int64_t version);

// A few units of the roll-out of the mapping in force. True when it did something. Only the ticking thread
// steps it.
bool rollout_step(EngineContext&);

}  // namespace crosswalk
