// connector/run/engine/connection_status.h - what a person sees of a connection.
#pragma once

#include "connector/run/engine/connection_setup.h"

namespace crosswalk {

// What cannot be read of one connection, while the rest goes on: a field, a whole kind, or the list of what changed.
struct ReadTrouble {
    std::string what{};  // "field", "kind", "poll", "comparison", "webhook"
    VendorKind kind{};
    std::string field{};  // the vendor's name; of a field
    std::string code{}, says{}, advice{};
    Millis since{};
};

// What a person wants to know about one connection at a glance.
struct ConnectionStatus {
    std::string name{}, vendor{};
    Mode mode = Mode::watch;
    std::string state{};   // "ok", "paused", "reconnect", "unreachable", "limited", "degraded", "watching"
    std::string detail{};  // the vendor's words, or who paused it
    std::int64_t writes_waiting = 0;    // until the tool has answered
    std::int64_t opt_outs_refused = 0;  // by this tool, of people who are opted out: offered again every hour
    std::optional<Millis> last_heard{}, last_written{};
    std::int64_t calls = 0, would_write = 0;  // since start; would_write: what `watch` and `only` held back
    std::optional<Millis> quiet_since{};      // it usually speaks, and has not since then
    double usually_an_hour = 0;               // deliveries; of a quiet one
    std::optional<Millis> waits_until{};      // the vendor asked to be left alone until then
    std::vector<ReadTrouble> troubles{};
};

}  // namespace crosswalk
