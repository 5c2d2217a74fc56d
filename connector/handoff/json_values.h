// connector/handoff/json_values.h - reading back what this room wrote into the store. Of this room alone.
#pragma once

#include "connector/contract/json_read.h"
#include "connector/handoff/calendar.h"

namespace crosswalk::handoff::json {

// Reads one object. What is missing or of another type makes it damaged, and reads as empty.
class Reader {
public:
    explicit Reader(const boost::json::value& in) : in_(in.if_object()) { damaged_ = in_ == nullptr; }

    std::string text(std::string_view key);
    std::int64_t number(std::string_view key);
    bool flag(std::string_view key);
    Millis moment(std::string_view key);
    // Null stands for nothing.
    std::optional<Millis> moment_or_none(std::string_view key);
    Value text_or_none(std::string_view key);
    const boost::json::array& list(std::string_view key);
    const boost::json::object& object(std::string_view key);
    const boost::json::value& any(std::string_view key);
    bool is_null(std::string_view key) { return any(key).is_null(); }

    void damage() { damaged_ = true; }
    bool damaged() const { return damaged_; }

private:
    const boost::json::object* in_ = nullptr;
    bool damaged_ = false;
};

// Milliseconds since 1970.
boost::json::value of(Millis);
boost::json::value of(const std::optional<Millis>&);
boost::json::value of(const Value&);

// Code: handoff.damaged.
Fault damaged(std::string_view what);

}  // namespace crosswalk::handoff::json
