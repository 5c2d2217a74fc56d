// connector/io/store_sqlite/tables.h - the Store port's parts over one database connection.
#pragma once

#include "connector/io/store_sqlite/history_table.h"
#include "connector/io/store_sqlite/identity_table.h"
#include "connector/io/store_sqlite/outbox_table.h"

namespace crosswalk::sqlite {

// Counts of one commit, kept in memory until the commit writes them once. A unit's counts are dropped with
// the unit.
class BookTable : public Books {
public:
    explicit BookTable(Database& db) : db_(db) {}
    void add(std::string_view connection, Book, std::string_view word, std::int64_t n) override;
    Result<AllBooks> all() override;

    void keep_unit();
    void drop_unit() { unit_.clear(); }
    void drop_commit();
    Result<void> flush();
    // Counts this commit in the store itself, and says how many there were.
    Result<std::int64_t> count_commit();
    Result<std::int64_t> commits();

private:
    using Key = std::tuple<std::string, int, std::string>;
    Database& db_;
    std::map<Key, std::int64_t> unit_{}, commit_{};
};

class JournalTable : public Journal {
public:
    JournalTable(Database& db, Books& books, LeadNumbers& numbers)
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
    // The newest number given out, also where its row was forgotten since.
    Result<Seq> newest();

private:
    Result<Seq> next_seq();
    Result<std::size_t> prune_events(Millis before, Millis parked_before);
    Database& db_;
    Books& books_;
    LeadNumbers& numbers_;
    Seq last_ = 0;
};

class LeadTable : public Leads {
public:
    LeadTable(Database& db, LeadNumbers& numbers, Joins& joins) : db_(db), numbers_(numbers), joins_(joins) {}
    Result<std::optional<Lead>> load(const LeadId&) override;
    Result<void> save(const Lead&) override;
    Result<std::vector<LeadId>> matching(std::string_view key, std::string_view value) override;
    Result<std::optional<RecordState>> record(const RecordKey&) override;
    Result<std::vector<RecordState>> records_of(const LeadId&) override;
    Result<void> save(const RecordState&) override;
    // The row and its keys; its number and its records stay.
    Result<void> forget(const std::string& id);

private:
    Result<void> drop_keys(const std::string& id);
    Result<std::optional<Lead>> load_row(const std::string& id);
    Result<std::vector<RecordState>> records_in_rows_of(const std::string& lead);
    Database& db_;
    LeadNumbers& numbers_;
    Joins& joins_;
};

class ParkingTable : public ParkingLot {
public:
    explicit ParkingTable(Database& db) : db_(db) {}
    Result<std::int64_t> park(const Parked&) override;
    Result<std::optional<std::int64_t>> same_as(const Parked&) override;
    Result<std::vector<Parked>> list(std::size_t limit) override;
    Result<std::vector<Parked>> waiting_of(const RecordKey&, const LeadId&) override;
    Result<std::vector<Parked>> refused(std::string_view connection, const LeadId&) override;
    Result<std::optional<Parked>> take(std::int64_t id) override;

private:
    Database& db_;
};

class ReadTable : public ReadQueue {
public:
    explicit ReadTable(Database& db) : db_(db) {}
    Result<void> want(const ReadRequest&, Millis due) override;
    Result<std::vector<ReadRequest>> due(std::string_view connection, std::size_t limit, Millis now) override;
    Result<void> postpone(const RecordKey&, Millis again) override;
    Result<std::optional<ReadRequest>> waiting(const RecordKey&) override;
    Result<std::optional<ReadRequest>> take(const RecordKey&) override;
    Result<std::optional<Millis>> next_due(std::string_view connection) override;
    Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) override;

private:
    Database& db_;
};

class SettingTable : public Settings {
public:
    explicit SettingTable(Database& db) : db_(db) {}
    Result<std::optional<std::string>> get(std::string_view name) override;
    Result<void> put(std::string_view name, std::string_view value) override;
    Result<void> drop(std::string_view name) override;
    Result<std::vector<std::pair<std::string, std::string>>> starting_with(std::string_view prefix) override;

private:
    Database& db_;
};

// All of them over one connection.
struct Tables {
    Tables(Database& db, std::vector<std::string> suppression_keys)
        : words(db),
          numbers(db),
          joins(db),
          books(db),
          journal(db, books, numbers),
          leads(db, numbers, joins),
          history(db, words, numbers, joins),
          parked(db),
          outbox(db, books, parked, joins),
          reads(db),
          settings(db),
          identities(
              {db, journal, leads, history, outbox, books, numbers, joins}, std::move(suppression_keys)
          ),
          timers(db) {}
    Dictionary words;
    LeadNumbers numbers;
    Joins joins;
    BookTable books;
    JournalTable journal;
    LeadTable leads;
    HistoryTable history;
    ParkingTable parked;
    OutboxTable outbox;
    ReadTable reads;
    SettingTable settings;
    IdentityTable identities;
    TimerTable timers;
    Transaction transaction{
        journal, leads, history, outbox, reads, parked, books, settings, identities, timers};

    void keep_unit() { books.keep_unit(); }
    // What was rolled back must not be remembered either.
    void drop_unit() {
        books.drop_unit();
        words.forget();
        numbers.forget();
        history.forget();
    }
};

inline std::int64_t ms(Millis at) { return at.time_since_epoch().count(); }
inline Millis at_ms(std::int64_t value) { return Millis{std::chrono::milliseconds{value}}; }

}  // namespace crosswalk::sqlite
