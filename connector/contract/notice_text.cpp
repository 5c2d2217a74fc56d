#include "connector/contract/notice_text.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

struct Character {
    std::string_view bytes{};
    char32_t code = 0;
};

std::size_t length_by_lead(unsigned char lead) {
    if (lead >= 0xF0 && lead < 0xF8) return 4;
    if (lead >= 0xE0) return lead < 0xF0 ? 3 : 1;
    return lead >= 0xC0 ? 2 : 1;
}

// The first character of a text that is not empty.
Character first_of(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = length_by_lead(lead);
    if (size == 1 || size > text.size()) return {text.substr(0, 1), lead};
    char32_t code = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80U) return {text.substr(0, 1), lead};
        code = (code << 6U) | (byte & 0x3FU);
    }
    return {text.substr(0, size), code};
}

std::size_t units_of(const Character& one, TextUnit unit) {
    if (unit == TextUnit::bytes) return one.bytes.size();
    return unit == TextUnit::utf16 && one.code > 0xFFFF ? 2 : 1;
}

// Belongs to the character before it: an accent, a variation selector, a skin tone; or joins it to the next one.
bool continues(char32_t code) {
    constexpr std::pair<char32_t, char32_t> kRanges[] = {
        {0x300, 0x36F}, {0x1AB0, 0x1AFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0x1F3FB, 0x1F3FF}, {0x200D, 0x200D}};
    return std::ranges::any_of(kRanges, [&](const auto& range) { return code >= range.first && code <= range.second; });
}

constexpr std::pair<std::string_view, ButtonWords> kWords[] = {
    {"en", {.accept = "Accept", .reject = "Reject", .reason = "Reject because...", .open = "Open"}},
    {"vi", {.accept = "Nhận", .reject = "Trả lại", .reason = "Trả lại vì...", .open = "Mở"}}};

}  // namespace

std::size_t text_length(std::string_view text, TextUnit unit) {
    std::size_t length = 0;
    while (!text.empty()) {
        const Character one = first_of(text);
        length += units_of(one, unit);
        text.remove_prefix(one.bytes.size());
    }
    return length;
}

std::string cut_text(std::string_view text, std::size_t most, TextUnit unit) {
    if (text_length(text, unit) <= most) return std::string(text);
    const std::size_t mark = unit == TextUnit::bytes ? kEllipsis.size() : 1;
    if (most < mark) return {};
    std::size_t length = 0, end = 0;  // `end`: behind the last character that may be the last one
    char32_t before = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Character one = first_of(text.substr(at));
        if (!continues(one.code) && before != 0x200D) end = at;
        length += units_of(one, unit);
        if (length > most - mark) break;
        at += one.bytes.size();
        before = one.code;
    }
    return std::string(text.substr(0, end)).append(kEllipsis);
}

std::string one_line(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return out;
}

std::string plain_text(const NoticeMessage& message, LinkIn where) {
    std::string facts;
    for (const NoticeLine& fact : message.facts)
        facts.append(facts.empty() ? "" : "\n").append(fact.label).append(": ").append(fact.value);
    std::string out;
    for (const std::string& part :
         {message.subject, message.body, facts, where == LinkIn::text ? message.link : std::string()})
        if (!part.empty()) out.append(out.empty() ? "" : "\n\n").append(part);
    return out;
}

const ButtonWords& button_words(std::string_view language) {
    const auto found = std::ranges::find(kWords, language.substr(0, 2), [](const auto& one) { return one.first; });
    return found == std::end(kWords) ? kWords[0].second : found->second;
}

}  // namespace crosswalk
