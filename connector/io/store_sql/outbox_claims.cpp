// Writes on their way: claimed, settled, and released where nobody answered.
#include "connector/io/store_sql/codec.h"
#include "connector/io/store_sql/tables.h"

#include <set>

namespace crosswalk::sql {
namespace {

constexpr int kFirst = static_cast<int>(Urgency::consent), kLast = static_cast<int>(Urgency::bulk);

bool gathers(int urgency) { return urgency >= static_cast<int>(Urgency::score); }

}  // namespace

// What waits, of one urgency and due by then, earliest first; nothing of a lead in flight. The plus keeps SQLite
// from looking through all that is in flight for each row, instead of through the rows of its lead.
Cursor OutboxTable::claimable(std::string_view connection, int urgency, Millis by, std::size_t limit) {
    return db_.run(
        "SELECT * FROM outbox o WHERE connection=?1 AND state=0 AND urgency=?2 AND due<=?3 AND NOT EXISTS"
        "(SELECT 1 FROM outbox f WHERE f.connection=?1 AND f.lead=o.lead AND +f.state=1) ORDER BY due, "
        "id LIMIT ?4",
        connection,
        urgency,
        ms(by),
        static_cast<std::int64_t>(limit)
    );
}

Result<std::vector<ClaimedWrite>> OutboxTable::claim(
    std::string_view connection, std::size_t limit, Millis now, Millis gather_until
) {
    std::vector<Row> rows;
    std::set<std::string> leads;
    for (int urgency = kFirst; urgency <= kLast && rows.size() < limit; ++urgency) {
        if (gathers(urgency) && now < gather_until) break;
        Cursor c = claimable(connection, urgency, now, limit);
        while (rows.size() < limit && c.next())
            if (Row row = Row::at(c); leads.insert(row.lead).second) rows.push_back(std::move(row));
        if (const auto read = c.outcome(); !read) return read.error();
    }
    std::vector<ClaimedWrite> writes;
    for (Row& row : rows) {
        const auto claimed = db_.run(
                                    "UPDATE outbox SET state=1, sent=fields, fields='', "
                                    "sent_urgency=urgency, sent_cause=cause WHERE id=?",
                                    row.id
        )
                                 .finish();
        if (!claimed) return claimed.error();
        claimed_.push_back(row.id);
        WriteIntent intent{
            .connection = std::move(row.connection),
            .kind = {std::move(row.kind)},
            .lead = {std::move(row.lead)},
            .fields = std::move(row.fields),
            .part = static_cast<WritePart>(row.part),
            .urgency = static_cast<Urgency>(row.urgency),
            .due = at_ms(row.due),
            .cause = row.cause};
        if (!row.record.empty()) intent.record = VendorId{std::move(row.record)};
        writes.push_back({row.id, std::move(intent), row.attempts, std::move(row.memo), row.unanswered});
    }
    const auto n = static_cast<std::int64_t>(writes.size());
    if (n > 0) {
        book(connection, books::kWaiting, -n);
        book(connection, books::kInFlight, n);
    }
    return writes;
}

// The claim is over; what was touched meanwhile is a waiting write of its own.
Result<void> OutboxTable::finish(const Row& row, std::string_view ended_as) {
    book(row.connection, books::kInFlight, -1);
    book(row.connection, ended_as, 1);
    if (row.fields.empty()) return db_.run("DELETE FROM outbox WHERE id=?", row.id).finish();
    return db_.run("UPDATE outbox SET state=0, sent='', attempts=0, unanswered=0, memo='' WHERE id=?", row.id)
        .finish();
}

Result<void> OutboxTable::put_back(const Row& row, const WriteResult& s) {
    const auto put = put_behind_winner(row, s);
    if (!put) return put.error();
    if (*put) return {};
    book(row.connection, books::kInFlight, -1);
    book(row.connection, row.fields.empty() ? books::kWaiting : books::kMerged, 1);
    FieldSet fields = row.sent;
    fields.insert(row.fields.begin(), row.fields.end());
    const std::string text = encode(fields);
    return db_
        .run(
            "UPDATE outbox SET state=0, fields=?, sent='', urgency=CASE WHEN "
            "urgency<sent_urgency THEN urgency ELSE sent_urgency END, due=?, attempts=?, "
            "unanswered=?, memo=? WHERE id=?",
            text,
            ms(s.due),
            row.attempts + (s.counts ? 1 : 0),
            s.unanswered,
            s.memo,
            row.id
        )
        .finish();
}

Result<void> OutboxTable::settle(const WriteResult& s, Millis now) {
    const auto found = row(s.write);
    if (!found) return found.error();
    if (!*found || !(*found)->in_flight) return {};
    const Row& r = **found;
    switch (s.how) {
        case WriteResult::How::applied:
            return finish(r, books::kApplied);
        case WriteResult::How::withdrawn:
            return finish(r, books::kWithdrawn);
        case WriteResult::How::again:
            return put_back(r, s);
        case WriteResult::How::parked:
            break;
    }
    const auto id = parked_.park(
        {.what = Parked::What::write,
         .connection = r.connection,
         .event = r.sent_cause,
         .lead = {r.lead},
         .kind = s.kind.text.empty() ? VendorKind{r.kind} : s.kind,
         .record = s.record.text.empty() ? r.record : s.record.text,
         .fields = s.fields.empty() ? r.sent : s.fields,
         .code = s.code,
         .says = s.says,
         .advice = s.advice,
         .since = s.since.value_or(now)}
    );
    if (!id) return id.error();
    return finish(r, books::kParked);
}

Result<std::optional<Millis>> OutboxTable::next_due(std::string_view connection, Millis gather_until) {
    std::optional<Millis> first;
    for (int urgency = kFirst; urgency <= kLast; ++urgency) {
        Cursor c = claimable(connection, urgency, Millis::max(), 1);
        if (c.next())
            first = std::min(
                first.value_or(Millis::max()),
                std::max(at_ms(Row::at(c).due), gathers(urgency) ? gather_until : Millis::min())
            );
        if (const auto read = c.outcome(); !read) return read.error();
    }
    return first;
}

Result<std::size_t> OutboxTable::release_claims(Millis now) {
    std::vector<Row> rows;
    {
        Cursor c = db_.run("SELECT * FROM outbox WHERE state=1");
        while (c.next()) rows.push_back(Row::at(c));
        if (const auto read = c.outcome(); !read) return read.error();
    }
    return release(rows, now);
}

Result<std::size_t> OutboxTable::release_claims_of(std::span<const std::int64_t> writes) {
    std::vector<Row> rows;
    for (const std::int64_t id : writes) {
        auto found = row(id);
        if (!found) return found.error();
        if (*found && (*found)->in_flight) rows.push_back(std::move(**found));
    }
    return release(rows, std::nullopt);
}

Result<std::size_t> OutboxTable::release(std::span<const Row> rows, std::optional<Millis> due) {
    for (const Row& row : rows)
        if (const auto back = put_back(
                row,
                {.write = row.id,
                 .due = due.value_or(at_ms(row.due)),
                 .counts = false,
                 .unanswered = true,
                 .memo = row.memo}
            );
            !back)
            return back.error();
    return rows.size();
}

}  // namespace crosswalk::sql
