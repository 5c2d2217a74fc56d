// connector/run/jobs/reconciliation_result.h - what a comparison of one connection with what we know brought.
#pragma once

#include "connector/lead/lead.h"

namespace crosswalk {

// A tool shows another value than it should, and nothing is on its way that would change that.
struct Drift {
    LeadId lead{};
    std::string who{};  // the e-mail address, or what else the person is recognised by
    VendorKind kind{};
    VendorId record{};
    std::string field{};            // canonical
    Value here{}, there{};          // in canonical words; cut after 200 bytes
    std::optional<Millis> since{};  // when somebody said what stands here
    bool queued = false;            // a write will put it right
    std::string waits{};            // why a person must look first; empty: nobody need
};

inline constexpr std::size_t kMostDrifts = 1'000;  // kept; the others are only counted

struct Comparison {
    std::string connection{};
    bool fix = false, finished = false;
    Millis began{};
    std::optional<Millis> ended{};
    std::int64_t pages = 0, read = 0;  // records
    std::int64_t recovered = 0;        // changes that nobody had told us
    std::int64_t strangers = 0;        // records nobody told us of, since they did not change since we listen
    std::int64_t drifting = 0;         // values, counted all
    std::int64_t queued = 0;           // of them: on their way by now
    std::int64_t on_their_way = 0;     // values that differ only because their write has not left yet
    std::vector<Drift> drifts{};       // the first kMostDrifts
    std::string trouble{};             // why it does not go on for now, or did not read to the end
};

}  // namespace crosswalk
