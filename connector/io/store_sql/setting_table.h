// connector/io/store_sql/setting_table.h - small named values.
#pragma once

#include "connector/io/store_sql/connection.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

class SettingTable : public Settings {
public:
    explicit SettingTable(SqlConnection& db) : db_(db) {}
    Result<std::optional<std::string>> get(std::string_view name) override;
    Result<void> put(std::string_view name, std::string_view value) override;
    Result<void> drop(std::string_view name) override;
    Result<std::vector<std::pair<std::string, std::string>>> starting_with(std::string_view prefix) override;

private:
    SqlConnection& db_;
};

}  // namespace crosswalk::sql
