// connector/run/outbound/hold_unread.h - a field that the vendor does not let us read stands still: nobody's edit
// there is written over unseen (run/vendor/outage.h).
#pragma once

#include "connector/run/outbound/deliver.h"

namespace crosswalk {

inline constexpr std::chrono::minutes kHeldUnread{1};

// Takes out of a linked job the fields that cannot be read there for now, but for consent, which is never
// held up, and queues them for later. What was never read of the record is asked for, and waits for the
// answer. True where that is the whole job: it is settled, to come back later as it is.
Result<bool> hold_unread(const DeliveryContext&, Job&);

}  // namespace crosswalk
