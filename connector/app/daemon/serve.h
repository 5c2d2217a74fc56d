// connector/app/daemon/serve.h - the service: everything wired, started and stopped in order.
#pragma once

#include "connector/app/config/config.h"
#include "connector/ports/log.h"

#include <ostream>

namespace crosswalk {

// A whole Crosswalk in this process.
class Service {
public:
    // Faults: those of Workshop::open and of the servers.
    static Result<std::unique_ptr<Service>> start(const Config&, Log&, std::vector<Finding>& findings);
    virtual ~Service() = default;

    // Where it listens: "127.0.0.1:41234".
    virtual std::string public_address() const = 0;
    virtual std::string admin_address() const = 0;
    // Says so in the log when the store stops or starts taking writes. Called once a second.
    virtual void look_around() = 0;
    // Takes no more requests, answers those that are there, finishes what is in hand. Within 9 s; what was
    // acknowledged is on disk at any moment.
    virtual void stop() = 0;
};

// Makes SIGTERM, SIGINT and SIGHUP wait, also at any moment of the start, until `serve` looks for them. Call
// it before any thread starts.
void hold_ending_signals();

// Runs until SIGTERM or SIGINT; SIGHUP changes nothing. The first line of `out` says where it listens. The
// exit status.
int serve(const Config&, Log&, std::ostream& out, std::ostream& err);

}  // namespace crosswalk
