// connector/lead/consent.h - whether a person may be written to (design promise 7).
#pragma once

#include "connector/lead/value.h"

namespace crosswalk {

// One latch: of one channel and scope of one lead. Closed by any opt-out; opened by proof alone.
struct ConsentState {
    bool closed = false;
    Millis at{};  // when the word that decides was said: the close while closed, the proof after it
    Precision precision = Precision::milliseconds;
    Seq event = 0;             // the delivery that said it; 0: it outlived what said it
    std::string connection{};  // who said it
    std::string proof{};       // how: "opted_out", "confirmed", "merge", "erased"
    bool operator==(const ConsentState&) const = default;
};

}  // namespace crosswalk
