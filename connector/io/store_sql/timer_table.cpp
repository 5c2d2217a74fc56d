#include "connector/io/store_sql/timer_table.h"

#include "connector/io/store_sql/tables.h"

#include <limits>

namespace crosswalk::sql {
namespace {

constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();  // so that the index is searched

}  // namespace

Result<void> TimerTable::set(const Timer& timer) {
    const auto subject = joins_.winner_of(timer.subject);
    if (!subject) return subject.error();
    return db_
        .run(
            "INSERT INTO timer(kind,subject,due,payload) VALUES(?,?,?,?) ON CONFLICT(kind,subject) DO UPDATE SET "
            "due=excluded.due, payload=excluded.payload, held_until=0",
            timer.kind,
            *subject,
            ms(timer.due),
            timer.payload
        )
        .finish();
}

Result<void> TimerTable::cancel(std::string_view kind, std::string_view subject) {
    return db_.run("DELETE FROM timer WHERE kind=? AND subject=?", kind, subject).finish();
}

Result<std::vector<Timer>> TimerTable::claim(std::size_t limit, Millis now, Millis held_until) {
    std::vector<Timer> due;
    {
        Cursor c = db_.run(
            "SELECT kind, subject, due, payload FROM timer WHERE due<=?1 AND held_until<=?1 ORDER BY due LIMIT ?2",
            ms(now),
            static_cast<std::int64_t>(limit)
        );
        while (c.next()) due.push_back({c.text(0), c.text(1), at_ms(c.integer(2)), c.text(3)});
        if (const auto read = c.outcome(); !read) return read.error();
    }
    for (const Timer& timer : due)
        if (const auto held = db_.run(
                                     "UPDATE timer SET held_until=? WHERE kind=? AND subject=?",
                                     ms(held_until),
                                     timer.kind,
                                     timer.subject
            )
                                  .finish();
            !held)
            return held.error();
    return due;
}

Result<bool> TimerTable::end(const Timer& timer) {
    const auto gone = db_.run(
                             "DELETE FROM timer WHERE kind=? AND subject=? AND due=? AND held_until<>0",
                             timer.kind,
                             timer.subject,
                             ms(timer.due)
    )
                          .changed();
    if (!gone) return gone.error();
    return *gone == 1;
}

Result<std::optional<Millis>> TimerTable::next_due(Millis now) {
    Cursor c = db_.run("SELECT due FROM timer WHERE due>? AND held_until<=? ORDER BY due LIMIT 1", kFirst, ms(now));
    std::optional<Millis> out;
    if (c.next()) out = at_ms(c.integer(0));
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

Result<void> TimerTable::clock_set_back(Millis now, std::chrono::milliseconds by) {
    const auto moved = db_.run(
                              "UPDATE timer SET due=CASE WHEN due-?2>?1 THEN due-?2 ELSE ?1 END WHERE due>?1",
                              ms(now),
                              by.count()
    )
                           .finish();
    if (!moved) return moved;
    return db_
        .run(
            "UPDATE timer SET held_until=CASE WHEN held_until-?2>?1 THEN held_until-?2 ELSE ?1 END WHERE "
            "held_until>?1",
            ms(now),
            by.count()
        )
        .finish();
}

Result<void> TimerTable::join(const std::string& loser, const std::string& winner) {
    const auto moved = db_.run(
                              "INSERT INTO timer(kind,subject,due,payload) SELECT kind, ?2, due, payload FROM timer "
                              "WHERE subject=?1 ON CONFLICT(kind,subject) DO UPDATE SET due=excluded.due, "
                              "payload=excluded.payload, held_until=0 WHERE excluded.due<timer.due",
                              loser,
                              winner
    )
                           .finish();
    return moved ? forget(loser) : moved;
}

Result<void> TimerTable::forget(const std::string& lead) {
    return db_.run("DELETE FROM timer WHERE subject=?", lead).finish();
}

}  // namespace crosswalk::sql
