#include "connector/io/store_sql/identity_table.h"

#include "connector/ports/restored.h"

#include "connector/crypto/crypto.h"
#include "connector/io/store_sql/tables.h"

#include <algorithm>
#include <cassert>

namespace crosswalk::sql {
namespace {

constexpr const char* kOwnKey = "suppression_key";
constexpr std::size_t kKeyBytes = 32;

// Canonical addresses come folded; what an admin types may not.
std::string mark_of(const std::string& key, std::string_view address) {
    std::string folded(address);
    std::ranges::transform(folded, folded.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return crypto::hmac_sha256(key, folded);
}

std::string without(std::string text, std::string_view erased) {
    constexpr std::string_view kInstead = "(erased)";
    if (erased.empty()) return text;
    for (auto at = text.find(erased); at != std::string::npos; at = text.find(erased, at + kInstead.size()))
        text.replace(at, erased.size(), kInstead);
    return text;
}

// Rows of a number and some texts.
using Texts = std::vector<std::pair<std::int64_t, std::vector<std::string>>>;
Result<Texts> rows_with(Cursor c, int texts) {
    Texts rows;
    while (c.next()) {
        auto& row = rows.emplace_back(c.integer(0), std::vector<std::string>{});
        for (int column = 1; column <= texts; ++column) row.second.push_back(c.text(column));
    }
    if (const auto read = c.outcome(); !read) return read.error();
    return rows;
}

}  // namespace

Result<std::vector<std::string>> suppression_keys(SqlConnection& db, std::vector<std::string> given) {
    if (given.empty()) {
        const std::string fresh = crypto::hex(crypto::random_bytes(kKeyBytes));
        const auto kept = db.run("INSERT INTO setting VALUES(?,?) ON CONFLICT DO NOTHING", kOwnKey, fresh).finish();
        if (!kept) return kept.error();
    }
    Cursor c = db.run("SELECT value FROM setting WHERE name=?", kOwnKey);
    if (c.next())
        if (auto own = crypto::from_hex(c.view(0))) given.push_back(std::move(*own));
    if (const auto read = c.outcome(); !read) return read.error();
    return given;
}

Result<void> IdentityTable::join(const LeadId& loser, const LeadId& winner) {
    const auto from = parts_.joins.winner_of(loser.text), to = parts_.joins.winner_of(winner.text);
    if (!from) return from.error();
    if (!to) return to.error();
    if (*from == *to) return {};
    const auto number = parts_.numbers.number(*to);
    if (!number) return number.error();
    const auto records =
        parts_.db
            .run("UPDATE record SET lead=? WHERE lead=(SELECT n FROM lead_number WHERE id=?)", *number, *from)
            .finish();
    if (!records) return records;
    if (const auto moved = parts_.db.run("UPDATE parked SET lead=? WHERE lead=?", *to, *from).finish();
        !moved)
        return moved;
    if (const auto moved = parts_.timers.join(*from, *to); !moved) return moved;
    if (const auto moved = parts_.handoffs.join(*from, *to); !moved) return moved;
    if (const auto moved = parts_.notices.join(*from, *to); !moved) return moved;
    if (const auto gone = parts_.leads.forget(*from); !gone) return gone;
    if (const auto joined = parts_.joins.join(*from, *to); !joined) return joined;
    return parts_.outbox.join(*from, *to);
}

Result<std::vector<LeadId>> IdentityTable::after(const LeadId& mark, std::size_t limit) {
    std::vector<LeadId> ids;
    Cursor c = parts_.db.run(
        "SELECT id FROM lead_number l CROSS JOIN lead d WHERE d.n=l.n AND id>? ORDER BY id LIMIT ?",
        mark.text,
        static_cast<std::int64_t>(limit)
    );
    while (c.next()) ids.push_back({c.text(0)});
    if (const auto read = c.outcome(); !read) return read.error();
    return ids;
}

// Their items were parked in the books; nothing will come of them now.
Result<void> IdentityTable::forget_parked(const std::string& lead, std::int64_t number) {
    {
        Cursor c = parts_.db.run("SELECT connection, what FROM parked WHERE lead=?", lead);
        while (c.next()) {
            const auto what = static_cast<Parked::What>(c.integer(1));
            if (what != Parked::What::change && what != Parked::What::write) continue;
            const Book book = what == Parked::What::write ? Book::writes : Book::changes;
            parts_.books.add(c.view(0), book, books::kParked, -1);
            parts_.books.add(
                c.view(0), book, book == Book::writes ? books::kWithdrawn : books::kIrrelevant, 1
            );
        }
        if (const auto read = c.outcome(); !read) return read;
    }
    return parts_.db
        .run(
            "DELETE FROM parked WHERE lead=?1 OR (what=?2 AND (connection, kind, record) IN (SELECT connection, kind, id "
            "FROM record WHERE lead=?3))",
            lead,
            static_cast<int>(Parked::What::people),
            number
        )
        .finish();
}

// What was still to be read of the person would bring them back.
Result<void> IdentityTable::forget_reads(std::int64_t number) {
    constexpr const char* kOfLead =
        "SELECT w.connection, w.changes FROM record r CROSS JOIN wanted w WHERE "
        "w.connection=r.connection AND w.kind=r.kind AND w.id=r.id AND r.lead=?";
    {
        Cursor c = parts_.db.run(kOfLead, number);
        while (c.next()) {
            parts_.books.add(c.view(0), Book::changes, books::kWaiting, -c.integer(1));
            parts_.books.add(c.view(0), Book::changes, books::kIrrelevant, c.integer(1));
        }
        if (const auto read = c.outcome(); !read) return read;
    }
    return parts_.db
        .run(
            "DELETE FROM wanted WHERE (connection, kind, id) IN (SELECT connection, kind, id FROM record "
            "WHERE "
            "lead=?)",
            number
        )
        .finish();
}

// Words are shared by many rows; one that holds an address was meant for one person.
Result<void> IdentityTable::blot_out(std::string_view text) {
    parts_.db.note_removal();
    const auto words = rows_with(parts_.db.run("SELECT n, text FROM word WHERE instr(text, ?)>0", text), 1);
    if (!words) return words.error();
    for (const auto& [n, columns] : *words) {
        const std::string left = without(columns[0], text);
        const auto blotted =
            parts_.db
                .run(
                    "UPDATE word SET text=?1 WHERE n=?2 AND NOT EXISTS(SELECT 1 FROM word WHERE text=?1)", left, n
                )
                .finish();
        if (!blotted) return blotted;
    }
    const auto parked = rows_with(
        parts_.db.run(
            "SELECT id, says, advice FROM parked WHERE instr(says, ?1)>0 OR instr(advice, ?1)>0", text
        ),
        2
    );
    if (!parked) return parked.error();
    for (const auto& [id, columns] : *parked) {
        const std::string says = without(columns[0], text), advice = without(columns[1], text);
        const auto blotted =
            parts_.db.run("UPDATE parked SET says=?, advice=? WHERE id=?", says, advice, id).finish();
        if (!blotted) return blotted;
    }
    return {};
}

Result<void> IdentityTable::erase_one(const std::string& lead) {
    const auto records = parts_.leads.records_of({lead});
    if (!records) return records.error();
    parts_.db.note_erased(erased_key(LeadId{lead}));
    for (const RecordState& record : *records) parts_.db.note_erased(erased_key(record.key));
    const auto number = parts_.numbers.find(lead);
    if (!number) return number.error();
    if (const auto gone = forget_parked(lead, number->value_or(0)); !gone) return gone;
    if (*number)
        if (const auto gone = forget_reads(**number); !gone) return gone;
    if (const auto gone = parts_.outbox.withdraw(lead); !gone) return gone;
    if (const auto gone = parts_.timers.forget(lead); !gone) return gone;
    if (const auto gone = parts_.notices.forget(lead); !gone) return gone;
    if (const auto gone = parts_.handoffs.forget(lead); !gone) return gone;
    if (!*number) return {};
    if (const auto emptied = parts_.journal.forget_lead(**number); !emptied) return emptied;
    if (const auto gone = parts_.leads.forget(lead); !gone) return gone;
    if (const auto gone = parts_.db.run("DELETE FROM record WHERE lead=?", **number).finish(); !gone)
        return gone;
    return parts_.history.erase(lead);
}

Result<void> IdentityTable::erase(const LeadId& id) {
    parts_.db.note_removal();
    const auto family = parts_.joins.family(id.text);
    if (!family) return family.error();
    for (const std::string& lead : *family)
        if (const auto gone = erase_one(lead); !gone) return gone;
    return parts_.joins.forget(family->front());
}

Result<void> IdentityTable::remember(std::string_view address, std::string_view consent_field, Millis at) {
    return remember_mark(mark(address), consent_field, at);
}

std::string IdentityTable::mark(std::string_view address) {
    assert(!keys_.empty());
    return crypto::hex(mark_of(keys_.front(), address));
}

Result<void> IdentityTable::remember_mark(std::string_view mark, std::string_view consent_field, Millis at) {
    const auto bytes = crypto::from_hex(mark);
    if (!bytes)
        return Fault{
            "store.corrupt", "What stands for an erased address cannot be read.", "Restore the store from a backup."};
    return parts_.db
        .run("INSERT INTO closed VALUES(?,?,?) ON CONFLICT(address,field) DO UPDATE SET at=excluded.at WHERE "
             "excluded.at>closed.at",
             Blob{*bytes}, consent_field, ms(at))
        .finish();
}

Result<std::map<std::string, Millis>> IdentityTable::closed_for(std::string_view address) {
    std::map<std::string, Millis> fields;
    for (const std::string& key : keys_) {
        const std::string mark = mark_of(key, address);
        Cursor c = parts_.db.run("SELECT field,at FROM closed WHERE address=?", Blob{mark});
        while (c.next()) {
            Millis& at = fields[c.text(0)];
            at = std::max(at, at_ms(c.integer(1)));
        }
        if (const auto read = c.outcome(); !read) return read.error();
    }
    return fields;
}

}  // namespace crosswalk::sql
