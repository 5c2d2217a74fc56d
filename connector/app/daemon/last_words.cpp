#include "connector/app/daemon/last_words.h"

#include <unistd.h>

#include <cstring>
#include <new>
#include <system_error>

namespace crosswalk {
namespace {

void say(const char* text) noexcept { (void)!::write(STDERR_FILENO, text, std::strlen(text)); }

[[noreturn]] void end() noexcept {
    try {
        if (const auto thrown = std::current_exception()) std::rethrow_exception(thrown);
        say("program.failed: It had to end. Report this.\n");
    } catch (const std::exception& error) {
        say_last_words(error);
    } catch (...) {
        say("program.failed: It had to end. Report this.\n");
    }
    ::_exit(1);
}

}  // namespace

void say_last_words(const std::exception& error) noexcept {
    const auto* system = dynamic_cast<const std::system_error*>(&error);
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
        say("program.no_memory: There is not enough memory. Give Crosswalk more (see `ulimit -v`, or "
            "MemoryMax "
            "of its unit), then start it again.\n");
    } else if (system != nullptr && system->code() == std::errc::resource_unavailable_try_again) {
        say("program.no_threads: The system allows no further thread, for want of memory or by a limit. "
            "Raise "
            "it (see `ulimit -u` and `ulimit -v`, or TasksMax and MemoryMax of its unit), then start "
            "Crosswalk "
            "again.\n");
    } else {
        say("program.failed: ");
        say(error.what());
        say(" Report this.\n");
    }
}

void end_with_last_words() noexcept { std::set_terminate(end); }

}  // namespace crosswalk
