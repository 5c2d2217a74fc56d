// tests/fuzz/watch.h - how much one input costs, and which one it is when the process dies of it.
#pragma once

#include "tests/fuzz/harness.h"

#include <cstdint>

namespace crosswalk::fuzz {

// Which input: enough to bring it again.
struct Origin {
    std::string_view harness{};
    std::uint64_t seed = 0;    // 0: a seed as it is
    std::uint64_t number = 0;  // of the seed, or of the mutation
};
// "decode, seed 1, input 4711".
std::string text_of(const Origin&);

// Far above what any input needs, and far below what hurts.
inline constexpr double kMostSeconds = 4.0;
inline constexpr std::uint64_t kMostBytes = 512U << 20U;

// Runs it, and keeps it to its promises, its time and, under the address sanitizer, the memory it asks for in all.
// Whatever it throws becomes a BrokenPromise. When the process dies of it, its origin is told on standard error.
void run_watched(const Harness&, const Origin&, std::string_view input);

}  // namespace crosswalk::fuzz
