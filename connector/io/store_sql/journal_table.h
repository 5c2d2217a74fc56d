// connector/io/store_sql/journal_table.h - the deliveries that were taken in.
#pragma once

#include "connector/io/store_sql/dictionary.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

class JournalTable : public Journal {
public:
    JournalTable(SqlConnection& db, Books& books, LeadNumbers& numbers)
        : db_(db), books_(books), numbers_(numbers) {}
    Result<std::optional<Seq>> append(const NewEvent&) override;
    Result<std::vector<Event>> after(Seq mark, std::size_t limit) override;
    Result<std::optional<Event>> load(Seq) override;
    Result<bool> mark_seen(std::string_view connection, std::string_view event_key, Millis now) override;
    Result<void> link_lead(Seq, const LeadId&) override;
    Result<std::size_t> prune(Millis before, Millis parked_before) override;
    Result<void> empty(Seq) override;
    // Empties what told of this lead, and what asked for it.
    Result<void> forget_lead(std::int64_t number);
    Result<Seq> newest() override;
    // The same, of the one who gives them out and remembers what it gave.
    Result<Seq> last_given();

private:
    Result<Seq> next_seq();
    Result<Seq> applied();
    Result<std::size_t> prune_events(Millis before, Millis parked_before);
    SqlConnection& db_;
    Books& books_;
    LeadNumbers& numbers_;
    Seq last_ = 0;
};

}  // namespace crosswalk::sql
