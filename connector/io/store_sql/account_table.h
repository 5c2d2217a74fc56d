// connector/io/store_sql/account_table.h - who may use the admin side, and by what.
#pragma once

#include "connector/io/store_sql/connection.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

class AccountTable : public Accounts {
public:
    explicit AccountTable(SqlConnection& db) : db_(db) {}
    Result<void> save(const User&) override;
    Result<std::optional<User>> user(std::string_view id) override;
    Result<std::optional<User>> user_named(std::string_view name) override;
    Result<std::vector<User>> users(std::string_view after, std::size_t limit) override;
    Result<void> keep(const Credential&) override;
    Result<std::optional<Credential>> find(std::string_view kind, std::string_view hash) override;
    Result<std::optional<Credential>> take(std::string_view kind, std::string_view hash) override;
    Result<std::vector<Credential>> of(
        std::string_view kind, std::string_view user, std::string_view after, std::size_t limit
    ) override;
    Result<bool> end(std::string_view kind, std::string_view user, std::string_view id) override;
    Result<void> end_all(std::string_view kind, std::string_view user) override;
    Result<void> forget_expired(Millis now) override;

private:
    SqlConnection& db_;
};

}  // namespace crosswalk::sql
