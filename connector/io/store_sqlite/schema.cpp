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
    // What repeats in the history becomes words and numbers; steps, joins, alarms and what outlives a person.
    // Rows with a document stand in tables by number: a table without numbers gives each long row a page of
    // its own.
    R"sql(
    CREATE TABLE word(n INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
    CREATE TABLE lead_number(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
    CREATE TABLE target(lead INTEGER, id TEXT, k INTEGER NOT NULL, PRIMARY KEY(lead, id)) WITHOUT ROWID;
    CREATE TABLE era(version INTEGER PRIMARY KEY, n INTEGER NOT NULL);
    ALTER TABLE lead RENAME TO lead_by_id;
    ALTER TABLE lead_key RENAME TO lead_key_by_id;
    ALTER TABLE record RENAME TO record_by_id;
    ALTER TABLE history RENAME TO history_in_full;
    DROP INDEX record_lead;
    DROP INDEX history_lead;
    CREATE TABLE history(
        n INTEGER PRIMARY KEY, lead INTEGER NOT NULL, event INTEGER NOT NULL, at INTEGER NOT NULL, shape NOT NULL,
        version INTEGER NOT NULL, target INTEGER, before TEXT, after TEXT, note TEXT);
    INSERT INTO lead_number(id)
        SELECT id FROM lead_by_id UNION SELECT lead FROM record_by_id UNION SELECT lead FROM history_in_full;
    CREATE TABLE lead(n INTEGER PRIMARY KEY, keys TEXT NOT NULL, doc TEXT NOT NULL);
    INSERT INTO lead SELECT n, keys, doc FROM lead_number JOIN lead_by_id USING(id) ORDER BY n;
    CREATE TABLE lead_key(key TEXT, value TEXT, lead INTEGER, PRIMARY KEY(key, value, lead)) WITHOUT ROWID;
    INSERT INTO lead_key SELECT key, value, n FROM lead_key_by_id JOIN lead_number ON id=lead;
    CREATE TABLE record(
        n INTEGER PRIMARY KEY, connection TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, lead INTEGER NOT NULL,
        doc TEXT NOT NULL);
    INSERT INTO record(connection, kind, id, lead, doc)
        SELECT connection, kind, r.id, l.n, doc FROM record_by_id r JOIN lead_number l ON l.id=r.lead;
    CREATE UNIQUE INDEX record_key ON record(connection, kind, id);
    CREATE INDEX record_lead ON record(lead);
    DROP TABLE lead_by_id;
    DROP TABLE lead_key_by_id;
    DROP TABLE record_by_id;
    INSERT INTO word(text)
        SELECT DISTINCT '0'||char(31)||connection||char(31)||char(31)||field||char(31)||rule||char(31) FROM history_in_full;
    INSERT INTO history
        SELECT h.n, l.n, event, at, w.n, 0, NULL, before, after, nullif(note, '') FROM history_in_full h
        JOIN lead_number l ON l.id=h.lead
        JOIN word w ON w.text='0'||char(31)||connection||char(31)||char(31)||field||char(31)||rule||char(31)
        ORDER BY h.n;
    DROP TABLE history_in_full;
    CREATE INDEX history_lead ON history(lead);
    CREATE TABLE step(
        n INTEGER PRIMARY KEY, lead INTEGER NOT NULL, number INTEGER NOT NULL, came_from NOT NULL, went_to NOT NULL,
        at INTEGER NOT NULL, cause INTEGER NOT NULL, event INTEGER NOT NULL, connection NOT NULL, who TEXT NOT NULL,
        reason NOT NULL, filled_in INTEGER NOT NULL, version INTEGER NOT NULL);
    CREATE UNIQUE INDEX step_lead ON step(lead, number);
    CREATE INDEX step_by_rule ON step(went_to, at) WHERE cause=2;
    CREATE TABLE journal_lead(seq INTEGER, lead INTEGER, PRIMARY KEY(seq, lead)) WITHOUT ROWID;
    CREATE INDEX journal_of_lead ON journal_lead(lead);
    INSERT OR IGNORE INTO journal_lead SELECT event, lead FROM history WHERE event IN (SELECT seq FROM journal);
    CREATE TABLE joined(loser TEXT PRIMARY KEY, winner TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX joined_winner ON joined(winner);
    CREATE TABLE alarm(lead TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX alarm_due ON alarm(at);
    CREATE TABLE closed(address BLOB, field TEXT, at INTEGER NOT NULL, PRIMARY KEY(address, field)) WITHOUT ROWID;
    CREATE INDEX parked_lead ON parked(lead);
    )sql",
    // Whose file it is, in its header: kApplicationId.
    R"sql(
    PRAGMA application_id=1129796436;
    )sql",
    // Consent (urgency -1) waits in a row of its own beside what else its record is to be told.
    R"sql(
    DROP INDEX outbox_destination;
    CREATE UNIQUE INDEX outbox_destination ON outbox(connection, lead, kind, record, urgency<0);
    )sql",
    // Memberships wait in a row of their own as well: 0 fields, 1 consent, 2 memberships.
    R"sql(
    ALTER TABLE outbox ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
    UPDATE outbox SET part=1 WHERE urgency<0;
    DROP INDEX outbox_destination;
    CREATE UNIQUE INDEX outbox_destination ON outbox(connection, lead, kind, record, part);
    )sql",
    // Timers of several kinds in place of one alarm a lead.
    R"sql(
    CREATE TABLE timer(
        kind TEXT, subject TEXT, due INTEGER NOT NULL, payload TEXT NOT NULL, held_until INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY(kind, subject)) WITHOUT ROWID;
    CREATE INDEX timer_due ON timer(due, held_until);
    CREATE INDEX timer_subject ON timer(subject);
    INSERT INTO timer(kind, subject, due, payload) SELECT 'reentry', lead, at, '' FROM alarm;
    DROP TABLE alarm;
    )sql",
    // Hand-offs, why each went where it went, and the notices about leads.
    R"sql(
    CREATE TABLE handoff(
        id TEXT NOT NULL PRIMARY KEY, lead TEXT NOT NULL, owner TEXT NOT NULL, is_open INTEGER NOT NULL,
        made INTEGER NOT NULL, company TEXT NOT NULL, deadline INTEGER, doc TEXT NOT NULL);
    CREATE INDEX handoff_lead ON handoff(lead);
    CREATE INDEX handoff_open ON handoff(is_open, owner);
    CREATE INDEX handoff_made ON handoff(made);
    CREATE INDEX handoff_company ON handoff(company, made);
    CREATE INDEX handoff_deadline ON handoff(deadline) WHERE is_open=1;
    CREATE TABLE routing(
        handoff TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, question TEXT NOT NULL, decision TEXT NOT NULL);
    CREATE TABLE notice(
        id TEXT NOT NULL PRIMARY KEY, handoff TEXT NOT NULL, lead TEXT NOT NULL, member TEXT NOT NULL,
        channel TEXT NOT NULL, address TEXT NOT NULL, message TEXT NOT NULL, further TEXT NOT NULL,
        state INTEGER NOT NULL, attempts INTEGER NOT NULL, made INTEGER NOT NULL, due INTEGER NOT NULL,
        cause TEXT NOT NULL, there TEXT NOT NULL, held_until INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX notice_due ON notice(channel, state, due);
    CREATE INDEX notice_handoff ON notice(handoff);
    CREATE INDEX notice_lead ON notice(lead);
    CREATE INDEX notice_there ON notice(channel, there);
    CREATE INDEX notice_trouble ON notice(made) WHERE cause<>'';
    CREATE TABLE notice_token(hash BLOB NOT NULL PRIMARY KEY, notice TEXT NOT NULL);
    CREATE INDEX notice_token_of ON notice_token(notice);
    )sql",
    // Figures are counted from whoever moved within a range.
    R"sql(
    CREATE INDEX step_at ON step(at, lead);
    )sql",
    // Who may use the admin side, and what was done there; what pages of the console look for.
    R"sql(
    CREATE TABLE account(
        id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, email TEXT NOT NULL,
        disabled INTEGER NOT NULL, made INTEGER NOT NULL, seen INTEGER NOT NULL);
    CREATE TABLE credential(
        kind TEXT NOT NULL, hash TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, until INTEGER, doc TEXT NOT NULL,
        PRIMARY KEY(kind, hash));
    CREATE INDEX credential_owner ON credential(kind, owner, id);
    CREATE INDEX credential_until ON credential(until) WHERE until IS NOT NULL;
    INSERT INTO credential(kind, hash, id, owner, until, doc)
        SELECT 'token', substr(name, 7), substr(name, 7, 16), '', NULL, value FROM setting WHERE name>='token/' AND name<'token0';
    DELETE FROM setting WHERE name>='token/' AND name<'token0';
    CREATE TABLE audit(
        n INTEGER NOT NULL PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL,
        origin TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL);
    CREATE INDEX audit_at ON audit(at);
    CREATE INDEX audit_who ON audit(who, n);
    CREATE INDEX audit_what ON audit(what, n);
    CREATE INDEX handoff_of_owner ON handoff(owner, id);
    CREATE INDEX parked_cause ON parked(connection, code, what, id);
    )sql",
};
static_assert(kApplicationId == 1'129'796'436);

// Builds before this step left removed rows readable in free pages: the file is written anew without them. A
// disk without room for that keeps them.
constexpr std::int64_t kWipeBefore = 2;

void wipe_free_pages(Database& db, bool on_disk) {
    if (on_disk) (void)db.execute("PRAGMA temp_store=FILE");  // it may be larger than the memory
    (void)db.execute("VACUUM");
    (void)db.execute("PRAGMA temp_store=MEMORY");
}

}  // namespace

int schema_version() { return static_cast<int>(kSteps.size()); }

Result<void> migrate(Database& db, bool on_disk) {
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
        if (step == kWipeBefore && version > 0) wipe_free_pages(db, on_disk);
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
