// connector/io/log_spdlog/json_log.h - the Log as JSON lines.
#pragma once

#include "connector/ports/log.h"

#include <memory>
#include <ostream>
#include <string>

namespace crosswalk {

// Values are cut here, so that one odd input cannot fill a disk.
inline constexpr std::size_t kMaxLogField = 1'024;

// One line without its time: {"level":"info","message":"...","connection":"..."}. Control characters are
// escaped and bytes that are not UTF-8 are replaced, so that nothing can forge a second line. Pure.
std::string log_line(
    Level,
    std::string_view message,
    std::initializer_list<std::pair<std::string_view, std::string_view>> fields
);

// Writes to standard error, a line each, from `least` on. Never throws; a full disk loses lines, nothing
// else.
std::unique_ptr<Log> make_json_log(Level least = Level::info);
// The same to a stream, which outlives the log.
std::unique_ptr<Log> make_json_log(std::ostream&, Level least);

}  // namespace crosswalk
