// connector/io/store_sqlite/tables.h - the Store port's parts over one database connection.
#pragma once

#include "connector/io/store_sqlite/database.h"
#include "connector/ports/store.h"

#include <span>
#include <utility>

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

private:
    using Key = std::tuple<std::string, int, std::string>;
    Database& db_;
    std::map<Key, std::int64_t> unit_{}, commit_{};
};

class JournalTable : public Journal {
public:
    JournalTable(Database& db, Books& books) : db_(db), books_(books) {}
    Result<std::optional<Seq>> append(const NewEvent&) override;
    Result<std::vector<Event>> after(Seq mark, std::size_t limit) override;
    Result<std::optional<Event>> load(Seq) override;
    Result<bool> first_time(std::string_view connection, std::string_view event_key, Millis now) override;
    Result<std::size_t> prune(Millis before, Millis parked_before) override;

private:
    Result<Seq> next_seq();
    Result<std::size_t> prune_events(Millis before, Millis parked_before);
    Database& db_;
    Books& books_;
    Seq last_ = 0;
};

class LeadTable : public Leads {
public:
    explicit LeadTable(Database& db) : db_(db) {}
    Result<std::optional<Lead>> load(const LeadId&) override;
    Result<void> save(const Lead&) override;
    Result<std::vector<LeadId>> matching(std::string_view key, std::string_view value) override;
    Result<std::optional<RecordState>> record(const RecordKey&) override;
    Result<std::vector<RecordState>> records_of(const LeadId&) override;
    Result<void> save(const RecordState&) override;

private:
    Database& db_;
};

class HistoryTable : public History {
public:
    explicit HistoryTable(Database& db) : db_(db) {}
    Result<void> add(const HistoryRow&) override;
    Result<std::vector<HistoryRow>> of(const LeadId&, std::string_view field, std::size_t limit) override;

private:
    Database& db_;
};

class ParkingTable : public ParkingLot {
public:
    explicit ParkingTable(Database& db) : db_(db) {}
    Result<std::int64_t> park(const Parked&) override;
    Result<std::optional<std::int64_t>> same_as(const Parked&) override;
    Result<std::vector<Parked>> list(std::size_t limit) override;
    Result<std::optional<Parked>> take(std::int64_t id) override;

private:
    Database& db_;
};

class OutboxTable : public Outbox {
public:
    OutboxTable(Database& db, Books& books, ParkingLot& parked) : db_(db), books_(books), parked_(parked) {}
    Result<void> touch(const Touch&) override;
    Result<std::vector<Write>> claim(std::string_view connection, std::size_t limit, Millis now) override;
    Result<void> settle(const Settlement&, Millis now) override;
    Result<void> link(std::int64_t write, const VendorKind&, const VendorId&) override;
    Result<FieldSet> waiting(std::string_view connection, const LeadId&) override;
    Result<std::optional<Millis>> next_due(std::string_view connection) override;
    Result<std::size_t> release_claims(Millis now) override;

    // What was claimed since the last commit, units that failed included.
    std::vector<std::int64_t> take_claimed() { return std::exchange(claimed_, {}); }
    // Those of them that are in flight wait again, unanswered.
    Result<std::size_t> release_claims_of(std::span<const std::int64_t> writes);

private:
    struct Row;
    Result<std::size_t> release(std::span<const Row>, std::optional<Millis> due);
    Result<std::optional<Row>> row(std::int64_t id);
    Result<void> put_back(const Row&, const Settlement&);
    Result<void> finish(const Row&, std::string_view word);
    void book(std::string_view connection, std::string_view word, std::int64_t n);

    Database& db_;
    Books& books_;
    ParkingLot& parked_;
    std::vector<std::int64_t> claimed_{};
};

class ReadTable : public Reads {
public:
    explicit ReadTable(Database& db) : db_(db) {}
    Result<void> want(const WantedRead&, Millis due) override;
    Result<std::vector<WantedRead>> due(std::string_view connection, std::size_t limit, Millis now) override;
    Result<void> postpone(const RecordKey&, Millis again) override;
    Result<std::optional<WantedRead>> take(const RecordKey&) override;
    Result<std::optional<Millis>> next_due(std::string_view connection) override;

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
    explicit Tables(Database& db)
        : books(db),
          journal(db, books),
          leads(db),
          history(db),
          parked(db),
          outbox(db, books, parked),
          reads(db),
          settings(db) {}
    BookTable books;
    JournalTable journal;
    LeadTable leads;
    HistoryTable history;
    ParkingTable parked;
    OutboxTable outbox;
    ReadTable reads;
    SettingTable settings;
    Transaction transaction{journal, leads, history, outbox, reads, parked, books, settings};
};

inline std::int64_t ms(Millis at) { return at.time_since_epoch().count(); }
inline Millis at_ms(std::int64_t value) { return Millis{std::chrono::milliseconds{value}}; }

}  // namespace crosswalk::sqlite
