// What may reach a terminal as it is, and what is escaped.
#include "connector/app/admin/command_result.h"

#include <algorithm>
#include <cstdio>

namespace crosswalk {
namespace {

// Unicode's controls, format characters and separators of lines, all of them invisible or worse: a text may
// read differently with them than it is.
constexpr std::pair<char32_t, char32_t> kUnseen[] = {
    {0x0, 0x1F},        {0x7F, 0x9F},       {0xAD, 0xAD},       {0x600, 0x605},     {0x61C, 0x61C},
    {0x6DD, 0x6DD},     {0x70F, 0x70F},     {0x890, 0x891},     {0x8E2, 0x8E2},     {0x180E, 0x180E},
    {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},   {0xD800, 0xDFFF},   {0xFEFF, 0xFEFF},
    {0xFFF9, 0xFFFB},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

bool is_unseen(char32_t c) {
    return std::ranges::any_of(kUnseen, [c](const auto& range) {
        return c >= range.first && c <= range.second;
    });
}

struct Letter {
    char32_t code = 0;
    std::size_t bytes = 1;
    bool valid = false;
};

// The letter at the beginning of a text that is not empty.
Letter first_letter(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {lead};
    char32_t code = lead & (0xFF >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {lead};
        code = code << 6 | (byte(i) & 0x3F);
    }
    constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < kLeast[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {lead};
    return {code, size, true};
}

std::string written(const char* form, unsigned number) {
    char out[16];
    const int size = std::snprintf(out, sizeof out, form, number);
    return {out, static_cast<std::size_t>(size)};
}

std::string escaped(const Letter& letter) {
    if (!letter.valid || letter.code < 0x80) return written("\\x%02x", static_cast<unsigned>(letter.code));
    return written(letter.code > 0xFFFF ? "\\U%08x" : "\\u%04x", static_cast<unsigned>(letter.code));
}

// JSON knows no longer form than \u0000: a letter beyond is written as its two halves.
std::string escaped_in_json(const Letter& letter) {
    if (letter.code <= 0xFFFF) return written("\\u%04x", static_cast<unsigned>(letter.code));
    const char32_t rest = letter.code - 0x10000;
    return written("\\u%04x", static_cast<unsigned>(0xD800 + (rest >> 10))) +
           written("\\u%04x", static_cast<unsigned>(0xDC00 + (rest & 0x3FF)));
}

template <class Escape>
std::string shown(std::string_view text, std::string_view but, Escape escape) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Letter letter = first_letter(text);
        const bool kept = letter.code < 0x80 && but.find(text.front()) != std::string_view::npos;
        if (letter.valid && (kept || !is_unseen(letter.code)))
            out += text.substr(0, letter.bytes);
        else
            out += escape(letter);
        text.remove_prefix(letter.bytes);
    }
    return out;
}

}  // namespace

std::string printable(std::string_view text) { return shown(text, {}, escaped); }

std::string printable_lines(std::string_view text) { return shown(text, "\n", escaped); }

std::string printable_json(std::string_view text) {
    return shown(text, "\n", [](const Letter& letter) {
        return letter.valid ? escaped_in_json(letter) : std::string("\\ufffd");
    });
}

bool is_printable(std::string_view text) { return printable(text) == text; }

}  // namespace crosswalk
