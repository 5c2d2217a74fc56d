#include "connector/io/store_sql/tables.h"

namespace crosswalk::sql {

void BookTable::add(std::string_view connection, Book book, std::string_view word, std::int64_t n) {
    unit_[{std::string(connection), static_cast<int>(book), std::string(word)}] += n;
}

void BookTable::keep_unit() {
    for (const auto& [key, n] : unit_) commit_[key] += n;
    unit_.clear();
}

void BookTable::drop_commit() {
    unit_.clear();
    commit_.clear();
}

Result<void> BookTable::flush() {
    for (const auto& [key, n] : commit_) {
        const auto& [connection, book, word] = key;
        if (n == 0) continue;
        const auto kept = db_.run(
                                 "INSERT INTO books VALUES(?,?,?,?) ON CONFLICT(connection, book, word) DO "
                                 "UPDATE SET n=books.n+excluded.n",
                                 connection,
                                 book,
                                 word,
                                 n
        )
                              .finish();
        if (!kept) return kept;
    }
    commit_.clear();
    return {};
}

// A row of its own among the books: every commit that takes something in writes to this page anyway.
Result<std::int64_t> BookTable::count_commit() {
    const auto counted = db_.run(
                                "INSERT INTO books VALUES('',-1,'commits',1) ON CONFLICT(connection, book, word) "
                                "DO UPDATE SET n=books.n+1"
    )
                             .finish();
    if (!counted) return counted.error();
    return commits();
}

Result<std::int64_t> BookTable::commits() {
    Cursor c = db_.run("SELECT n FROM books WHERE connection='' AND book=-1 AND word='commits'");
    if (c.next()) return c.integer(0);
    if (const auto read = c.outcome(); !read) return read.error();
    return 0;
}

Result<AllBooks> BookTable::all() {
    AllBooks all;
    const auto add_to = [&](const std::string& connection, int book, const std::string& word, std::int64_t n
                        ) {
        auto& books = all.try_emplace(connection, empty_books()).first->second;
        books[static_cast<Book>(book)][word] += n;
    };
    Cursor c = db_.run("SELECT connection, book, word, n FROM books WHERE book>=0");
    while (c.next()) add_to(c.text(0), static_cast<int>(c.integer(1)), c.text(2), c.integer(3));
    if (const auto read = c.outcome(); !read) return read.error();
    for (const auto* pending : {&commit_, &unit_})
        for (const auto& [key, n] : *pending) add_to(std::get<0>(key), std::get<1>(key), std::get<2>(key), n);
    return all;
}

}  // namespace crosswalk::sql
