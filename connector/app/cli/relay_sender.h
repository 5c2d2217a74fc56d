// connector/app/cli/relay_sender.h - the way out of a command for connections whose tokens the running service has.
#pragma once

#include "connector/app/config/config.h"
#include "connector/ports/sender.h"

namespace crosswalk {

// Lets the service make the call (a GET) for connections that a person let in with a browser; all others, and all of
// them where no service runs, go by `others`. The configuration outlives it.
std::unique_ptr<Sender> make_relay_sender(const Config&, std::unique_ptr<Sender> others);

}  // namespace crosswalk
