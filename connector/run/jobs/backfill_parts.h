// connector/run/jobs/backfill_parts.h - the inside of a backfill: how far it is, and what a page counts.
#pragma once

#include "connector/contract/question.h"
#include "connector/run/jobs/backfill.h"

namespace crosswalk {

// Kept in the store after every page.
struct BackfillProgress {
    std::int64_t run = 0;  // tells one backfill of a connection from the next
    std::string kind{}, cursor{};
    Backfill so_far{};
};
Result<std::optional<BackfillProgress>> load_backfill(Transaction&, std::string_view connection);
Result<void> save_backfill(Transaction&, const BackfillProgress&);

// One connection's backfill while the engine runs; of its reading thread, but for `look`.
struct Backfilling {
    std::atomic<bool> look{true};  // the store may know of one to do
    std::optional<BackfillProgress> progress{};
    ListProgress list{};
    std::optional<Millis> again{};  // not before
    std::optional<Millis> last{};   // when the last page was done
    bool day_used = false;          // it waits for the vendor's day to have room
};
Backfilling& backfilling(ConnectionRuntime&);

// The vendor fields to ask for.
std::vector<std::string> fields_to_read(
    const Mapping&, const BackfillRequest&, std::string_view connection, std::string_view kind
);
// Of a record, what a page leaves to be read.
using LeftOpen = std::vector<std::pair<RecordKey, FieldSet>>;
// Leaves in a page what was asked for, and counts what it brings; nothing is changed in the store. With single fields
// asked for, people who are not known are taken out, since those fields alone make nobody known; those of the fields
// that the page does not tell are added to what is left open.
Result<void> count_page(Transaction&, const Mapping&, Page&, Backfill& into, LeftOpen&);
// It came to its end now; how many calls the writes that it brought take at least.
void finish_backfill(const EngineContext&, const Mapping&, Backfill&);

}  // namespace crosswalk
