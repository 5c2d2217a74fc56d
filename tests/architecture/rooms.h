// tests/architecture/rooms.h - design.md section 3 as data: which room may include what.
#pragma once

#include "tests/architecture/tree.h"

#include <optional>

namespace crosswalk::architecture {

struct Room {
    std::string_view folder{};                  // the longest one that fits is a file's room
    std::vector<std::string_view> may{};        // folders, or single headers, beside its own
    std::vector<std::string_view> libraries{};  // beside the standard library
    bool anything = false;                      // the places that wire things
    bool pure = false;                          // values in, values out: time and chance are arguments
};

const std::vector<Room>& rooms();
const Room* room_of(std::string_view path);  // null: no such room

// The library an angle-bracket header belongs to: "std", "posix", "openssl", ...; nothing when nobody listed
// it.
std::optional<std::string_view> library_of(std::string_view header);

Complaints check_includes(const Tree&);
Complaints check_pure_rooms(const Tree&);

}  // namespace crosswalk::architecture
