// connector/app/cli/command_sender.h - the way out to the vendors for commands: within the budget of each account, which
// is shared with the service that runs on the same store, and patient with a vendor that limits.
#pragma once

#include "connector/app/config/config.h"
#include "connector/ports/clock.h"
#include "connector/ports/sender.h"

#include <functional>

namespace crosswalk {

// Asks the running service for one call to a path of a connection: how long to wait before asking again, zero where
// the call may go out, nothing where no service runs.
using TakeCall = std::function<std::optional<std::chrono::milliseconds>(
    const std::string& connection, const std::string& path
)>;
using Sleep = std::function<void(std::chrono::milliseconds)>;

// `config` and `clock` must outlive it.
std::unique_ptr<Sender> make_command_sender(
    const Config& config, const Clock& clock, std::unique_ptr<Sender> vendors, TakeCall, Sleep
);
// The same with the control socket of the configuration's store, and the thread's own sleep.
std::unique_ptr<Sender> make_command_sender(const Config& config, Clock& clock, Log&);

}  // namespace crosswalk
