#include "connector/io/store_sqlite/codec.h"
#include "connector/io/store_sqlite/tables.h"

namespace crosswalk::sqlite {

Result<std::optional<Lead>> LeadTable::load(const LeadId& id) {
    auto lead = load_row(id.text);
    if (!lead || *lead) return lead;
    const auto winner = joins_.winner_of(id.text);
    if (!winner) return winner.error();
    return *winner == id.text ? std::move(lead) : load_row(*winner);
}

Result<std::optional<Lead>> LeadTable::load_row(const std::string& id) {
    Cursor c = db_.run("SELECT doc FROM lead WHERE id=?", id);
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
    std::optional<Lead> before;
    {
        Cursor c = db_.run("SELECT doc, keys FROM lead WHERE id=?", lead.id.text);
        if (c.next()) {
            if (c.view(1) == keys) {
                const auto same_keys =
                    db_.run("UPDATE lead SET doc=? WHERE id=?", doc, lead.id.text).finish();
                return same_keys;
            }
            auto read = decode_lead(lead.id.text, c.view(0));
            if (!read) return read.error();
            before = std::move(*read);
        }
        if (const auto read = c.outcome(); !read) return read;
    }
    if (before)
        for (const auto& [key, value] : before->keys)
            if (const auto gone =
                    db_.run(
                           "DELETE FROM lead_key WHERE key=? AND value=? AND lead=?", key, value, lead.id.text
                    )
                        .finish();
                !gone)
                return gone;
    for (const auto& [key, value] : lead.keys)
        if (const auto kept =
                db_.run("INSERT OR IGNORE INTO lead_key VALUES(?,?,?)", key, value, lead.id.text).finish();
            !kept)
            return kept;
    return db_.run("INSERT OR REPLACE INTO lead VALUES(?,?,?)", lead.id.text, keys, doc).finish();
}

Result<std::vector<LeadId>> LeadTable::matching(std::string_view key, std::string_view value) {
    std::vector<LeadId> ids;
    Cursor c = db_.run("SELECT lead FROM lead_key WHERE key=? AND value=? LIMIT 100", key, value);
    while (c.next()) ids.push_back({c.text(0)});
    if (const auto read = c.outcome(); !read) return read.error();
    return ids;
}

Result<std::optional<RecordState>> LeadTable::record(const RecordKey& key) {
    Cursor c = db_.run(
        "SELECT lead, doc FROM record WHERE connection=? AND kind=? AND id=?",
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
        "SELECT connection, kind, id, doc FROM record WHERE lead=? ORDER BY connection, kind, id", lead
    );
    while (c.next()) {
        auto record = decode_record({c.text(0), {c.text(1)}, {c.text(2)}}, lead, c.view(3));
        if (!record) return record.error();
        records.push_back(std::move(*record));
    }
    if (const auto read = c.outcome(); !read) return read.error();
    return records;
}

// Who held the record while its lead was joined into another one must not take it back.
Result<void> LeadTable::save(const RecordState& record) {
    const std::string doc = encode(record);
    return db_
        .run(
            "INSERT INTO record VALUES(?1, ?2, ?3, ifnull((SELECT winner FROM joined WHERE loser=?4), ?4), "
            "?5) "
            "ON CONFLICT(connection, kind, id) DO UPDATE SET lead=excluded.lead, doc=excluded.doc",
            record.key.connection,
            record.key.kind.text,
            record.key.id.text,
            record.lead.text,
            doc
        )
        .finish();
}

}  // namespace crosswalk::sqlite
