#include "connector/io/store_sql/codec.h"
#include "connector/io/store_sql/tables.h"

#include <algorithm>

namespace crosswalk::sql {

Result<std::optional<Lead>> LeadTable::load(const LeadId& id) {
    auto lead = load_row(id.text);
    if (!lead || *lead) return lead;
    const auto winner = joins_.winner_of(id.text);
    if (!winner) return winner.error();
    return *winner == id.text ? std::move(lead) : load_row(*winner);
}

Result<std::optional<Lead>> LeadTable::load_row(const std::string& id) {
    Cursor c = db_.run("SELECT doc FROM lead_number JOIN lead USING(n) WHERE id=?", id);
    if (c.next()) {
        auto lead = decode_lead(id, c.view(0));
        if (!lead) return lead.error();
        return std::optional{std::move(*lead)};
    }
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<Lead>{};
}

Result<void> LeadTable::save(const Lead& lead) {
    const std::string keys = encode_keys(lead), doc = encode(lead);
    const auto number = numbers_.number(lead.id.text);
    if (!number) return number.error();
    db_.note_change(Topic::leads);
    {
        Cursor c = db_.run("SELECT keys FROM lead WHERE n=?", *number);
        if (c.next() && c.view(0) == keys)
            return db_.run("UPDATE lead SET doc=? WHERE n=?", doc, *number).finish();
        if (const auto read = c.outcome(); !read) return read;
    }
    if (const auto gone = drop_keys(lead.id.text); !gone) return gone;
    for (const auto& [key, value] : keys_of(lead))
        if (const auto kept =
                db_.run("INSERT INTO lead_key VALUES(?,?,?) ON CONFLICT DO NOTHING", key, value, *number).finish();
            !kept)
            return kept;
    return db_
        .run(
            "INSERT INTO lead VALUES(?,?,?) ON CONFLICT(n) DO UPDATE SET keys=excluded.keys, doc=excluded.doc",
            *number,
            keys,
            doc
        )
        .finish();
}

Result<void> LeadTable::drop_keys(const std::string& id) {
    const auto there = load_row(id);
    if (!there) return there.error();
    if (!*there) return {};
    const auto number = numbers_.number(id);
    if (!number) return number.error();
    for (const auto& [key, value] : keys_of(**there))
        if (const auto gone =
                db_.run("DELETE FROM lead_key WHERE key=? AND value=? AND lead=?", key, value, *number)
                    .finish();
            !gone)
            return gone;
    return {};
}

Result<void> LeadTable::forget(const std::string& id) {
    db_.note_change(Topic::leads);
    if (const auto gone = drop_keys(id); !gone) return gone;
    return db_.run("DELETE FROM lead WHERE n=(SELECT n FROM lead_number WHERE id=?)", id).finish();
}

Result<std::vector<LeadId>> LeadTable::matching(std::string_view key, std::string_view value) {
    std::vector<LeadId> ids;
    Cursor c = db_.run(
        "SELECT id FROM lead_key k CROSS JOIN lead_number l WHERE l.n=k.lead AND key=? AND value=? ORDER BY k.lead "
        "LIMIT 100",
        key,
        value
    );
    while (c.next()) ids.push_back({c.text(0)});
    if (const auto read = c.outcome(); !read) return read.error();
    return ids;
}

Result<std::vector<CalledLead>> LeadTable::called(
    std::string_view begins, const CalledLead& after, std::size_t limit
) {
    std::vector<CalledLead> out;
    const std::string from = std::max(after.name, std::string(begins)), until = std::string(begins) + '\xff';
    Cursor c = db_.run(
        "SELECT value, k.lead, id FROM lead_key k CROSS JOIN lead_number l WHERE l.n=k.lead AND key=?1 AND value>=?2 AND "
        "(value>?3 OR k.lead>?4) AND value<?5 ORDER BY value, k.lead LIMIT ?6",
        kCalled,
        from,
        after.name,
        after.number,
        until,
        static_cast<std::int64_t>(limit)
    );
    while (c.next()) out.push_back({c.text(0), c.integer(1), {c.text(2)}});
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

Result<std::optional<RecordState>> LeadTable::record(const RecordKey& key) {
    Cursor c = db_.run(
        "SELECT (SELECT id FROM lead_number WHERE n=r.lead), doc FROM record r WHERE connection=? AND kind=? "
        "AND id=?",
        key.connection,
        key.kind.text,
        key.id.text
    );
    if (c.next()) {
        auto record = decode_record(key, c.text(0), c.view(1));
        if (!record) return record.error();
        return std::optional{std::move(*record)};
    }
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<RecordState>{};
}

Result<std::vector<RecordState>> LeadTable::records_of(const LeadId& id) {
    auto records = records_in_rows_of(id.text);
    if (!records || !records->empty()) return records;
    const auto winner = joins_.winner_of(id.text);
    if (!winner) return winner.error();
    return *winner == id.text ? std::move(records) : records_in_rows_of(*winner);
}

Result<std::vector<RecordState>> LeadTable::records_in_rows_of(const std::string& lead) {
    std::vector<RecordState> records;
    Cursor c = db_.run(
        "SELECT connection, kind, r.id, doc FROM lead_number l CROSS JOIN record r WHERE "
        "r.lead=l.n AND l.id=?",
        lead
    );
    while (c.next()) {
        auto record = decode_record({c.text(0), {c.text(1)}, {c.text(2)}}, lead, c.view(3));
        if (!record) return record.error();
        records.push_back(std::move(*record));
    }
    if (const auto read = c.outcome(); !read) return read.error();
    std::ranges::sort(records, {}, &RecordState::key);
    return records;
}

// Who held the record while its lead was joined into another one must not take it back.
Result<void> LeadTable::save(const RecordState& record) {
    const auto lead = joins_.winner_of(record.lead.text);
    if (!lead) return lead.error();
    const auto number = numbers_.number(*lead);
    if (!number) return number.error();
    const std::string doc = encode(record);
    return db_
        .run(
            "INSERT INTO record(connection,kind,id,lead,doc) VALUES(?,?,?,?,?) ON CONFLICT(connection, kind, "
            "id) DO "
            "UPDATE SET lead=excluded.lead, doc=excluded.doc",
            record.key.connection,
            record.key.kind.text,
            record.key.id.text,
            *number,
            doc
        )
        .finish();
}

}  // namespace crosswalk::sql
