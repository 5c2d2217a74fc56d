#include "tests/fuzz/mutate.h"

#include <algorithm>
#include <array>
#include <vector>

namespace crosswalk::fuzz {
namespace {

using namespace std::string_view_literals;

// What readers stumble over.
constexpr std::string_view kWords[] = {
    "\0"sv, "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xef\xbb\xbf", "\u202e", "\u200d", "e\u0302", "\x1b[2J",
    "\r\n", "\n", "\r", "\r\n\r\n", "\t", "\x1e", " ", "%00", "%", "%u0041", "%ff", "%25", "+", "&", "=", "&&", "&=&", "[]",
    "{}", "[", "]", "{", "}", "null", "true", "NO", "1e400", "-1e400", "-0", "0x10", "1_0", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "18446744073709551616", "99999999999999999999", "2147483648",
    "4294967296", "253402300799", "253402300800000", "-1", "0", "00", "1.5", "+1", "\\u0000", "\\ud800", "\\", "\"", "'", "''",
    "<!DOCTYPE x [", "<!ENTITY a \"a\">", "&a;", "]]>", "<![CDATA[", "&lt;", "&#0;", "<a/>", "</", "xsi:nil=\"true\"",
    "=?UTF-8?Q?=0D=0A?=", "..", "../", "//", "/", "?", "#", "@", "a@b", "@example.com", "${x}", "{{x}}", "{0}", "{x, plural,",
    "*", "&x", "*x", "!env HOME", "!file /dev/null", "---", "...", ": ", "- ", "|", ">", "0000-00-00", "2026-02-30T25:61:61Z",
    "9999-12-31T23:59:59.999Z", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-03-29T02:30:00", "+99:99", "Z", "T",
    "Sun, 06 Nov 1994 08:49:37 GMT", "chunked", "Content-Length: 5", "Transfer-Encoding: chunked", "Host: x", "ffffffffffffffff",
    "at least", "is one of", "crosses", "and", "or", "0 to 100", "sha256=", "v1=", "t=", ",", ";", "Basic ", "Bearer "};

std::string_view one_of(std::span<const std::string_view> words, Dice& dice) { return words[dice.below(words.size())]; }

void change_bytes(std::string& text, Dice& dice) {
    if (text.empty()) return;
    const std::size_t at = dice.below(text.size()), most = text.size() - at;
    switch (dice.below(6)) {
    case 0: text[at] = static_cast<char>(text[at] ^ (1 << dice.below(8))); break;
    case 1: text[at] = static_cast<char>(dice.below(256)); break;
    case 2: text.erase(at, 1 + dice.below(std::min<std::size_t>(most, 40))); break;
    case 3: text.resize(at); break;
    case 4: text.insert(at, text.substr(at, 1 + dice.below(std::min<std::size_t>(most, 400)))); break;
    default: text.insert(at, dice.below(20) == 0 ? 5'000 : dice.below(70), text[at]);
    }
}

void put_word_in(std::string& text, Dice& dice) {
    const auto word = one_of(kWords, dice);
    const std::size_t at = dice.below(text.size() + 1);
    text.replace(at, dice.below(2) == 0 ? 0 : std::min(word.size(), text.size() - at), word);
}

// A number becomes one at the edge of what numbers can be.
void change_number(std::string& text, Dice& dice) {
    constexpr auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(dice.below(text.size() + 1));
    const auto begin = std::find_if(from, text.end(), is_digit);
    const auto end = std::find_if_not(begin, text.end(), is_digit);
    static constexpr std::string_view kNumbers[] = {
        "", "0", "-1", "1e400", "2147483648", "9223372036854775808", "253402300800000", "99999999999999999999", "1.5", "00"};
    if (begin != end) text.replace(begin, end, one_of(kNumbers, dice));
}

void splice(std::string& text, const std::string& other, Dice& dice) {
    const std::size_t cut = dice.below(text.size() + 1), from = dice.below(other.size() + 1);
    if (dice.below(2) == 0)
        text = text.substr(0, cut) + other.substr(from);
    else
        text.insert(cut, other, from, dice.below(200));
}

// Rows, pairs or items: dropped, doubled, swapped, moved to the end.
void change_pieces(std::string& text, Dice& dice) {
    static constexpr char kBetween[] = {'\n', '&', ',', ':', '<', '\x1e', ' ', ';'};
    const char between = kBetween[dice.below(std::size(kBetween))];
    std::vector<std::string> pieces(1);
    for (const char c : text)
        if (c == between && pieces.size() < 500)
            pieces.emplace_back();
        else
            pieces.back().push_back(c);
    if (pieces.size() < 2) return;
    const std::size_t one = dice.below(pieces.size()), two = dice.below(pieces.size());
    switch (dice.below(4)) {
    case 0: pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(one)); break;
    case 1: pieces[one] = pieces[two]; break;
    case 2: std::swap(pieces[one], pieces[two]); break;
    default: pieces.insert(pieces.end(), 1 + dice.below(dice.below(10) == 0 ? 300 : 3), std::string(pieces[one]));
    }
    text.clear();
    for (std::size_t i = 0; i < pieces.size(); ++i) text.append(i == 0 ? "" : std::string(1, between)).append(pieces[i]);
}

}  // namespace

// SplitMix64.
std::uint64_t Dice::roll() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

std::size_t Dice::below(std::size_t bound) { return bound == 0 ? 0 : static_cast<std::size_t>(roll() % bound); }

std::string mutated(std::span<const std::string> seeds, Dice& dice) {
    std::string text = seeds.empty() ? std::string() : seeds[dice.below(seeds.size())];
    for (std::size_t changes = 1 + dice.below(5); changes > 0; --changes) {
        switch (dice.below(8)) {
        case 0: splice(text, seeds.empty() ? std::string() : seeds[dice.below(seeds.size())], dice); break;
        case 1: change_pieces(text, dice); break;
        case 2: change_number(text, dice); break;
        case 3: put_word_in(text, dice); break;
        case 4: change_bytes(text, dice); break;
        default: text = with_json_edited(text, dice);
        }
        if (text.size() > kMaxInput) text.resize(kMaxInput);
    }
    return text;
}

}  // namespace crosswalk::fuzz
