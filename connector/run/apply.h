// connector/run/apply.h - the journal, in order, one thread: news in, leads and touches out.
#pragma once

#include "connector/run/news.h"
#include "connector/run/world.h"
#include "connector/sync/hear.h"

namespace crosswalk {

// An event with its news, decoded outside the store's thread.
struct Decoded {
    Event event{};
    std::vector<News> news{};         // of a webhook
    std::vector<AskedChange> read{};  // of a read or poll
    std::optional<Fault> fault{};     // genuine, but unreadable
};
Decoded decode(const World&, Event);

inline constexpr std::size_t kApplyBatch = 256;

// Applies what is in the journal, at most `most` events. How many it got through.
std::size_t apply_step(World&, std::size_t most = kApplyBatch);

// How a change came to our ears.
struct Hearsay {
    bool may_repeat = false;           // it is replayed, so its event key is known already
    std::optional<Millis> asked_on{};  // it answers a question of ours, put then
};

// Applies one change inside a unit and says in which word it is booked. Books nothing itself.
Result<std::string_view> apply_change(
    Transaction&, World&, const Mapping&, const Event&, Change, const Hearsay& = {}
);

// A lookup found this record for a lead that had none there: links it, hears it out, and queues what it
// lacks.
Result<void> adopt(Transaction&, World&, const Mapping&, const Event&, const Change&, const LeadId&);

// Applies one event of a delivery inside a unit, and says in which word it is booked. Books nothing itself.
Result<std::string_view> apply_news(Transaction&, World&, const Mapping&, const Event&, const News&);

// What stands for the record in a parked item about one event of a delivery that could not be read.
std::string part_name(std::size_t place);

// Applies one decoded event: its books, its news and the mark.
Result<void> apply_event(Transaction&, World&, const Mapping&, const Decoded&);

}  // namespace crosswalk
