#include "connector/io/store_sql/handoff_table.h"

#include "connector/io/store_sql/tables.h"

namespace crosswalk::sql {
namespace {

// Rows of all columns, in the order of the table.
Result<std::vector<KeptHandoff>> handoffs_in(Cursor c) {
    std::vector<KeptHandoff> out;
    while (c.next())
        out.push_back(
            {.id = c.text(0),
             .lead = {c.text(1)},
             .owner = c.text(2),
             .open = c.integer(3) != 0,
             .made = at_ms(c.integer(4)),
             .company = c.text(5),
             .deadline = c.null(6) ? std::nullopt : std::optional(at_ms(c.integer(6))),
             .doc = c.text(7)}
        );
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

}  // namespace

Result<void> HandoffTable::save(const KeptHandoff& one) {
    const auto lead = joins_.winner_of(one.lead.text);
    if (!lead) return lead.error();
    db_.note_change(Topic::handoffs);
    return db_
        .run(
            "INSERT INTO handoff(id,lead,owner,is_open,made,company,deadline,doc) VALUES(?,?,?,?,?,?,?,?) ON "
            "CONFLICT(id) DO UPDATE SET owner=excluded.owner, is_open=excluded.is_open, deadline=excluded.deadline, "
            "doc=excluded.doc",
            one.id,
            *lead,
            one.owner,
            one.open,
            ms(one.made),
            one.company,
            one.deadline ? std::optional(ms(*one.deadline)) : std::nullopt,
            one.doc
        )
        .finish();
}

Result<std::optional<KeptHandoff>> HandoffTable::load(std::string_view id) {
    auto found = handoffs_in(db_.run("SELECT * FROM handoff WHERE id=?", id));
    if (!found) return found.error();
    return found->empty() ? std::nullopt : std::optional(std::move(found->front()));
}

Result<std::vector<KeptHandoff>> HandoffTable::of(const LeadId& id) {
    const auto lead = joins_.winner_of(id.text);
    if (!lead) return lead.error();
    return handoffs_in(
        db_.run("SELECT * FROM handoff WHERE lead=? ORDER BY made, id", *lead)
    );
}

Result<std::vector<KeptHandoff>> HandoffTable::list(bool open_only, std::string_view after, std::size_t limit) {
    return handoffs_in(db_.run(
        "SELECT * FROM handoff WHERE id>? AND is_open>=? ORDER BY id LIMIT ?",
        after,
        open_only,
        static_cast<std::int64_t>(limit)
    ));
}

Result<std::vector<KeptHandoff>> HandoffTable::of_owner(const HandoffQuery& query) {
    return handoffs_in(db_.run(
        "SELECT * FROM handoff WHERE owner=? AND id>? AND is_open>=? ORDER BY id LIMIT ?",
        query.owner,
        query.after,
        query.open_only,
        static_cast<std::int64_t>(query.limit)
    ));
}

Result<std::map<std::string, OwnerLoad, std::less<>>> HandoffTable::loads(Millis today) {
    std::map<std::string, OwnerLoad, std::less<>> out;
    {
        Cursor c = db_.run("SELECT owner, count(*) FROM handoff WHERE is_open=1 GROUP BY owner");
        while (c.next()) out[c.text(0)].open = c.integer(1);
        if (const auto read = c.outcome(); !read) return read.error();
    }
    Cursor c = db_.run("SELECT owner, count(*) FROM handoff WHERE made>=? GROUP BY owner", ms(today));
    while (c.next()) out[c.text(0)].today = c.integer(1);
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

Result<std::int64_t> HandoffTable::made_since(Millis since) {
    Cursor c = db_.run("SELECT count(*) FROM handoff WHERE made>?", ms(since));
    if (c.next()) return c.integer(0);
    if (const auto read = c.outcome(); !read) return read.error();
    return 0;
}

Result<std::vector<KeptHandoff>> HandoffTable::overdue(Millis now, std::size_t limit) {
    return handoffs_in(db_.run(
        "SELECT * FROM handoff WHERE is_open=1 AND deadline<=? ORDER BY deadline LIMIT ?",
        ms(now),
        static_cast<std::int64_t>(limit)
    ));
}

Result<std::optional<std::string>> HandoffTable::owner_of_company(std::string_view company) {
    Cursor c = db_.run("SELECT owner FROM handoff WHERE company=? ORDER BY made DESC LIMIT 1", company);
    std::optional<std::string> owner;
    if (c.next()) owner = c.text(0);
    if (const auto read = c.outcome(); !read) return read.error();
    return owner;
}

Result<void> HandoffTable::save(const KeptRouting& one) {
    return db_
        .run(
            "INSERT INTO routing(handoff,version,question,decision) VALUES(?,?,?,?) ON CONFLICT(handoff) DO NOTHING",
            one.handoff,
            one.mapping_version,
            one.question,
            one.decision
        )
        .finish();
}

Result<std::optional<KeptRouting>> HandoffTable::routing(std::string_view handoff) {
    Cursor c = db_.run("SELECT handoff, version, question, decision FROM routing WHERE handoff=?", handoff);
    std::optional<KeptRouting> out;
    if (c.next()) out = KeptRouting{c.text(0), c.integer(1), c.text(2), c.text(3)};
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

Result<void> HandoffTable::join(const std::string& loser, const std::string& winner) {
    db_.note_change(Topic::handoffs);
    return db_.run("UPDATE handoff SET lead=? WHERE lead=?", winner, loser).finish();
}

Result<void> HandoffTable::forget(const std::string& lead) {
    db_.note_change(Topic::handoffs);
    const auto routing =
        db_.run("DELETE FROM routing WHERE handoff IN (SELECT id FROM handoff WHERE lead=?)", lead).finish();
    if (!routing) return routing;
    return db_.run("DELETE FROM handoff WHERE lead=?", lead).finish();
}

}  // namespace crosswalk::sql
