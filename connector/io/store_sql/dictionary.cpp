#include "connector/io/store_sql/dictionary.h"

namespace crosswalk::sql {
namespace {

constexpr std::int64_t kMostWords = 20'000;
constexpr std::size_t kLongestWord = 256;

// A text could be a fault's code as well, so it must be said which it is.
Result<std::string> good(std::string text) { return {boost::system::in_place_value, std::move(text)}; }

}  // namespace

bool tells_of_nobody(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        const bool before_code = c == ' ' && text.substr(i + 1).starts_with('(');
        if (!letter && !before_code && std::string_view("_-.:/()").find(c) == std::string_view::npos)
            return false;
    }
    return true;
}

Result<std::optional<std::int64_t>> Dictionary::find(std::string_view text) {
    if (const auto known = numbers_.find(text); known != numbers_.end()) return std::optional{known->second};
    Cursor c = db_.run("SELECT n FROM word WHERE text=?", text);
    if (c.next()) {
        const std::int64_t n = c.integer(0);
        numbers_.emplace(text, n);
        return std::optional{n};
    }
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<std::int64_t>{};
}

Result<bool> Dictionary::full() {
    Cursor c = db_.run("SELECT max(n) FROM word");
    if (c.next()) return c.integer(0) >= kMostWords;
    if (const auto read = c.outcome(); !read) return read.error();
    return false;
}

Result<Coded> Dictionary::known_code(std::string_view text) {
    if (text.size() > kLongestWord) return Coded{.text = text};
    const auto known = find(text);
    if (!known) return known.error();
    return Coded{*known, text};
}

Result<Coded> Dictionary::code(std::string_view text) {
    const auto known = known_code(text);
    if (!known || text.size() > kLongestWord || known->number) return known;
    const auto no_room = full();
    if (!no_room) return no_room.error();
    if (*no_room) return known;
    if (const auto added = db_.run("INSERT INTO word(text) VALUES(?)", text).finish(); !added)
        return added.error();
    const auto n = db_.last_id();
    if (!n) return n.error();
    numbers_.emplace(text, *n);
    return Coded{*n, text};
}

Result<std::string> Dictionary::text(const Cursor& row, int column) {
    const Coded coded = row.coded(column);
    if (!coded.number) return good(std::string(coded.text));
    const std::int64_t n = *coded.number;
    if (const auto known = texts_.find(n); known != texts_.end()) return good(known->second);
    Cursor c = db_.run("SELECT text FROM word WHERE n=?", n);
    if (c.next()) return good(texts_.emplace(n, c.text(0)).first->second);
    if (const auto read = c.outcome(); !read) return read.error();
    return Fault{
        "store.corrupt",
        "A word that the history uses is missing in the store.",
        "Stop Crosswalk, keep a copy of the file, and restore the store from a backup."};
}

void Dictionary::forget() {
    numbers_.clear();
    texts_.clear();
}

Result<std::optional<std::int64_t>> LeadNumbers::find(const std::string& id) {
    Cursor c = db_.run("SELECT n FROM lead_number WHERE id=?", id);
    if (c.next()) return std::optional{c.integer(0)};
    if (const auto read = c.outcome(); !read) return read.error();
    return std::optional<std::int64_t>{};
}

Result<std::int64_t> LeadNumbers::number(const std::string& id) {
    if (!last_.empty() && id == last_) return last_number_;
    const auto known = find(id);
    if (!known) return known.error();
    if (*known) {
        last_number_ = **known;
    } else {
        if (const auto added = db_.run("INSERT INTO lead_number(id) VALUES(?)", id).finish(); !added)
            return added.error();
        const auto given = db_.last_id();
        if (!given) return given.error();
        last_number_ = *given;
    }
    last_ = id;
    return last_number_;
}

Result<std::string> Joins::winner_of(const std::string& id) {
    Cursor c = db_.run("SELECT winner FROM joined WHERE loser=?", id);
    if (c.next()) return good(c.text(0));
    if (const auto read = c.outcome(); !read) return read.error();
    return good(id);
}

Result<std::vector<std::string>> Joins::family(const std::string& id) {
    auto winner = winner_of(id);
    if (!winner) return winner.error();
    std::vector<std::string> all{*winner};
    Cursor c = db_.run("SELECT loser FROM joined WHERE winner=?", *winner);
    while (c.next()) all.push_back(c.text(0));
    if (const auto read = c.outcome(); !read) return read.error();
    return all;
}

Result<void> Joins::join(const std::string& loser, const std::string& winner) {
    if (const auto moved = db_.run("UPDATE joined SET winner=? WHERE winner=?", winner, loser).finish();
        !moved)
        return moved;
    return db_.run("INSERT INTO joined VALUES(?,?)", loser, winner).finish();
}

Result<void> Joins::forget(const std::string& winner) {
    return db_.run("DELETE FROM joined WHERE winner=?", winner).finish();
}

}  // namespace crosswalk::sql
