// connector/io/store_sql/cursor.h - a statement while it runs, whatever database it runs in.
#pragma once

#include "connector/contract/values.h"

#include <utility>

namespace crosswalk::sql {

// Bytes that are not text.
struct Blob {
    std::string_view bytes{};
};

// A number that stands for a text, or the text.
struct Coded {
    std::optional<std::int64_t> number{};
    std::string_view text{};
};

// A statement of one connection, used again and again. Text and bytes are bound by reference, and what a
// column answers is true until the next row.
class Statement {
public:
    Statement() = default;
    virtual ~Statement() = default;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    virtual void bind(int at, std::int64_t) = 0;
    virtual void bind(int at, std::string_view) = 0;
    virtual void bind(int at, Blob) = 0;
    virtual void bind(int at, const Coded&) = 0;
    virtual void bind(int at, std::nullptr_t) = 0;
    template <class T>
    void bind(int at, const std::optional<T>& value) {
        if (value)
            bind(at, *value);
        else
            bind(at, nullptr);
    }

    virtual bool next() = 0;
    virtual Result<void> outcome() const = 0;
    // Runs to the end. A driver may tell of a failure later, but before the unit ends.
    virtual Result<void> finish() {
        while (next()) {
        }
        return outcome();
    }
    virtual std::int64_t integer(int column) const = 0;
    virtual std::string_view view(int column) const = 0;
    virtual bool null(int column) const = 0;
    virtual Coded coded(int column) const = 0;
    virtual std::int64_t changed() const = 0;
    virtual void reset() = 0;  // forgets what was bound
};

// A statement while it runs; it goes back to its connection afterwards. What was given to run() must outlive
// the cursor.
class Cursor {
public:
    explicit Cursor(Statement& statement) : statement_(&statement) {}
    Cursor(Cursor&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    Cursor& operator=(Cursor&&) = delete;
    ~Cursor() {
        if (statement_ != nullptr) statement_->reset();
    }

    bool next() { return statement_->next(); }  // false: no more rows, or failed
    Result<void> finish() { return statement_->finish(); }
    // Runs to the end: how many rows were changed.
    Result<std::int64_t> changed() {
        while (next()) {
        }
        if (const auto done = outcome(); !done) return done.error();
        return statement_->changed();
    }
    Result<void> outcome() const { return statement_->outcome(); }  // of what ran so far
    std::int64_t integer(int column) const { return statement_->integer(column); }
    std::string_view view(int column) const { return statement_->view(column); }
    std::string text(int column) const { return std::string(view(column)); }
    bool null(int column) const { return statement_->null(column); }
    Coded coded(int column) const { return statement_->coded(column); }

private:
    Statement* statement_;
};

}  // namespace crosswalk::sql
