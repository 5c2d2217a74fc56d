// connector/io/store_sql/book_table.h - the books, counted once a commit.
#pragma once

#include "connector/io/store_sql/connection.h"
#include "connector/ports/store.h"

namespace crosswalk::sql {

// Counts of one commit, kept in memory until the commit writes them once. A unit's counts are dropped with
// the unit.
class BookTable : public Books {
public:
    explicit BookTable(SqlConnection& db) : db_(db) {}
    void add(std::string_view connection, Book, std::string_view word, std::int64_t n) override;
    Result<AllBooks> all() override;

    void keep_unit();
    void drop_unit() { unit_.clear(); }
    void drop_commit();
    Result<void> flush();
    // Counts this commit in the store itself, and says how many there were.
    Result<std::int64_t> count_commit();
    Result<std::int64_t> commits();

private:
    using Key = std::tuple<std::string, int, std::string>;
    SqlConnection& db_;
    std::map<Key, std::int64_t> unit_{}, commit_{};
};

}  // namespace crosswalk::sql
