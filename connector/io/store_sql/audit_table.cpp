#include "connector/io/store_sql/audit_table.h"

#include "connector/crypto/crypto.h"
#include "connector/io/store_sql/tables.h"

namespace crosswalk::sql {
namespace {

constexpr std::int64_t kRowsAtOnce = 1'000;
// The newest row, so that one which is cut off the end is missed as well.
constexpr std::string_view kNewest = "audit/newest";

AuditRow audit_row_at(const Cursor& c) {
    return {
        .n = c.integer(0),
        .at = at_ms(c.integer(1)),
        .who = c.text(2),
        .what = c.text(3),
        .about = c.text(4),
        .origin = c.text(5),
        .detail = c.text(6),
        .hash = c.text(7)};
}

// Lengths come first, so that no two rows are the same text.
std::string hash_of(const AuditRow& row, std::string_view before) {
    std::string text = std::to_string(row.n) + " " + std::to_string(ms(row.at));
    for (const std::string_view part :
         {before,
          std::string_view(row.who),
          std::string_view(row.what),
          std::string_view(row.about),
          std::string_view(row.origin),
          std::string_view(row.detail)})
        text.append(" ").append(std::to_string(part.size())).append(" ").append(part);
    return crypto::hex(crypto::sha256(text));
}

std::string newest_text(const AuditRow& row) { return std::to_string(row.n) + " " + row.hash; }

}  // namespace

Result<void> AuditTable::add(const AuditRow& given) {
    AuditRow row = given;
    std::string before;
    {
        Cursor c = db_.run("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1");
        row.n = 1;
        if (c.next()) {
            row.n = c.integer(0) + 1;
            before = c.text(1);
        }
        if (const auto read = c.outcome(); !read) return read;
    }
    row.hash = hash_of(row, before);
    const auto kept = db_.run(
                             "INSERT INTO audit(n,at,who,what,about,origin,detail,hash) VALUES(?,?,?,?,?,?,?,?)",
                             row.n,
                             ms(row.at),
                             row.who,
                             row.what,
                             row.about,
                             row.origin,
                             row.detail,
                             row.hash
    )
                          .finish();
    if (!kept) return kept;
    return db_
        .run(
            "INSERT INTO setting VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value",
            kNewest,
            newest_text(row)
        )
        .finish();
}

Result<std::vector<AuditRow>> AuditTable::before(std::int64_t n, const AuditFilter& filter, std::size_t limit) {
    std::vector<AuditRow> out;
    Cursor c = db_.run(
        "SELECT * FROM audit WHERE n<?1 AND (who=?2 OR ?2='') AND (what=?3 OR ?3='') ORDER BY n DESC LIMIT ?4",
        n,
        filter.who,
        filter.what,
        static_cast<std::int64_t>(limit)
    );
    while (c.next()) out.push_back(audit_row_at(c));
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

// The oldest row is taken as it is: those before it were forgotten.
Result<std::optional<std::int64_t>> AuditTable::broken_at() {
    AuditRow last;
    for (std::int64_t got = kRowsAtOnce; got == kRowsAtOnce;) {
        Cursor c = db_.run("SELECT * FROM audit WHERE n>? ORDER BY n LIMIT ?", last.n, kRowsAtOnce);
        for (got = 0; c.next(); ++got) {
            AuditRow row = audit_row_at(c);
            const bool follows = row.n == last.n + 1 && row.hash == hash_of(row, last.hash);
            if (last.n != 0 && !follows) return std::optional(row.n);
            last = std::move(row);
        }
        if (const auto read = c.outcome(); !read) return read.error();
    }
    Cursor c = db_.run("SELECT value FROM setting WHERE name=?", kNewest);
    const bool known = c.next();
    if (const auto read = c.outcome(); !read) return read.error();
    return known && c.view(0) != newest_text(last) ? std::optional(last.n + 1) : std::nullopt;
}

// The newest stays: the next one follows from it.
Result<void> AuditTable::forget(Millis before) {
    return db_.run("DELETE FROM audit WHERE at<? AND n<(SELECT max(n) FROM audit)", ms(before)).finish();
}

}  // namespace crosswalk::sql
