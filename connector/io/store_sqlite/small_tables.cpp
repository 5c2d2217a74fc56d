// Books, parked items, wanted reads and settings.
#include "connector/io/store_sqlite/codec.h"
#include "connector/io/store_sqlite/tables.h"

namespace crosswalk::sqlite {

void BookTable::add(std::string_view connection, Book book, std::string_view word, std::int64_t n) {
    unit_[{std::string(connection), static_cast<int>(book), std::string(word)}] += n;
}

void BookTable::keep_unit() {
    for (const auto& [key, n] : unit_) commit_[key] += n;
    unit_.clear();
}

void BookTable::drop_commit() {
    unit_.clear();
    commit_.clear();
}

Result<void> BookTable::flush() {
    for (const auto& [key, n] : commit_) {
        const auto& [connection, book, word] = key;
        if (n == 0) continue;
        const auto kept = db_.run(
                                 "INSERT INTO books VALUES(?,?,?,?) ON CONFLICT(connection, book, word) DO "
                                 "UPDATE SET n=n+excluded.n",
                                 connection,
                                 book,
                                 word,
                                 n
        )
                              .finish();
        if (!kept) return kept;
    }
    commit_.clear();
    return {};
}

// A row of its own among the books: every commit that takes something in writes to this page anyway.
Result<std::int64_t> BookTable::count_commit() {
    const auto counted = db_.run(
                                "INSERT INTO books VALUES('',-1,'commits',1) ON CONFLICT(connection, book, word) "
                                "DO UPDATE SET n=n+1"
    )
                             .finish();
    if (!counted) return counted.error();
    return commits();
}

Result<std::int64_t> BookTable::commits() {
    Cursor c = db_.run("SELECT n FROM books WHERE connection='' AND book=-1 AND word='commits'");
    if (c.next()) return c.integer(0);
    if (const auto read = c.outcome(); !read) return read.error();
    return 0;
}

Result<AllBooks> BookTable::all() {
    AllBooks all;
    const auto add_to = [&](const std::string& connection, int book, const std::string& word, std::int64_t n
                        ) {
        auto& books = all.try_emplace(connection, empty_books()).first->second;
        books[static_cast<Book>(book)][word] += n;
    };
    Cursor c = db_.run("SELECT connection, book, word, n FROM books WHERE book>=0");
    while (c.next()) add_to(c.text(0), static_cast<int>(c.integer(1)), c.text(2), c.integer(3));
    if (const auto read = c.outcome(); !read) return read.error();
    for (const auto* pending : {&commit_, &unit_})
        for (const auto& [key, n] : *pending) add_to(std::get<0>(key), std::get<1>(key), std::get<2>(key), n);
    return all;
}

namespace {

Parked parked_at(const Cursor& c) {
    return {
        .id = c.integer(0),
        .what = static_cast<Parked::What>(c.integer(1)),
        .connection = c.text(2),
        .event = c.integer(3),
        .lead = {c.text(4)},
        .kind = {c.text(5)},
        .record = c.text(6),
        .fields = decode_fields(c.view(7)),
        .code = c.text(8),
        .says = c.text(9),
        .advice = c.text(10),
        .since = at_ms(c.integer(11))};
}

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

Result<std::int64_t> ParkingTable::park(const Parked& p) {
    const std::string fields = encode(p.fields);
    const auto kept =
        db_.run(
               "INSERT INTO parked(what,connection,event,lead,kind,record,fields,code,says,advice,since) "
               "VALUES(?1,?2,?3,ifnull((SELECT winner FROM joined WHERE "
               "loser=?4),?4),?5,?6,?7,?8,?9,?10,?11)",
               static_cast<int>(p.what),
               p.connection,
               p.event,
               p.lead.text,
               p.kind.text,
               p.record,
               fields,
               p.code,
               p.says,
               p.advice,
               ms(p.since)
        )
            .finish();
    if (!kept) return kept.error();
    return sqlite3_last_insert_rowid(db_.handle());
}

Result<std::optional<std::int64_t>> ParkingTable::same_as(const Parked& p) {
    const std::string fields = encode(p.fields);
    Cursor c = db_.run(
        "SELECT id FROM parked WHERE connection=? AND record=? AND code=? AND what=? AND kind=? AND fields=? "
        "AND (lead=? OR what=?)",
        p.connection,
        p.record,
        p.code,
        static_cast<int>(p.what),
        p.kind.text,
        fields,
        p.lead.text,
        static_cast<int>(Parked::What::change)
    );
    if (c.next()) return std::optional{c.integer(0)};
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<std::int64_t>{};
}

Result<std::vector<Parked>> ParkingTable::list(std::size_t limit) {
    std::vector<Parked> all;
    Cursor c = db_.run("SELECT * FROM parked ORDER BY id LIMIT ?", static_cast<std::int64_t>(limit));
    while (c.next()) all.push_back(parked_at(c));
    if (const auto read = c.outcome(); !read) return read.error();
    return all;
}

Result<std::vector<Parked>> ParkingTable::waiting_of(const RecordKey& key, const LeadId& lead) {
    std::vector<Parked> all;
    Cursor c = db_.run(
        "SELECT * FROM parked WHERE (connection=?1 AND record=?2 AND kind=?3 AND what IN (?4,?6)) OR "
        "(lead=?7 AND what IN (?5,?6)) ORDER BY id",
        key.connection,
        key.id.text,
        key.kind.text,
        static_cast<int>(Parked::What::change),
        static_cast<int>(Parked::What::step),
        static_cast<int>(Parked::What::people),
        lead.text
    );
    while (c.next()) all.push_back(parked_at(c));
    if (const auto read = c.outcome(); !read) return read.error();
    return all;
}

Result<std::vector<Parked>> ParkingTable::refused(std::string_view connection, const LeadId& lead) {
    std::vector<Parked> all;
    Cursor c = db_.run(
        "SELECT * FROM parked WHERE lead=ifnull((SELECT winner FROM joined WHERE loser=?1),?1) AND "
        "connection=?2 AND what=?3 ORDER BY id",
        lead.text,
        connection,
        static_cast<int>(Parked::What::write)
    );
    while (c.next()) all.push_back(parked_at(c));
    if (const auto read = c.outcome(); !read) return read.error();
    return all;
}

Result<std::optional<Parked>> ParkingTable::take(std::int64_t id) {
    std::optional<Parked> found;
    {
        Cursor c = db_.run("SELECT * FROM parked WHERE id=?", id);
        if (c.next()) found = parked_at(c);
        if (const auto read = c.outcome(); !read) return read.error();
    }
    if (found)
        if (const auto gone = db_.run("DELETE FROM parked WHERE id=?", id).finish(); !gone)
            return gone.error();
    return found;
}

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
            " parent=max(parent, excluded.parent), changes=changes+excluded.changes,"
            " applied_some=max(applied_some, excluded.applied_some),"
            " due=min(due, excluded.due),"
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
        "SELECT * FROM wanted WHERE connection=? AND kind=? AND id=?", key.connection, key.kind.text, key.id.text
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
    return db_.run("UPDATE wanted SET due=max(?1, due-?2) WHERE due>?1", ms(now), by.count()).finish();
}

Result<std::optional<std::string>> SettingTable::get(std::string_view name) {
    Cursor c = db_.run("SELECT value FROM setting WHERE name=?", name);
    if (c.next()) return std::optional{c.text(0)};
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<std::string>{};
}

Result<void> SettingTable::put(std::string_view name, std::string_view value) {
    return db_
        .run(
            "INSERT INTO setting VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value",
            name,
            value
        )
        .finish();
}

Result<void> SettingTable::drop(std::string_view name) {
    return db_.run("DELETE FROM setting WHERE name=?", name).finish();
}

Result<std::vector<std::pair<std::string, std::string>>> SettingTable::starting_with(std::string_view prefix
) {
    std::vector<std::pair<std::string, std::string>> all;
    Cursor c = db_.run(
        "SELECT name, value FROM setting WHERE name>=?1 AND substr(name,1,length(?1))=?1 ORDER BY name",
        prefix
    );
    while (c.next()) all.emplace_back(c.text(0), c.text(1));
    if (const auto read = c.outcome(); !read) return read.error();
    return all;
}

}  // namespace crosswalk::sqlite
