// connector/io/store_sql/dictionary.h - texts that stand in many rows, once; rows hold a small number.
#pragma once

#include "connector/io/store_sql/connection.h"

#include <map>
#include <string>

namespace crosswalk::sql {

// True of a code such as "not_a_fit" or "refused (TOO_LONG)"; false of free text, which may be about one
// person and must go with that person's rows.
bool tells_of_nobody(std::string_view text);

// Words are only ever added, so that what a number means is true for ever. They are few and short: beyond
// that a text stands in its row as it is.
class Dictionary {
public:
    explicit Dictionary(SqlConnection& db) : db_(db) {}
    // What stands in the row: the word's number, or the text itself, which must outlive the answer.
    Result<Coded> code(std::string_view text);
    // The same without adding a word.
    Result<Coded> known_code(std::string_view text);
    Result<std::string> text(const Cursor&, int column);
    // A unit failed: numbers given within it may come to mean something else.
    void forget();

private:
    Result<std::optional<std::int64_t>> find(std::string_view text);
    Result<bool> full();
    SqlConnection& db_;
    std::map<std::string, std::int64_t, std::less<>> numbers_{};
    std::map<std::int64_t, std::string> texts_{};
};

// Leads as rows name them: an id is 36 bytes, a number three.
class LeadNumbers {
public:
    explicit LeadNumbers(SqlConnection& db) : db_(db) {}
    Result<std::int64_t> number(const std::string& id);  // a new one when there is none
    Result<std::optional<std::int64_t>> find(const std::string& id);
    void forget() { last_.clear(); }

private:
    SqlConnection& db_;
    std::string last_{};
    std::int64_t last_number_ = 0;
};

// Which lead lives on as which. Chains are collapsed when they arise: one look is enough.
class Joins {
public:
    explicit Joins(SqlConnection& db) : db_(db) {}
    Result<std::string> winner_of(const std::string& id);  // itself when it was not joined
    // The winner and all it took in.
    Result<std::vector<std::string>> family(const std::string& id);
    Result<void> join(const std::string& loser, const std::string& winner);
    Result<void> forget(const std::string& winner);

private:
    SqlConnection& db_;
};

}  // namespace crosswalk::sql
