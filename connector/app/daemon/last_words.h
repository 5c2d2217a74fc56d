// connector/app/daemon/last_words.h - what is said when the program cannot go on.
#pragma once

#include <exception>

namespace crosswalk {

// "program.no_memory: ...", in one line on standard error. Needs no memory.
void say_last_words(const std::exception&) noexcept;

// From now on an exception that nothing catches, on any thread, ends the program with its last words and exit
// status 1.
void end_with_last_words() noexcept;

}  // namespace crosswalk
