#include "connector/io/store_sql/codec.h"
#include "connector/io/store_sql/tables.h"

namespace crosswalk::sql {
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

}  // namespace

Result<std::int64_t> ParkingTable::park(const Parked& p) {
    const std::string fields = encode(p.fields);
    const auto kept =
        db_.run(
               "INSERT INTO parked(what,connection,event,lead,kind,record,fields,code,says,advice,since) "
               "VALUES(?1,?2,?3,coalesce((SELECT winner FROM joined WHERE "
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
    db_.note_change(Topic::parked);
    return db_.last_id();
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

Result<std::vector<Parked>> ParkingTable::page(const ParkedQuery& query) {
    std::vector<Parked> all;
    Cursor c = db_.run(
        "SELECT * FROM parked WHERE id>?1 AND (connection=?2 OR ?2='') AND (code=?3 OR ?3='') ORDER BY id LIMIT ?4",
        query.after,
        query.connection,
        query.code,
        static_cast<std::int64_t>(query.limit)
    );
    while (c.next()) all.push_back(parked_at(c));
    if (const auto read = c.outcome(); !read) return read.error();
    return all;
}

Result<std::vector<ParkedCause>> ParkingTable::causes() {
    std::vector<ParkedCause> all;
    std::vector<std::int64_t> first;
    {
        Cursor c = db_.run(
            "SELECT connection, code, what, count(*), min(since), min(id) FROM parked GROUP BY connection, code, what ORDER "
            "BY connection, code, what"
        );
        while (c.next()) {
            all.push_back(
                {.connection = c.text(0),
                 .code = c.text(1),
                 .what = static_cast<Parked::What>(c.integer(2)),
                 .count = c.integer(3),
                 .since = at_ms(c.integer(4))}
            );
            first.push_back(c.integer(5));
        }
        if (const auto read = c.outcome(); !read) return read.error();
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        Cursor c = db_.run("SELECT * FROM parked WHERE id=?", first[i]);
        if (c.next()) all[i].first = parked_at(c);
        if (const auto read = c.outcome(); !read) return read.error();
    }
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
        "SELECT * FROM parked WHERE lead=coalesce((SELECT winner FROM joined WHERE loser=?1),?1) AND "
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
    if (found) db_.note_change(Topic::parked);
    if (found)
        if (const auto gone = db_.run("DELETE FROM parked WHERE id=?", id).finish(); !gone)
            return gone.error();
    return found;
}

}  // namespace crosswalk::sql
