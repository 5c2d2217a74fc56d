#include "connector/contract/digest.h"

#include <array>
#include <bit>
#include <cstdint>

namespace crosswalk {
namespace {

using State = std::array<std::uint32_t, 4>;
constexpr std::size_t kBlock = 64, kLengthAt = 56;

constexpr std::array<std::uint32_t, 64> kSines{
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
constexpr int kTurns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
    std::uint32_t out = 0;
    for (std::size_t i = 4; i-- > 0;) out = out << 8U | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

void take_block(State& state, std::string_view block) {
    auto [a, b, c, d] = state;
    for (std::size_t i = 0; i < kSines.size(); ++i) {
        const std::size_t round = i / 16;
        const std::uint32_t mixed = round == 0   ? (b & c) | (~b & d)
                                    : round == 1 ? (d & b) | (~d & c)
                                    : round == 2 ? b ^ c ^ d
                                                 : c ^ (b | ~d);
        constexpr std::size_t kStride[4] = {1, 5, 3, 7}, kStart[4] = {0, 1, 5, 0};
        const std::size_t word = (kStride[round] * i + kStart[round]) % 16;
        const std::uint32_t sum = a + mixed + kSines[i] + word_at(block, word * 4);
        a = d;
        d = c;
        c = b;
        b += std::rotl(sum, kTurns[round][i % 4]);
    }
    state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

}  // namespace

std::string md5_hex(std::string_view bytes) {
    State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    std::string rest(bytes.substr(bytes.size() / kBlock * kBlock));
    for (std::size_t at = 0; at + kBlock <= bytes.size(); at += kBlock)
        take_block(state, bytes.substr(at, kBlock));
    rest += '\x80';
    rest.resize(rest.size() > kLengthAt ? kBlock + kLengthAt : kLengthAt);
    for (unsigned shift = 0; shift < 64; shift += 8)
        rest += static_cast<char>(std::uint64_t{bytes.size()} * 8 >> shift & 0xFFU);
    for (std::size_t at = 0; at < rest.size(); at += kBlock)
        take_block(state, std::string_view(rest).substr(at, kBlock));
    std::string out;
    for (const std::uint32_t word : state)
        for (unsigned shift = 0; shift < 32; shift += 4)
            out += "0123456789abcdef"[word >> (shift ^ 4U) & 0xFU];
    return out;
}

}  // namespace crosswalk
