-- A store as version 1 of the schema left it, written by the program of that time: two invented people, four
-- deliveries, a write that waits, a read that is wanted, an item that is parked.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE journal(
        seq INTEGER PRIMARY KEY, connection TEXT NOT NULL, kind INTEGER NOT NULL, parent INTEGER NOT NULL,
        received_at INTEGER NOT NULL, method TEXT NOT NULL, target TEXT NOT NULL, headers TEXT NOT NULL, memo TEXT NOT NULL,
        body BLOB NOT NULL, checksum INTEGER NOT NULL);
INSERT INTO journal VALUES(1,'mail',0,0,1800000001000,'POST','/hooks/mail',replace('Content-Type: application/json\n','\n',char(10)),'',X'7b226e223a317d',-6379594733354773135);
INSERT INTO journal VALUES(2,'mail',0,0,1800000002000,'POST','/hooks/mail',replace('Content-Type: application/json\n','\n',char(10)),'',X'7b226e223a327d',-4510023556277952212);
INSERT INTO journal VALUES(3,'mail',0,0,1800000003000,'POST','/hooks/mail',replace('Content-Type: application/json\n','\n',char(10)),'',X'7b226e223a337d',1190245722234080874);
INSERT INTO journal VALUES(4,'mail',0,0,1800000004000,'POST','/hooks/mail',replace('Content-Type: application/json\n','\n',char(10)),'',X'7b226e223a347d',-8206773685431449345);
CREATE TABLE delivery(connection TEXT, id TEXT, received_at INTEGER NOT NULL, PRIMARY KEY(connection, id)) WITHOUT ROWID;
INSERT INTO delivery VALUES('mail','d1',1800000001000);
INSERT INTO delivery VALUES('mail','d2',1800000002000);
INSERT INTO delivery VALUES('mail','d3',1800000003000);
INSERT INTO delivery VALUES('mail','d4',1800000004000);
CREATE TABLE event_key(connection TEXT, key TEXT, at INTEGER NOT NULL, PRIMARY KEY(connection, key)) WITHOUT ROWID;
INSERT INTO event_key VALUES('mail','k1',1800000001000);
CREATE TABLE lead(id TEXT PRIMARY KEY, keys TEXT NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO lead VALUES('019af0c0-0000-7000-8000-000000000001',replace('email\nada@example.com\n','\n',char(10)),'{"v":{"email":["ada@example.com",1,"mail",1800000000000,"newest",1],"phone":[null,1,"crm",1800000000000,"prefer crm unless blank",2]},"a":{"crm":1800000009000},"k":{"email":"ada@example.com"},"c":1800000000000,"i":"mail"}');
INSERT INTO lead VALUES('019af0c0-0000-7000-8000-000000000002',replace('email\nbob@example.com\n','\n',char(10)),'{"v":{"email":["bob@example.com",2,"mail",1800000001000,"newest",1],"phone":[null,2,"crm",1800000001000,"prefer crm unless blank",2]},"a":{"crm":1800000009000},"k":{"email":"bob@example.com"},"c":1800000001000,"i":"mail"}');
CREATE TABLE lead_key(key TEXT, value TEXT, lead TEXT, PRIMARY KEY(key, value, lead)) WITHOUT ROWID;
INSERT INTO lead_key VALUES('email','ada@example.com','019af0c0-0000-7000-8000-000000000001');
INSERT INTO lead_key VALUES('email','bob@example.com','019af0c0-0000-7000-8000-000000000002');
CREATE TABLE record(
        connection TEXT, kind TEXT, id TEXT, lead TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY(connection, kind, id)) WITHOUT ROWID;
INSERT INTO record VALUES('mail','contact','70','019af0c0-0000-7000-8000-000000000001','{"f":{"email":{"k":"ada@example.com","h":[1800000000000,0,1]}},"s":true}');
INSERT INTO record VALUES('mail','contact','71','019af0c0-0000-7000-8000-000000000002','{"f":{"email":{"k":"bob@example.com","h":[1800000001000,0,2]}}}');
CREATE TABLE history(
        n INTEGER PRIMARY KEY, lead TEXT NOT NULL, event INTEGER NOT NULL, at INTEGER NOT NULL, field TEXT NOT NULL,
        before TEXT, after TEXT, connection TEXT NOT NULL, rule TEXT NOT NULL, note TEXT NOT NULL);
INSERT INTO history VALUES(1,'019af0c0-0000-7000-8000-000000000001',1,1800000000000,'email',NULL,'ada@example.com','mail','newest','');
INSERT INTO history VALUES(2,'019af0c0-0000-7000-8000-000000000001',2,1800000001000,'phone','before 1','ada@example.com','mail','newest','');
INSERT INTO history VALUES(3,'019af0c0-0000-7000-8000-000000000001',3,1800000002000,'email','before 2','ada@example.com','mail','newest','crm=(blank)');
INSERT INTO history VALUES(4,'019af0c0-0000-7000-8000-000000000002',1,1800000000000,'email',NULL,'bob@example.com','mail','newest','');
INSERT INTO history VALUES(5,'019af0c0-0000-7000-8000-000000000002',2,1800000001000,'phone','before 1','bob@example.com','mail','newest','');
INSERT INTO history VALUES(6,'019af0c0-0000-7000-8000-000000000002',3,1800000002000,'email','before 2','bob@example.com','mail','newest','crm=(blank)');
CREATE TABLE outbox(
        id INTEGER PRIMARY KEY AUTOINCREMENT, connection TEXT NOT NULL, lead TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,
        fields TEXT NOT NULL, sent TEXT NOT NULL, urgency INTEGER NOT NULL, due INTEGER NOT NULL, state INTEGER NOT NULL,
        attempts INTEGER NOT NULL, unanswered INTEGER NOT NULL, memo TEXT NOT NULL, cause INTEGER NOT NULL,
        sent_urgency INTEGER NOT NULL DEFAULT 2, sent_cause INTEGER NOT NULL DEFAULT 0);
INSERT INTO outbox VALUES(1,'crm','019af0c0-0000-7000-8000-000000000001','Lead','r1',replace('email\n','\n',char(10)),'',2,1800000005000,0,0,0,'',1,2,0);
CREATE TABLE wanted(
        connection TEXT, kind TEXT, id TEXT, parent INTEGER NOT NULL, changes INTEGER NOT NULL, applied_some INTEGER NOT NULL,
        attempts INTEGER NOT NULL, due INTEGER NOT NULL, fields TEXT NOT NULL,
        PRIMARY KEY(connection, kind, id)) WITHOUT ROWID;
INSERT INTO wanted VALUES('mail','contact','72',4,1,0,0,1800000006000,'');
CREATE TABLE parked(
        id INTEGER PRIMARY KEY AUTOINCREMENT, what INTEGER NOT NULL, connection TEXT NOT NULL, event INTEGER NOT NULL,
        lead TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL, fields TEXT NOT NULL, code TEXT NOT NULL,
        says TEXT NOT NULL, advice TEXT NOT NULL, since INTEGER NOT NULL);
INSERT INTO parked VALUES(1,1,'mail',3,'019af0c0-0000-7000-8000-000000000002','contact','71',replace('email\n','\n',char(10)),'c','s','a',1800000003000);
CREATE TABLE books(connection TEXT, book INTEGER, word TEXT, n INTEGER NOT NULL, PRIMARY KEY(connection, book, word)) WITHOUT ROWID;
INSERT INTO books VALUES('crm',2,'total',1);
INSERT INTO books VALUES('crm',2,'waiting',1);
INSERT INTO books VALUES('mail',0,'total',4);
INSERT INTO books VALUES('mail',0,'waiting',4);
INSERT INTO books VALUES('mail',1,'parked',1);
INSERT INTO books VALUES('mail',1,'total',1);
CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO setting VALUES('applied','3');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('outbox',1);
INSERT INTO sqlite_sequence VALUES('parked',1);
CREATE INDEX delivery_age ON delivery(received_at);
CREATE INDEX event_key_age ON event_key(at);
CREATE INDEX record_lead ON record(lead);
CREATE INDEX history_lead ON history(lead, n);
CREATE UNIQUE INDEX outbox_destination ON outbox(connection, lead, kind, record);
CREATE INDEX outbox_due ON outbox(connection, state, urgency, due);
CREATE INDEX wanted_due ON wanted(connection, due);
CREATE INDEX parked_event ON parked(event);
CREATE INDEX parked_record ON parked(connection, record, code);
PRAGMA user_version=1;
COMMIT;
