// connector/ports/journal.h - the deliveries and pages that were taken in, byte for byte.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/lead/lead.h"

namespace crosswalk {

enum class EventKind { webhook, read, poll };
std::string_view to_string(EventKind);

struct NewEvent {
    std::string connection{};
    EventKind kind = EventKind::webhook;
    Seq parent = 0;             // of a `read`: the delivery that asked for it
    Delivery delivery{};        // the target redacted, only the kept headers
    std::string delivery_id{};  // empty: the vendor names none
    std::string memo{};         // of a read or poll: what the engine needs to interpret the body
};
struct Event : NewEvent {
    Seq seq = 0;
    bool intact = true;  // false: the row's checksum does not fit; its body must not be used
};

class Journal {
public:
    virtual ~Journal() = default;
    // Nothing when a delivery with this id was taken within the last 7 days; it is booked as a duplicate.
    // Books the delivery as waiting otherwise.
    virtual Result<std::optional<Seq>> append(const NewEvent&) = 0;
    // The newest number given out, also where its row was forgotten since.
    virtual Result<Seq> newest() = 0;
    virtual Result<std::vector<Event>> after(Seq mark, std::size_t limit) = 0;
    virtual Result<std::optional<Event>> load(Seq) = 0;
    // True the first time this connection names this event key.
    virtual Result<bool> mark_seen(std::string_view connection, std::string_view event_key, Millis now) = 0;
    // This delivery told of this lead: so it can be found again when the person is erased, or asks why.
    virtual Result<void> link_lead(Seq, const LeadId&) = 0;
    // Removes what this delivery said; its row stays for the books.
    virtual Result<void> empty(Seq) = 0;
    // Forgets events received before `before`, parked ones before `parked_before`, and event keys. Never what
    // is not yet applied.
    virtual Result<std::size_t> prune(Millis before, Millis parked_before) = 0;
};

}  // namespace crosswalk
