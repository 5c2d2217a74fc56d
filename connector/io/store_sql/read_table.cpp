#include "connector/io/store_sql/codec.h"
#include "connector/io/store_sql/tables.h"

namespace crosswalk::sql {
namespace {

ReadRequest wanted_at(const Cursor& c) {
    return {
        .key = {c.text(0), {c.text(1)}, {c.text(2)}},
        .parent = c.integer(3),
        .changes = c.integer(4),
        .applied_some = c.integer(5) != 0,
        .attempts = static_cast<int>(c.integer(6)),
        .fields = decode_fields(c.view(8))};
}

}  // namespace

Result<void> ReadTable::want(const ReadRequest& w, Millis due) {
    FieldSet open = w.fields;
    {
        Cursor c = db_.run(
            "SELECT fields FROM wanted WHERE connection=? AND kind=? AND id=?",
            w.key.connection,
            w.key.kind.text,
            w.key.id.text
        );
        if (c.next()) {
            const FieldSet there = decode_fields(c.view(0));
            if (there.empty() || open.empty())
                open.clear();  // all of them
            else
                open.insert(there.begin(), there.end());
        }
        if (const auto read = c.outcome(); !read) return read;
    }
    const std::string fields = encode(open);
    return db_
        .run(
            "INSERT INTO wanted VALUES(?,?,?,?,?,?,0,?,?) ON CONFLICT(connection, kind, id) DO UPDATE SET"
            " parent=CASE WHEN excluded.parent>wanted.parent THEN excluded.parent ELSE wanted.parent END,"
            " changes=wanted.changes+excluded.changes,"
            " applied_some=CASE WHEN excluded.applied_some<>0 THEN 1 ELSE wanted.applied_some END,"
            " due=CASE WHEN excluded.due<wanted.due THEN excluded.due ELSE wanted.due END,"
            " fields=excluded.fields",
            w.key.connection,
            w.key.kind.text,
            w.key.id.text,
            w.parent,
            w.changes,
            w.applied_some,
            ms(due),
            fields
        )
        .finish();
}

Result<std::vector<ReadRequest>> ReadTable::due(std::string_view connection, std::size_t limit, Millis now) {
    std::vector<ReadRequest> all;
    Cursor c = db_.run(
        "SELECT * FROM wanted WHERE connection=? AND due<=? ORDER BY due LIMIT ?",
        connection,
        ms(now),
        static_cast<std::int64_t>(limit)
    );
    while (c.next()) all.push_back(wanted_at(c));
    if (const auto read = c.outcome(); !read) return read.error();
    return all;
}

Result<void> ReadTable::postpone(const RecordKey& key, Millis again) {
    return db_
        .run(
            "UPDATE wanted SET due=?, attempts=attempts+1 WHERE connection=? AND kind=? AND id=?",
            ms(again),
            key.connection,
            key.kind.text,
            key.id.text
        )
        .finish();
}

Result<std::optional<ReadRequest>> ReadTable::waiting(const RecordKey& key) {
    Cursor c = db_.run(
        "SELECT * FROM wanted WHERE connection=? AND kind=? AND id=?",
        key.connection,
        key.kind.text,
        key.id.text
    );
    if (c.next()) return std::optional{wanted_at(c)};
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<ReadRequest>{};
}

Result<std::optional<ReadRequest>> ReadTable::take(const RecordKey& key) {
    auto found = waiting(key);
    if (found && *found) {
        const auto gone = db_.run(
                                 "DELETE FROM wanted WHERE connection=? AND kind=? AND id=?",
                                 key.connection,
                                 key.kind.text,
                                 key.id.text
        )
                              .finish();
        if (!gone) return gone.error();
    }
    return found;
}

Result<std::optional<Millis>> ReadTable::next_due(std::string_view connection) {
    Cursor c = db_.run("SELECT min(due) FROM wanted WHERE connection=?", connection);
    if (c.next() && !c.null(0)) return std::optional{at_ms(c.integer(0))};
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<Millis>{};
}

Result<void> ReadTable::clock_set_back(Millis now, std::chrono::milliseconds by) {
    return db_
        .run(
            "UPDATE wanted SET due=CASE WHEN due-?2>?1 THEN due-?2 ELSE ?1 END WHERE due>?1",
            ms(now),
            by.count()
        )
        .finish();
}

}  // namespace crosswalk::sql
