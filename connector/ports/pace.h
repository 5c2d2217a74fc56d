// connector/ports/pace.h - how far applying is behind what was taken.
#pragma once

#include "connector/lead/record.h"

#include <mutex>

namespace crosswalk {

// Intake tells what it took, the engine what it applied; both may ask how long something new would wait. Times are
// steady ones. Safe to share between threads.
class Pace {
public:
    using Length = std::chrono::milliseconds;

    // Applying stands at `mark`, as far as is known before anything is applied.
    void start(Seq mark);
    // The newest event that is on disk.
    void taken(Seq newest, Length steady);
    // Applying has come to `mark`; it took that long for so many events. `full`: more were waiting.
    struct Step {
        Seq mark = 0;
        std::size_t events = 0;
        Length took{}, ended{};
        bool full = false;
    };
    void applied(const Step&);
    // How long an event that is taken now waits until it is applied, by the pace of late; at least as long as nothing
    // was applied. Zero while nothing waits.
    Length delay(Length steady) const;

private:
    mutable std::mutex mutex_{};
    Seq newest_ = 0, mark_ = 0;
    Length since_{};                // when applying ended a step, or something began to wait
    double events_ = 0, took_ = 0;  // of late; the older the less
};

// A delivery is not taken while it would wait longer: what was taken is applied within ten seconds.
inline constexpr std::chrono::milliseconds kLongestDelay{4'000};
// What can be asked for later is not asked for while something would wait longer: news that vendors tell come first.
inline constexpr std::chrono::milliseconds kPollsWaitBehind{2'000};

}  // namespace crosswalk
