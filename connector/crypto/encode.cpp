#include "connector/crypto/crypto.h"

#include <array>

namespace crosswalk::crypto {
namespace {

constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::uint8_t kNone = 0xff;

using Table = std::array<std::uint8_t, 256>;

constexpr Table table_of(std::string_view alphabet) {
    Table table{};
    table.fill(kNone);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return table;
}
constexpr Table kFromStandard = table_of(kStandard), kFromUrl = table_of(kUrl);

std::string encode(std::string_view bytes, std::string_view alphabet, bool padded) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = (held << 8U) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) out += alphabet[(held >> (bits - 6)) & 63U];
    }
    if (bits > 0) out += alphabet[(held << (6 - bits)) & 63U];
    while (padded && out.size() % 4 != 0) out += '=';
    return out;
}

// `text` without its padding.
std::optional<Bytes> decode(std::string_view text, const Table& table) {
    if (text.size() % 4 == 1) return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        const std::uint8_t value = table[static_cast<unsigned char>(c)];
        if (value == kNone) return std::nullopt;
        held = (held << 6U) | value;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out += static_cast<char>((held >> bits) & 0xffU);
    }
    if ((held & ((1U << bits) - 1U)) != 0) return std::nullopt;
    return out;
}

std::uint8_t hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
    return kNone;
}

}  // namespace

std::string base64(std::string_view bytes) { return encode(bytes, kStandard, true); }

std::optional<Bytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    if (text.ends_with('=')) text.remove_suffix(text.ends_with("==") ? 2 : 1);
    return decode(text, kFromStandard);
}

std::string base64url(std::string_view bytes) { return encode(bytes, kUrl, false); }

std::optional<Bytes> from_base64url(std::string_view text) { return decode(text, kFromUrl); }

std::string hex(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += kHexDigits[byte >> 4U];
        out += kHexDigits[byte & 15U];
    }
    return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const std::uint8_t high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
        if (high == kNone || low == kNone) return std::nullopt;
        out += static_cast<char>((high << 4U) | low);
    }
    return out;
}

}  // namespace crosswalk::crypto
