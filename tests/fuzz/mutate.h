// tests/fuzz/mutate.h - what inputs turn into: deterministic, from a seed alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crosswalk::fuzz {

// The same rolls from the same seed, on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t roll();
    std::size_t below(std::size_t bound);  // 0 of a bound of 0

private:
    std::uint64_t state_;
};

inline constexpr std::size_t kMaxInput = 60'000;

// One of the seeds after one to five changes: bytes flipped, cut and doubled; two seeds spliced; rows and pairs dropped,
// doubled and swapped; words that readers stumble over put in; and, where a JSON text is in it, its members dropped, doubled,
// nested, and given another type or value.
std::string mutated(std::span<const std::string> seeds, Dice&);

// The JSON text that the input holds, changed in one place; the input itself where it holds none.
std::string with_json_edited(const std::string& input, Dice&);

}  // namespace crosswalk::fuzz
