// connector/run/jobs/backfill_result.h - how far the first reading of a connection's records is, and what it brought.
#pragma once

#include "connector/contract/values.h"

#include <set>

namespace crosswalk {

struct BackfillRequest {
    std::set<std::string> fields{};  // canonical; empty: all that the mapping reads there
    std::optional<Millis> since{};   // only what changed since then; nothing: everything
    bool dry_run = false;            // reads and counts, and keeps nothing
};
enum class BackfillOrder { pause, resume, stop };

struct Backfill {
    std::string connection{};
    BackfillRequest request{};
    bool finished = false, paused = false, stopped = false;
    Millis began{};
    std::optional<Millis> ended{};
    std::chrono::milliseconds worked{0};                        // without pauses and the time nothing ran
    std::int64_t pages = 0;                                     // one call each, or a few
    std::int64_t read = 0, news = 0;                            // records; of them, with something that was not known
    std::int64_t strangers = 0;                                 // of `news`: nobody knew them
    std::int64_t left_out = 0;                                  // strangers, since single fields make nobody known
    std::int64_t expected = 0;                                  // records, as the last whole reading counted; 0: not known
    std::map<std::string, std::int64_t, std::less<>> fields{};  // by canonical field: records that show another value
    std::map<std::string, std::int64_t, std::less<>> writes{};  // by connection: records that would be written
    std::map<std::string, std::int64_t, std::less<>> calls{};   // by connection: the calls that takes at least
    std::string trouble{};                                      // why it stands still for now
};

}  // namespace crosswalk
