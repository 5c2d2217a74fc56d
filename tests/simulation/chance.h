// All the luck of one simulated world comes from one seed.
#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace crosswalk::simulation {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : source_(seed * 0x9E3779B97F4A7C15ULL + 1) {}

    std::uint64_t draw() { return source_(); }
    std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(draw() % n); }
    int between(int least, int most) {
        return least + static_cast<int>(below(static_cast<std::size_t>(most - least + 1)));
    }
    bool percent(int likely) { return below(100) < static_cast<std::size_t>(likely); }
    template <class List>
    auto& pick(List& list) {
        return list[below(std::size(list))];
    }
    std::mt19937_64& source() { return source_; }

private:
    std::mt19937_64 source_;
};

}  // namespace crosswalk::simulation
