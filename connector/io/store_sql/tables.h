// connector/io/store_sql/tables.h - the Store port's parts over one database connection.
#pragma once

#include "connector/io/store_sql/account_table.h"
#include "connector/io/store_sql/audit_table.h"
#include "connector/io/store_sql/book_table.h"
#include "connector/io/store_sql/handoff_table.h"
#include "connector/io/store_sql/history_table.h"
#include "connector/io/store_sql/identity_table.h"
#include "connector/io/store_sql/journal_table.h"
#include "connector/io/store_sql/lead_table.h"
#include "connector/io/store_sql/notice_table.h"
#include "connector/io/store_sql/outbox_table.h"
#include "connector/io/store_sql/parking_table.h"
#include "connector/io/store_sql/read_table.h"
#include "connector/io/store_sql/setting_table.h"

namespace crosswalk::sql {

// All of them over one connection.
struct Tables {
    Tables(SqlConnection& db, std::vector<std::string> suppression_keys)
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
          timers(db, joins),
          handoffs(db, joins),
          notices(db, books),
          accounts(db),
          audit(db),
          identities(
              {db, journal, leads, history, outbox, books, numbers, joins, timers, handoffs, notices}, std::move(suppression_keys)
          ) {}
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
    TimerTable timers;
    HandoffTable handoffs;
    NoticeTable notices;
    AccountTable accounts;
    AuditTable audit;
    IdentityTable identities;
    Transaction transaction{
        journal,    leads,  history,  outbox,  reads,    parked, books,
        settings, identities, timers, handoffs, notices, accounts, audit};

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

}  // namespace crosswalk::sql
