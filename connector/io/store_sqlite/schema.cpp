#include "connector/io/store_sqlite/schema.h"

#include <array>
#include <string>

namespace crosswalk::sqlite {
namespace {

// Steps are only ever added at the end. The n-th leads from version n to n+1.
constexpr std::array kSteps = {
    R"sql(
    CREATE TABLE journal(
        seq INTEGER PRIMARY KEY, connection TEXT NOT NULL, kind INTEGER NOT NULL, parent INTEGER NOT NULL,
        received_at INTEGER NOT NULL, method TEXT NOT NULL, target TEXT NOT NULL, headers TEXT NOT NULL, memo TEXT NOT NULL,
        body BLOB NOT NULL, checksum INTEGER NOT NULL);
    CREATE TABLE delivery(connection TEXT, id TEXT, received_at INTEGER NOT NULL, PRIMARY KEY(connection, id)) WITHOUT ROWID;
    CREATE INDEX delivery_age ON delivery(received_at);
    CREATE TABLE event_key(connection TEXT, key TEXT, at INTEGER NOT NULL, PRIMARY KEY(connection, key)) WITHOUT ROWID;
    CREATE INDEX event_key_age ON event_key(at);
    CREATE TABLE lead(id TEXT PRIMARY KEY, keys TEXT NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE lead_key(key TEXT, value TEXT, lead TEXT, PRIMARY KEY(key, value, lead)) WITHOUT ROWID;
    CREATE TABLE record(
        connection TEXT, kind TEXT, id TEXT, lead TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY(connection, kind, id)) WITHOUT ROWID;
    CREATE INDEX record_lead ON record(lead);
    CREATE TABLE history(
        n INTEGER PRIMARY KEY, lead TEXT NOT NULL, event INTEGER NOT NULL, at INTEGER NOT NULL, field TEXT NOT NULL,
        before TEXT, after TEXT, connection TEXT NOT NULL, rule TEXT NOT NULL, note TEXT NOT NULL);
    CREATE INDEX history_lead ON history(lead, n);
    CREATE TABLE outbox(
        id INTEGER PRIMARY KEY AUTOINCREMENT, connection TEXT NOT NULL, lead TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,
        fields TEXT NOT NULL, sent TEXT NOT NULL, urgency INTEGER NOT NULL, due INTEGER NOT NULL, state INTEGER NOT NULL,
        attempts INTEGER NOT NULL, unanswered INTEGER NOT NULL, memo TEXT NOT NULL, cause INTEGER NOT NULL,
        sent_urgency INTEGER NOT NULL DEFAULT 2, sent_cause INTEGER NOT NULL DEFAULT 0);
    CREATE UNIQUE INDEX outbox_destination ON outbox(connection, lead, kind, record);
    CREATE INDEX outbox_due ON outbox(connection, state, urgency, due);
    CREATE TABLE wanted(
        connection TEXT, kind TEXT, id TEXT, parent INTEGER NOT NULL, changes INTEGER NOT NULL, applied_some INTEGER NOT NULL,
        attempts INTEGER NOT NULL, due INTEGER NOT NULL, fields TEXT NOT NULL,
        PRIMARY KEY(connection, kind, id)) WITHOUT ROWID;
    CREATE INDEX wanted_due ON wanted(connection, due);
    CREATE TABLE parked(
        id INTEGER PRIMARY KEY AUTOINCREMENT, what INTEGER NOT NULL, connection TEXT NOT NULL, event INTEGER NOT NULL,
        lead TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL, fields TEXT NOT NULL, code TEXT NOT NULL,
        says TEXT NOT NULL, advice TEXT NOT NULL, since INTEGER NOT NULL);
    CREATE INDEX parked_event ON parked(event);
    CREATE INDEX parked_record ON parked(connection, record, code);
    CREATE TABLE books(connection TEXT, book INTEGER, word TEXT, n INTEGER NOT NULL, PRIMARY KEY(connection, book, word)) WITHOUT ROWID;
    CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    )sql",
};

}  // namespace

int schema_version() { return static_cast<int>(kSteps.size()); }

Result<void> migrate(Database& db) {
    std::int64_t version = 0;
    {
        Cursor cursor = db.run("PRAGMA user_version");
        if (cursor.next()) version = cursor.integer(0);
        if (const auto read = cursor.outcome(); !read) return read;
    }
    if (version > schema_version())
        return Fault{
            "store.newer",
            "The store was written by a newer Crosswalk (version " + std::to_string(version) +
                ", this one knows " + std::to_string(schema_version()) + ").",
            "Install that Crosswalk again, or restore a backup made before the upgrade."};
    for (auto step = version; step < schema_version(); ++step) {
        const std::string sql = std::string("BEGIN IMMEDIATE;") + kSteps.at(static_cast<std::size_t>(step)) +
                                "PRAGMA user_version=" + std::to_string(step + 1) + ";COMMIT;";
        if (const auto done = db.execute(sql.c_str()); !done) {
            (void)db.execute("ROLLBACK");
            return done;
        }
    }
    return {};
}

}  // namespace crosswalk::sqlite
