// connector/io/store_sql/outbox_table.h - what waits to be written, one row for each destination.
#pragma once

#include "connector/io/store_sql/dictionary.h"
#include "connector/ports/store.h"

#include <span>
#include <utility>

namespace crosswalk::sql {

class OutboxTable : public Outbox {
public:
    OutboxTable(SqlConnection& db, Books& books, ParkingLot& parked, Joins& joins)
        : db_(db), books_(books), parked_(parked), joins_(joins) {}
    Result<void> add(const WriteIntent&) override;
    Result<std::vector<ClaimedWrite>> claim(
        std::string_view connection, std::size_t limit, Millis now, Millis gather_until
    ) override;
    Result<void> settle(const WriteResult&, Millis now) override;
    Result<void> link(std::int64_t write, const VendorKind&, const VendorId&) override;
    Result<FieldSet> waiting(std::string_view connection, const LeadId&) override;
    Result<FieldSet> perhaps_created(std::string_view connection, const LeadId&) override;
    Result<std::optional<Millis>> next_due(std::string_view connection, Millis gather_until) override;
    Result<std::size_t> release_claims(Millis now) override;
    Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) override;

    // What was claimed since the last commit, units that failed included.
    std::vector<std::int64_t> take_claimed() { return std::exchange(claimed_, {}); }
    // Those of them that are in flight wait again, unanswered.
    Result<std::size_t> release_claims_of(std::span<const std::int64_t> writes);
    // What waits for the loser is the winner's to write; what is in flight goes on, as the winner's.
    Result<void> join(const std::string& loser, const std::string& winner);
    // Also what is in flight: nobody asks for its answer any more.
    Result<void> withdraw(const std::string& lead);

private:
    // While it is in flight (state 1), `sent` holds what was claimed and `fields` what was touched since.
    struct Row {
        std::int64_t id = 0;
        std::string connection{}, lead{}, kind{}, record{};
        FieldSet fields{}, sent{};
        int urgency = 0;
        std::int64_t due = 0;
        bool in_flight = false;
        int attempts = 0;
        bool unanswered = false;
        std::string memo{};
        Seq cause = 0;
        int sent_urgency = 0;
        Seq sent_cause = 0;
        int part = 0;
        static Row at(const Cursor&);
    };
    Cursor claimable(std::string_view connection, int urgency, Millis by, std::size_t limit);
    Result<std::size_t> release(std::span<const Row>, std::optional<Millis> due);
    Result<std::optional<Row>> row(std::int64_t id);
    Result<std::optional<Row>> row_at(
        std::string_view connection,
        std::string_view lead,
        std::string_view kind,
        std::string_view record,
        int part
    );
    Result<std::optional<Row>> beside(const Row&, const std::string& lead);
    Result<std::vector<Row>> rows_of(const std::string& lead);
    Result<void> hand_over(const Row&, const std::string& winner);
    Result<void> put_back(const Row&, const WriteResult&);
    Result<bool> put_behind_winner(const Row&, const WriteResult&);
    Result<void> finish(const Row&, std::string_view word);
    void book(std::string_view connection, std::string_view word, std::int64_t n);

    SqlConnection& db_;
    Books& books_;
    ParkingLot& parked_;
    Joins& joins_;
    std::vector<std::int64_t> claimed_{};
};

}  // namespace crosswalk::sql
