// connector/app/admin/command_result.h - what a command has to say, for people and for programs.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk {

inline constexpr int kFine = 0, kNotFine = 1, kUsage = 2;

struct CommandAnswer {
    int exit = kFine;
    std::string text{};         // for standard output; ends in a newline unless empty
    boost::json::value data{};  // the same for --json; null where there is none
    std::string complaint{};    // for standard error
};

CommandAnswer answer_of(const Fault&, int exit = kNotFine);
// "code: what remedy", in one line.
std::string told(const Fault&);

boost::json::value json_of(const Fault&);
boost::json::value json_of(const std::optional<Millis>&);
boost::json::value json_of(const std::optional<std::string>&);
boost::json::array json_of(const std::vector<std::string>&);

// A table with columns as wide as their longest cell; the first row is its head. Control characters are
// escaped.
std::string table(const std::vector<std::vector<std::string>>& rows);
// Safe for a terminal, in one line: controls, and what changes the direction of a text or hides in it, are
// escaped; so is what is not UTF-8.
std::string printable(std::string_view);
// The same, with its line ends left as they are.
std::string printable_lines(std::string_view);
// The same for a serialised JSON value, which still means what it did.
std::string printable_json(std::string_view);
// False where printable() would escape something.
bool is_printable(std::string_view);
// "2026-11-23 10:15:30Z", or "never".
std::string short_time(const std::optional<Millis>&);
// Nothing for the time of a first sighting that was not dated: it counts as oldest, but is no date to show.
std::optional<Millis> dated(Millis);
// "(blank)" for a value that is blank.
std::string or_blank(const std::optional<std::string>&);

}  // namespace crosswalk
