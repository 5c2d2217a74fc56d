#include "connector/io/store_sql/account_table.h"

#include "connector/io/store_sql/tables.h"

namespace crosswalk::sql {
namespace {

// Rows of all columns, in the order of the table.
Result<std::vector<User>> users_in(Cursor c) {
    std::vector<User> out;
    while (c.next())
        out.push_back(
            {.id = c.text(0),
             .name = c.text(1),
             .role = c.text(2),
             .email = c.text(3),
             .disabled = c.integer(4) != 0,
             .made = at_ms(c.integer(5)),
             .seen = at_ms(c.integer(6))}
        );
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

Result<std::vector<Credential>> credentials_in(Cursor c) {
    std::vector<Credential> out;
    while (c.next())
        out.push_back(
            {.kind = c.text(0),
             .hash = c.text(1),
             .id = c.text(2),
             .user = c.text(3),
             .until = c.null(4) ? std::nullopt : std::optional(at_ms(c.integer(4))),
             .doc = c.text(5)}
        );
    if (const auto read = c.outcome(); !read) return read.error();
    return out;
}

template <class Row>
Result<std::optional<Row>> first_of(Result<std::vector<Row>> rows) {
    if (!rows) return rows.error();
    return rows->empty() ? std::nullopt : std::optional(std::move(rows->front()));
}

}  // namespace

Result<void> AccountTable::save(const User& user) {
    return db_
        .run(
            "INSERT INTO account(id,name,role,email,disabled,made,seen) VALUES(?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET "
            "name=excluded.name, role=excluded.role, email=excluded.email, disabled=excluded.disabled, seen=excluded.seen",
            user.id,
            user.name,
            user.role,
            user.email,
            user.disabled,
            ms(user.made),
            ms(user.seen)
        )
        .finish();
}

Result<std::optional<User>> AccountTable::user(std::string_view id) {
    return first_of(users_in(db_.run("SELECT * FROM account WHERE id=?", id)));
}

Result<std::optional<User>> AccountTable::user_named(std::string_view name) {
    return first_of(users_in(db_.run("SELECT * FROM account WHERE name=?", name)));
}

Result<std::vector<User>> AccountTable::users(std::string_view after, std::size_t limit) {
    return users_in(db_.run(
        "SELECT * FROM account WHERE name>? ORDER BY name LIMIT ?", after, static_cast<std::int64_t>(limit)
    ));
}

Result<void> AccountTable::keep(const Credential& one) {
    return db_
        .run(
            "INSERT INTO credential(kind,hash,id,owner,until,doc) VALUES(?,?,?,?,?,?) ON CONFLICT(kind, hash) DO UPDATE SET "
            "until=excluded.until, doc=excluded.doc",
            one.kind,
            one.hash,
            one.id,
            one.user,
            one.until ? std::optional(ms(*one.until)) : std::nullopt,
            one.doc
        )
        .finish();
}

Result<std::optional<Credential>> AccountTable::find(std::string_view kind, std::string_view hash) {
    return first_of(credentials_in(db_.run("SELECT * FROM credential WHERE kind=? AND hash=?", kind, hash)));
}

Result<std::optional<Credential>> AccountTable::take(std::string_view kind, std::string_view hash) {
    auto found = find(kind, hash);
    if (!found || !*found) return found;
    const auto gone = db_.run("DELETE FROM credential WHERE kind=? AND hash=?", kind, hash).finish();
    if (!gone) return gone.error();
    return found;
}

Result<std::vector<Credential>> AccountTable::of(
    std::string_view kind, std::string_view user, std::string_view after, std::size_t limit
) {
    return credentials_in(db_.run(
        "SELECT * FROM credential WHERE kind=? AND owner=? AND id>? ORDER BY id LIMIT ?",
        kind,
        user,
        after,
        static_cast<std::int64_t>(limit)
    ));
}

Result<bool> AccountTable::end(std::string_view kind, std::string_view user, std::string_view id) {
    const auto gone =
        db_.run("DELETE FROM credential WHERE kind=? AND owner=? AND id=?", kind, user, id).changed();
    if (!gone) return gone.error();
    return *gone > 0;
}

Result<void> AccountTable::end_all(std::string_view kind, std::string_view user) {
    return db_.run("DELETE FROM credential WHERE kind=? AND owner=?", kind, user).finish();
}

Result<void> AccountTable::forget_expired(Millis now) {
    return db_.run("DELETE FROM credential WHERE until<=?", ms(now)).finish();
}

}  // namespace crosswalk::sql
