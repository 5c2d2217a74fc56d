// connector/io/store_sql/identity_table.h - who is one person, and who is to be forgotten.
#pragma once

#include "connector/io/store_sql/handoff_table.h"
#include "connector/io/store_sql/history_table.h"
#include "connector/io/store_sql/notice_table.h"
#include "connector/io/store_sql/outbox_table.h"
#include "connector/io/store_sql/timer_table.h"

namespace crosswalk::sql {

class JournalTable;
class LeadTable;

class IdentityTable : public Identities {
public:
    struct Parts {
        SqlConnection& db;
        JournalTable& journal;
        LeadTable& leads;
        HistoryTable& history;
        OutboxTable& outbox;
        Books& books;
        LeadNumbers& numbers;
        Joins& joins;
        TimerTable& timers;
        HandoffTable& handoffs;
        NoticeTable& notices;
    };
    // The first of the keys makes new HMACs, all of them are tried.
    IdentityTable(Parts parts, std::vector<std::string> keys) : parts_(parts), keys_(std::move(keys)) {}
    Result<void> join(const LeadId& loser, const LeadId& winner) override;
    Result<std::vector<LeadId>> after(const LeadId& mark, std::size_t limit) override;
    Result<void> erase(const LeadId&) override;
    Result<void> blot_out(std::string_view text) override;
    Result<void> remember(std::string_view address, std::string_view consent_field, Millis at) override;
    std::string mark(std::string_view address) override;
    Result<void> remember_mark(std::string_view mark, std::string_view consent_field, Millis at) override;
    Result<std::map<std::string, Millis>> closed_for(std::string_view address) override;

private:
    Result<void> erase_one(const std::string& lead);
    Result<void> forget_parked(const std::string& lead, std::int64_t number);
    Result<void> forget_reads(std::int64_t number);

    Parts parts_;
    std::vector<std::string> keys_;
};

// One of its own for a store that was given none: made once, and kept in it.
Result<std::vector<std::string>> suppression_keys(SqlConnection&, std::vector<std::string> given);

}  // namespace crosswalk::sql
