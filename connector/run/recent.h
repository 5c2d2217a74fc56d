// connector/run/recent.h - what was written where a moment ago, so that an answer or a webhook that was on
// its way meanwhile is not mistaken for somebody's newer word.
#pragma once

#include "connector/lead/record.h"

#include <deque>
#include <mutex>

namespace crosswalk {

// Remembers the fields of the last writes. Thread-safe; bounded by time and number. In memory only: after a
// restart nothing is on its way any more but what the journal holds.
class RecentWrites {
public:
    struct Written {
        Millis at{};                                   // when it was settled
        std::optional<boost::json::value> replaced{};  // what the tool held before, as far as we knew
    };
    using ByField = std::map<std::string, Written, std::less<>>;

    void wrote(const RecordKey&, const Fields& sent, const RecordState& before, Millis now);
    // What was written to this record lately; empty for most.
    ByField of(const RecordKey&, Millis now) const;

private:
    void forget(Millis now);

    mutable std::mutex mutex_;
    std::map<RecordKey, ByField> written_{};
    std::deque<std::pair<Millis, RecordKey>> order_{};
};

}  // namespace crosswalk
