// webhooks/intake/intake.h - a verified delivery goes into the journal, and only then is it answered.
#pragma once

#include "connector/ports/clock.h"
#include "connector/ports/store.h"
#include "webhooks/route/hooks.h"
#include "webhooks/server/http_server.h"

#include <atomic>
#include <functional>
#include <memory>

namespace crosswalk {

// Since the start. `accepted` counts what is on disk; `stale` what was genuine but too old to take; `refused`
// what was genuine but could not be taken: too large, encoded, or trouble of our own.
struct IntakeCounts {
    std::atomic<std::uint64_t> accepted = 0, forged = 0, stale = 0, refused = 0;
};

// Answers everything on the public edge. Safe to share between threads; the answers may come after it is
// gone.
class Intake {
public:
    // `store` and `clock` outlive it and every answer. `on_new_event` runs on the store's thread after each
    // commit that brought something new: keep it short.
    Intake(Hooks, Store& store, const Clock& clock, std::function<void()> on_new_event);

    // Never blocks. Our own trouble is the vendor's `busy`, never another 4xx.
    void handle(ServerRequest, Respond) const;

    // The largest body this target takes, for ServerLimits; 0 when it has no opinion.
    std::size_t body_limit(std::string_view target) const;

    const IntakeCounts& counts() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace crosswalk
