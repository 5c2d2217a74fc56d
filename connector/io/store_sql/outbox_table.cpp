#include "connector/io/store_sql/codec.h"
#include "connector/io/store_sql/tables.h"

namespace crosswalk::sql {
namespace {

// All that rows of "fields, sent" name.
Result<FieldSet> fields_and_sent(Cursor& c) {
    FieldSet out;
    while (c.next())
        for (const int column : {0, 1}) out.merge(decode_fields(c.view(column)));
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

}  // namespace

OutboxTable::Row OutboxTable::Row::at(const Cursor& c) {
    return {
        c.integer(0),
        c.text(1),
        c.text(2),
        c.text(3),
        c.text(4),
        decode_fields(c.view(5)),
        decode_fields(c.view(6)),
        static_cast<int>(c.integer(7)),
        c.integer(8),
        c.integer(9) != 0,
        static_cast<int>(c.integer(10)),
        c.integer(11) != 0,
        c.text(12),
        c.integer(13),
        static_cast<int>(c.integer(14)),
        c.integer(15),
        static_cast<int>(c.integer(16))};
}

void OutboxTable::book(std::string_view connection, std::string_view word, std::int64_t n) {
    books_.add(connection, Book::writes, word, n);
}

Result<std::optional<OutboxTable::Row>> OutboxTable::row(std::int64_t id) {
    Cursor c = db_.run("SELECT * FROM outbox WHERE id=?", id);
    if (c.next()) return std::optional{Row::at(c)};
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<Row>{};
}

Result<std::optional<OutboxTable::Row>> OutboxTable::row_at(
    std::string_view connection,
    std::string_view lead,
    std::string_view kind,
    std::string_view record,
    int part
) {
    Cursor c = db_.run(
        "SELECT * FROM outbox WHERE connection=? AND lead=? AND kind=? AND record=? AND part=?",
        connection,
        lead,
        kind,
        record,
        part
    );
    if (c.next()) return std::optional{Row::at(c)};
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<Row>{};
}

Result<void> OutboxTable::add(const WriteIntent& intent) {
    const std::string record = intent.record ? intent.record->text : "";
    const auto lead = joins_.winner_of(intent.lead.text);
    if (!lead) return lead.error();
    const int part = static_cast<int>(intent.part);
    const auto found = row_at(intent.connection, *lead, intent.kind.text, record, part);
    if (!found) return found.error();
    const std::optional<Row>& there = *found;
    book(intent.connection, books::kTotal, 1);
    const int urgency = static_cast<int>(intent.urgency);
    if (!there) {
        book(intent.connection, books::kWaiting, 1);
        const std::string fields = encode(intent.fields);
        return db_
            .run(
                "INSERT INTO "
                "outbox(connection,lead,kind,record,fields,sent,urgency,due,state,attempts,unanswered,memo,"
                "cause,part)"
                " VALUES(?,?,?,?,?,'',?,?,0,0,0,'',?,?)",
                intent.connection,
                *lead,
                intent.kind.text,
                record,
                fields,
                urgency,
                ms(intent.due),
                intent.cause,
                part
            )
            .finish();
    }
    const bool joins = !there->fields.empty();
    book(intent.connection, joins ? books::kMerged : books::kWaiting, 1);
    FieldSet fields = intent.fields;
    fields.insert(there->fields.begin(), there->fields.end());
    const std::string text = encode(fields);
    return db_
        .run(
            "UPDATE outbox SET fields=?, urgency=?, due=?, cause=? WHERE id=?",
            text,
            joins ? std::min(urgency, there->urgency) : urgency,
            joins ? std::min(ms(intent.due), there->due) : ms(intent.due),
            intent.cause,
            there->id
        )
        .finish();
}

Result<void> OutboxTable::link(std::int64_t write, const VendorKind& kind, const VendorId& record) {
    const auto found = row(write);
    if (!found) return found.error();
    if (!*found) return {};
    const Row& r = **found;
    std::optional<Row> there;
    {
        Cursor c = db_.run(
            "SELECT * FROM outbox WHERE connection=? AND lead=? AND kind=? AND record=? AND part=? AND id<>?",
            r.connection,
            r.lead,
            kind.text,
            record.text,
            r.part,
            write
        );
        if (c.next()) there = Row::at(c);
        if (const auto read = c.outcome(); !read) return read;
    }
    if (!there)
        return db_.run("UPDATE outbox SET kind=?, record=? WHERE id=?", kind.text, record.text, write)
            .finish();
    if (r.fields.empty()) return {};
    // Two waiting writes become one; a claim itself goes on where it is until it is settled.
    if (!there->fields.empty()) {
        book(r.connection, books::kWaiting, -1);
        book(r.connection, books::kMerged, 1);
    }
    FieldSet fields = r.fields;
    fields.insert(there->fields.begin(), there->fields.end());
    const std::string text = encode(fields);
    if (const auto joined =
            db_.run(
                   "UPDATE outbox SET fields=?1, urgency=CASE WHEN urgency<?2 THEN urgency ELSE ?2 END, due=CASE WHEN "
                   "due<?3 THEN due ELSE ?3 END WHERE id=?4",
                   text,
                   r.urgency,
                   r.due,
                   there->id
            )
                .finish();
        !joined)
        return joined;
    if (!r.in_flight) return db_.run("DELETE FROM outbox WHERE id=?", write).finish();
    return db_.run("UPDATE outbox SET fields='' WHERE id=?", write).finish();
}

Result<FieldSet> OutboxTable::waiting(std::string_view connection, const LeadId& id) {
    const auto lead = joins_.winner_of(id.text);
    if (!lead) return lead.error();
    Cursor c = db_.run("SELECT fields, sent FROM outbox WHERE connection=? AND lead=?", connection, *lead);
    return fields_and_sent(c);
}

Result<FieldSet> OutboxTable::perhaps_created(std::string_view connection, const LeadId& id) {
    const auto lead = joins_.winner_of(id.text);
    if (!lead) return lead.error();
    Cursor c = db_.run(
        "SELECT fields, sent FROM outbox WHERE connection=? AND lead=? AND record='' AND (unanswered<>0 OR state<>0)",
        connection,
        *lead
    );
    return fields_and_sent(c);
}

}  // namespace crosswalk::sql
