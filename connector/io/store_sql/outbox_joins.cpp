// What becomes of writes when their lead turns out to be another one, or is to be forgotten.
#include "connector/io/store_sql/codec.h"
#include "connector/io/store_sql/tables.h"

#include <algorithm>

namespace crosswalk::sql {

// Connection by connection, since that is how the rows are found; there are few.
Result<std::vector<OutboxTable::Row>> OutboxTable::rows_of(const std::string& lead) {
    std::vector<Row> rows;
    Cursor c = db_.run(
        "WITH RECURSIVE every(name) AS (SELECT (SELECT connection FROM outbox ORDER BY connection LIMIT 1) UNION ALL "
        "SELECT (SELECT connection FROM outbox WHERE connection>name ORDER BY connection LIMIT 1) FROM every WHERE "
        "name IS NOT NULL) SELECT o.* FROM every CROSS JOIN outbox o WHERE o.connection=name AND o.lead=?",
        lead
    );
    while (c.next()) rows.push_back(Row::at(c));
    if (const auto read = c.outcome(); !read) return read.error();
    return rows;
}

Result<void> OutboxTable::join(const std::string& loser, const std::string& winner) {
    const auto rows = rows_of(loser);
    if (!rows) return rows.error();
    for (const Row& row : *rows) {
        if (!row.fields.empty()) {
            book(row.connection, books::kWaiting, -1);
            book(row.connection, books::kMerged, 1);
        }
        const auto moved = row.in_flight ? hand_over(row, winner)
                                         : db_.run("DELETE FROM outbox WHERE id=?", row.id).finish();
        if (!moved) return moved;
    }
    return {};
}

// The row of another lead for the same destination.
Result<std::optional<OutboxTable::Row>> OutboxTable::beside(const Row& row, const std::string& lead) {
    return row_at(row.connection, lead, row.kind, row.record, row.part);
}

// A claim goes on as the winner's. What waits for the winner at the same place waits behind it; where the
// winner has a claim there too, this one keeps its place until it is settled.
Result<void> OutboxTable::hand_over(const Row& row, const std::string& winner) {
    const auto there = beside(row, winner);
    if (!there) return there.error();
    if (!*there) return db_.run("UPDATE outbox SET lead=?, fields='' WHERE id=?", winner, row.id).finish();
    if ((*there)->in_flight) return db_.run("UPDATE outbox SET fields='' WHERE id=?", row.id).finish();
    if (const auto gone = db_.run("DELETE FROM outbox WHERE id=?", (*there)->id).finish(); !gone) return gone;
    const std::string fields = encode((*there)->fields);
    return db_
        .run(
            "UPDATE outbox SET lead=?, fields=?, urgency=?, due=?, cause=? WHERE id=?",
            winner,
            fields,
            (*there)->urgency,
            (*there)->due,
            (*there)->cause,
            row.id
        )
        .finish();
}

// A claim that was left in the loser's place waits again in the winner's. False: the row is in its own place.
Result<bool> OutboxTable::put_behind_winner(const Row& row, const WriteResult& s) {
    const auto winner = joins_.winner_of(row.lead);
    if (!winner) return winner.error();
    if (*winner == row.lead) return false;
    const auto there = beside(row, *winner);
    if (!there) return there.error();
    if (!*there) {
        if (const auto moved = db_.run("UPDATE outbox SET lead=? WHERE id=?", *winner, row.id).finish();
            !moved)
            return moved.error();
        return false;
    }
    const bool joins = !(*there)->fields.empty();
    book(row.connection, books::kInFlight, -1);
    book(row.connection, joins ? books::kMerged : books::kWaiting, 1);
    FieldSet united = row.sent;
    united.insert((*there)->fields.begin(), (*there)->fields.end());
    const std::string fields = encode(united);
    const auto put = db_.run(
                            "UPDATE outbox SET fields=?, urgency=?, due=? WHERE id=?",
                            fields,
                            joins ? std::min(row.sent_urgency, (*there)->urgency) : row.sent_urgency,
                            ms(s.due),
                            (*there)->id
    )
                         .finish();
    if (!put) return put.error();
    if (const auto gone = db_.run("DELETE FROM outbox WHERE id=?", row.id).finish(); !gone)
        return gone.error();
    return true;
}

Result<void> OutboxTable::withdraw(const std::string& lead) {
    const auto rows = rows_of(lead);
    if (!rows) return rows.error();
    for (const Row& row : *rows) {
        const std::int64_t waiting = row.fields.empty() ? 0 : 1, in_flight = row.in_flight ? 1 : 0;
        book(row.connection, books::kWaiting, -waiting);
        book(row.connection, books::kInFlight, -in_flight);
        book(row.connection, books::kWithdrawn, waiting + in_flight);
        if (const auto gone = db_.run("DELETE FROM outbox WHERE id=?", row.id).finish(); !gone) return gone;
    }
    return {};
}

Result<void> OutboxTable::clock_set_back(Millis now, std::chrono::milliseconds by) {
    return db_
        .run(
            "UPDATE outbox SET due=CASE WHEN due-?2>?1 THEN due-?2 ELSE ?1 END WHERE due>?1",
            ms(now),
            by.count()
        )
        .finish();
}

}  // namespace crosswalk::sql
