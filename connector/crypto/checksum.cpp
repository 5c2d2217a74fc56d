#include "connector/crypto/crypto.h"

#include <bit>
#include <cstring>

// XXH64 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md): as fast as memory, and the same on
// every machine.
namespace crosswalk::crypto {
namespace {

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87, kPrime2 = 0xC2B2AE3D27D4EB4F,
                        kPrime3 = 0x165667B19E3779F9, kPrime4 = 0x85EBCA77C2B2AE63,
                        kPrime5 = 0x27D4EB2F165667C5;

static_assert(std::endian::native == std::endian::little, "stored checksums are little-endian");

template <class Word>
std::uint64_t take(std::string_view& rest) {
    Word word = 0;
    std::memcpy(&word, rest.data(), sizeof word);
    rest.remove_prefix(sizeof word);
    return word;
}

std::uint64_t round(std::uint64_t lane, std::uint64_t input) {
    return std::rotl(lane + input * kPrime2, 31) * kPrime1;
}

std::uint64_t merge(std::uint64_t hash, std::uint64_t lane) {
    return (hash ^ round(0, lane)) * kPrime1 + kPrime4;
}

std::uint64_t stripes(std::string_view& rest) {
    std::uint64_t a = kPrime1 + kPrime2, b = kPrime2, c = 0, d = 0 - kPrime1;
    while (rest.size() >= 32) {
        a = round(a, take<std::uint64_t>(rest));
        b = round(b, take<std::uint64_t>(rest));
        c = round(c, take<std::uint64_t>(rest));
        d = round(d, take<std::uint64_t>(rest));
    }
    const std::uint64_t hash = std::rotl(a, 1) + std::rotl(b, 7) + std::rotl(c, 12) + std::rotl(d, 18);
    return merge(merge(merge(merge(hash, a), b), c), d);
}

}  // namespace

std::uint64_t checksum(std::string_view bytes) {
    std::string_view rest = bytes;
    std::uint64_t hash = rest.size() >= 32 ? stripes(rest) : kPrime5;
    hash += bytes.size();
    while (rest.size() >= 8) {
        hash = std::rotl(hash ^ round(0, take<std::uint64_t>(rest)), 27) * kPrime1 + kPrime4;
    }
    if (rest.size() >= 4) {
        hash = std::rotl(hash ^ (take<std::uint32_t>(rest) * kPrime1), 23) * kPrime2 + kPrime3;
    }
    while (!rest.empty()) {
        hash = std::rotl(hash ^ (take<std::uint8_t>(rest) * kPrime5), 11) * kPrime1;
    }
    hash = (hash ^ (hash >> 33U)) * kPrime2;
    hash = (hash ^ (hash >> 29U)) * kPrime3;
    return hash ^ (hash >> 32U);
}

}  // namespace crosswalk::crypto
