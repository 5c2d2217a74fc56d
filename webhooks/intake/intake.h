// webhooks/intake/intake.h - a verified delivery goes into the journal, and only then is it answered.
#pragma once

#include "connector/crypto/scrubber.h"
#include "connector/ports/clock.h"
#include "connector/ports/pace.h"
#include "connector/ports/store.h"
#include "webhooks/intake/key_cache.h"
#include "webhooks/route/endpoints.h"
#include "webhooks/server/http_server.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>

namespace crosswalk {

// Since the start. `accepted` counts what is on disk; `stale` what was genuine but too old to take; `refused`
// what was genuine but could not be taken: too large, encoded, or trouble of our own.
struct IntakeCounts {
    std::atomic<std::uint64_t> accepted = 0, forged = 0, stale = 0, refused = 0;
};

// What one connection's deliveries were refused with since the start, whoever refused them.
struct RefusedDeliveries {
    std::map<int, std::uint64_t> by_status{};
    int last_status = 0;
    Millis last_at{};
};
// By connection; under "" what belongs to none that is configured.
using RefusedByConnection = std::map<std::string, RefusedDeliveries, std::less<>>;

// What an edge may do without; null: it does.
struct IntakeParts {
    std::shared_ptr<const crypto::Scrubber> scrubber{};  // what it knows never gets into the journal
    std::shared_ptr<KeyCache> keys{};                    // for vendors that publish the keys they sign with
    Pace* pace = nullptr;  // what would wait too long to be applied is not taken; outlives every answer
};

// Answers everything on the public edge. Safe to share between threads; the answers may come after it is
// gone.
class Intake {
public:
    // `store` and `clock` outlive it and every answer. `on_new_event` runs on the store's thread after each
    // commit that brought something new: keep it short.
    Intake(
        WebhookEndpoints,
        Store& store,
        const Clock& clock,
        std::function<void()> on_new_event,
        IntakeParts = {}
    );

    // Never blocks. Our own trouble is the vendor's `busy`, never another 4xx; so is a key that must be
    // fetched first.
    void handle(ServerRequest, Respond) const;

    // For ServerLimits: what a request is answered whatever its body says. Forgeries whose head looks right
    // are not among them: their bodies are read and hashed like genuine ones, so that the time tells nothing.
    std::optional<ServerAnswer> early_answer(const ServerRequest& head) const;

    // The largest body this target takes, for ServerLimits; 0 when it has no opinion.
    std::size_t body_limit(std::string_view target) const;

    const IntakeCounts& counts() const;

    // What the vendor behind this target must hear to send the same again; nothing where there is none.
    std::optional<ServerAnswer> busy_answer(std::string_view method, std::string_view target) const;

    // Counts what the server refused before it came here, for ServerLimits.
    void note_refused(std::string_view method, std::string_view target, int status) const;
    RefusedByConnection refused() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace crosswalk
