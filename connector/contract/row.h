// connector/contract/row.h - how one record stands in an answer, as data. A shape says where its list is.
#pragma once

#include "connector/contract/events.h"

namespace crosswalk {

// Without a zone: UTC. `epoch`: since 1970, in seconds or milliseconds as its size tells, whole or not, a number or
// its text.
enum class TimeForm { iso, iso_without_zone, epoch_seconds, epoch_milliseconds, epoch };

// A name beside fields that a row tells by a word: true where one of `yes` stands there, false where one of
// `no` does, and not told where another word stands.
struct WordFlag {
    std::string_view field{}, at{};
    std::span<const std::string_view> yes{}, no{};
};
std::optional<bool> flag_of(const WordFlag&, std::string_view word);

// Names beside fields that a row tells by a list of those it is in ("tag/" and the name), or by an object
// with a boolean for each. A list in which one element is no name tells nothing.
struct NameSet {
    std::string_view prefix{}, items{}, name{};  // name: of an element that is an object
    std::string_view total{};  // how many there are; who is missing in a shorter list is not told
    std::string_view empty_beside{};  // a list of the row; where it is there, `items` may be left out when empty
};

// A record as a list, or an answer about one, shows it.
struct RowShape {
    std::string_view items{};  // the list of an answer, or the one record
    std::string_view id{};     // of a row
    std::string (*spell)(std::string_view) = nullptr;  // the one spelling of an id; null: as it stands
    std::span<const std::string_view> fields_at{};  // objects of a row that hold fields; the first that has it counts
    std::string_view updated_at{}, deleted{};  // of a row; empty: it does not say
    TimeForm time = TimeForm::iso;
    std::span<const std::string_view> times{};  // fields that hold such a time, and are told in ISO 8601
    std::string_view skipped_with{};  // of a row: where this is told and the id is not, it is nobody to write to
    std::string_view deleted_says{};  // the word that says so at `deleted`; empty: whatever is neither blank nor false
    std::span<const WordFlag> flags{};
    std::span<const NameSet> sets{};
};

// The record that a row tells, with those of its fields that are asked for.
Change change_of(
    const RowShape&, const VendorKind&, std::span<const std::string> fields, const boost::json::value& row
);
// Something stands there that is neither blank nor false.
bool is_told(const boost::json::value& row, std::string_view pointer);
// What a row tells of one field, and of one name beside fields; nothing where it does not.
const boost::json::value* field_in(const RowShape&, const boost::json::value& row, std::string_view field);
std::optional<bool> beside_fields(const RowShape&, const boost::json::value& row, std::string_view field);
// What stands at a pointer of a row as a time; nothing where none can be read.
std::optional<When> time_at(const boost::json::value& row, std::string_view pointer, TimeForm);

}  // namespace crosswalk
