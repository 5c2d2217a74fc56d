// connector/run/vendor/handshake.h - a vendor that sends nothing before it was called back once.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// Keeps what must be called, so that it outlives the process; a later one takes the place of an earlier one.
Result<void> keep_confirmation(Transaction&, std::string_view connection, const HttpRequest&);

// Calls it, and again at growing distances until the vendor says yes; meanwhile `status` names it. True when it did.
bool confirm_step(EngineContext&, ConnectionRuntime&);

}  // namespace crosswalk
