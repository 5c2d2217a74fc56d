#include "connector/io/store_sql/tables.h"

namespace crosswalk::sql {
namespace {

// Which settings are more than the engine's own notes.
void note_setting(SqlConnection& db, std::string_view name) {
    if (name == "mapping/active") db.note_change(Topic::mapping);
    if (name.starts_with("paused/")) db.note_change(Topic::connections);
}

}  // namespace

Result<std::optional<std::string>> SettingTable::get(std::string_view name) {
    Cursor c = db_.run("SELECT value FROM setting WHERE name=?", name);
    if (c.next()) return std::optional{c.text(0)};
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<std::string>{};
}

Result<void> SettingTable::put(std::string_view name, std::string_view value) {
    note_setting(db_, name);
    return db_
        .run(
            "INSERT INTO setting VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value",
            name,
            value
        )
        .finish();
}

Result<void> SettingTable::drop(std::string_view name) {
    note_setting(db_, name);
    return db_.run("DELETE FROM setting WHERE name=?", name).finish();
}

Result<std::vector<std::pair<std::string, std::string>>> SettingTable::starting_with(std::string_view prefix
) {
    std::vector<std::pair<std::string, std::string>> all;
    Cursor c = db_.run(
        "SELECT name, value FROM setting WHERE name>=?1 AND substr(name,1,length(?1))=?1 ORDER BY name",
        prefix
    );
    while (c.next()) all.emplace_back(c.text(0), c.text(1));
    if (const auto read = c.outcome(); !read) return read.error();
    return all;
}

}  // namespace crosswalk::sql
