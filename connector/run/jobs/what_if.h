// connector/run/jobs/what_if.h - what another mapping would change, over everybody in the store. Reads only.
#pragma once

#include "connector/run/engine/engine_context.h"
#include "connector/sync/preview.h"

namespace crosswalk {

struct WhatIfQuestion {
    std::chrono::hours window{24 * 30};  // of the journal, for the steps
    bool restage = false;
};

struct CallForecast {
    std::int64_t writes = 0;   // calls that create or update
    std::int64_t lookups = 0;  // calls that look whether somebody is there already; at most
};

struct WhatIf {
    Impact forecast{};
    std::map<std::string, CallForecast, std::less<>> calls{};  // by connection
    Millis since{};                                            // where the window begins
    std::int64_t now_version = 0;                              // the mapping it is compared with
    bool restage = false;
};

// The difference that `next` would make to the mapping in force, page by page from what is committed.
// Nothing is sent and nothing is kept. May be called beside the running loops.
Result<WhatIf> what_if(const EngineContext&, const Mapping& next, const WhatIfQuestion&);

}  // namespace crosswalk
