#include "tests/fuzz/watch.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#if defined(__SANITIZE_ADDRESS__)
#define CROSSWALK_WATCHES_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CROSSWALK_WATCHES_MEMORY 1
#endif
#endif

#if CROSSWALK_WATCHES_MEMORY
#include <sanitizer/common_interface_defs.h>
// Of sanitizer/allocator_interface.h, which g++ has and does not install.
extern "C" int __sanitizer_install_malloc_and_free_hooks(
    void (*malloc_hook)(const volatile void*, std::size_t), void (*free_hook)(const volatile void*)
);
#endif

namespace crosswalk::fuzz {
namespace {

std::atomic<std::uint64_t> asked_for{0};
Origin running{};

#if CROSSWALK_WATCHES_MEMORY
void note_memory(const volatile void*, std::size_t size) { asked_for.fetch_add(size, std::memory_order_relaxed); }
void note_freed(const volatile void*) {}
void tell_running() { std::fprintf(stderr, "It was %s.\n", text_of(running).c_str()); }

void watch_process() {
    static const bool watched = [] {
        __sanitizer_install_malloc_and_free_hooks(note_memory, note_freed);
        __sanitizer_set_death_callback(tell_running);
        return true;
    }();
    static_cast<void>(watched);
}
#else
void watch_process() {}
#endif

double seconds_of_this_thread() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

std::string text_of(const Origin& origin) {
    return std::string(origin.harness) + ", seed " + std::to_string(origin.seed) + ", input " + std::to_string(origin.number);
}

void run_watched(const Harness& harness, const Origin& origin, std::string_view input) {
    watch_process();
    running = origin;
    asked_for = 0;
    const double began = seconds_of_this_thread();
    try {
        // A copy of its own, so that one byte too many is seen.
        const std::vector<char> copy(input.begin(), input.end());
        harness.run({copy.data(), copy.size()});
    } catch (const BrokenPromise&) {
        throw;
    } catch (const std::exception& escaped) {
        require(false, "no exception escapes a reader", escaped.what());
    }
    const std::uint64_t bytes = asked_for;
    const double took = seconds_of_this_thread() - began;
    require(took < kMostSeconds, "an input is read in time", std::to_string(took) + " s of CPU");
    require(bytes < kMostBytes, "an input is read in bounded memory", std::to_string(bytes) + " bytes asked for");
}

}  // namespace crosswalk::fuzz
