// connector/run/inbound/apply.h - the journal, in order, one thread: news in, leads and writes out.
#pragma once

#include "connector/run/inbound/apply_context.h"
#include "connector/run/inbound/event_codec.h"
#include "connector/sync/ingest.h"

namespace crosswalk {

// An event with its news, decoded outside the store's thread.
struct Decoded {
    Event event{};
    std::vector<InboundEvent> news{};         // of a webhook
    std::vector<AskedChange> read{};  // of a read or poll
    std::optional<Fault> fault{};     // genuine, but unreadable
};
Decoded decode(const EngineContext&, Event);

inline constexpr std::size_t kApplyBatch = 256;

// Applies what is in the journal, at most `most` events. How many it got through.
std::size_t apply_step(EngineContext&, std::size_t most = kApplyBatch);

// How a change came to our ears.
struct ApplyOptions {
    bool may_repeat = false;           // it is replayed, so its event key is known already
    std::optional<Millis> asked_on{};  // it answers a question of ours, put then
};

// Applies one change inside a unit and says in which word it is booked. Books nothing itself.
Result<std::string_view> apply_change(const ApplyContext&, Change, const ApplyOptions& = {});

// A lookup found this record for a lead that had none there: links it, hears it out, and queues what it
// lacks.
Result<void> adopt(const ApplyContext&, const Change&, const LeadId&);

// Applies one event of a delivery inside a unit, and says in which word it is booked. Books nothing itself.
Result<std::string_view> apply_news(const ApplyContext&, const InboundEvent&);

// Applies one answer inside a unit: what waited for it is booked in the word the answer turns out to be. A
// poll answers nothing: its page may be older than the news that waits.
Result<void> apply_asked(const ApplyContext&, AskedChange);

// What stands for the record in a parked item about one event of a delivery that could not be read.
std::string part_name(std::size_t place);

// Applies one decoded event: its books, its news and the mark.
Result<void> apply_event(Transaction&, EngineContext&, const Mapping&, const Decoded&);

}  // namespace crosswalk
