// connector/io/store_sql/connection.h - what the tables need of a database, and where databases differ.
#pragma once

#include "connector/io/store_sql/cursor.h"
#include "connector/ports/store.h"

#include <bitset>
#include <limits>
#include <utility>
#include <vector>

namespace crosswalk::sql {

enum class Access { write, read };

// Not thread-safe. Statements are written in what SQLite and PostgreSQL both understand; texts compare byte
// by byte in both. A statement that failed ends its unit.
class SqlConnection {
public:
    SqlConnection() = default;
    virtual ~SqlConnection() = default;
    SqlConnection(const SqlConnection&) = delete;
    SqlConnection& operator=(const SqlConnection&) = delete;

    // `sql` must be a literal: it is prepared once and found again by its address.
    template <class... Args>
    Cursor run(const char* sql, const Args&... args) {
        Statement& statement = prepared(sql);
        int at = 0;
        (statement.bind(++at, value_of(args)), ...);
        return Cursor(statement);
    }
    virtual Result<void> execute(const char* sql) = 0;
    virtual Result<void> begin() = 0;
    virtual bool in_transaction() const = 0;
    // The number that the newest row was given. Only behind an insert that gave one.
    virtual Result<std::int64_t> last_id() = 0;
    // The rows of one answer that are worth asking for at once: what is asked for is fetched whole.
    virtual std::int64_t rows_at_once() const { return std::numeric_limits<std::int64_t>::max(); }
    // It failed in a way after which it must not be used again, and a commit may or may not be on the disk.
    virtual bool mistrusted() const = 0;
    // Why there is no transaction any more, though nobody ended it.
    virtual Fault transaction_lost() const = 0;

    // Something was removed that must not be readable any more, wherever the database keeps it.
    void note_removal() { removed_ = true; }
    bool take_removal() { return std::exchange(removed_, false); }
    // Something of this topic is not what it was, once this is committed.
    void note_change(Topic topic) { changed_.set(static_cast<std::size_t>(topic)); }
    std::bitset<kTopics> take_changes() { return std::exchange(changed_, {}); }
    // Somebody is erased: what names them must be remembered outside the database, for the day an older copy of it is
    // put back.
    void note_erased(std::string key) { erased_.push_back(std::move(key)); }
    std::vector<std::string> take_erased() { return std::exchange(erased_, {}); }

protected:
    virtual Statement& prepared(const char* sql) = 0;

private:
    static std::int64_t value_of(std::int64_t v) { return v; }
    static std::int64_t value_of(int v) { return v; }
    static std::int64_t value_of(bool v) { return v ? 1 : 0; }
    static std::string_view value_of(std::string_view v) { return v; }
    static std::string_view value_of(const std::string& v) { return v; }
    static std::string_view value_of(const char* v) { return v; }
    static Blob value_of(Blob v) { return v; }
    static std::nullptr_t value_of(std::nullptr_t v) { return v; }
    static const std::optional<std::string>& value_of(const std::optional<std::string>& v) { return v; }
    static const std::optional<std::int64_t>& value_of(const std::optional<std::int64_t>& v) { return v; }
    static const std::optional<std::string_view>& value_of(const std::optional<std::string_view>& v) {
        return v;
    }
    static const Coded& value_of(const Coded& v) { return v; }

    bool removed_ = false;
    std::bitset<kTopics> changed_{};
    std::vector<std::string> erased_{};
};

}  // namespace crosswalk::sql
