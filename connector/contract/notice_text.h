// connector/contract/notice_text.h - what channels share in spelling a notice. Pure; never throws.
#pragma once

#include "connector/contract/markup.h"
#include "connector/contract/notice.h"

#include <string>
#include <string_view>

namespace crosswalk {

// How a channel counts the length of a text.
enum class TextUnit { bytes, characters, utf16 };

std::size_t text_length(std::string_view, TextUnit);

// At most `most` units of it. A longer text ends in an ellipsis, and is never cut within a character or before
// the accents that belong to it. Bytes that are no UTF-8 count as one character each.
std::string cut_text(std::string_view, std::size_t most, TextUnit = TextUnit::characters);

// On one line: every control character is a blank.
std::string one_line(std::string_view);

// Subject, body and facts, a blank line between them; the link below unless it stands in a button.
enum class LinkIn { text, button };
std::string plain_text(const NoticeMessage&, LinkIn);

// The first text of `make(4'000)`, `make(2'000)`, ... that is at most `bytes` long, where the number bounds the
// characters of each part; else the shortest.
template <class Make>
std::string within_bytes(std::size_t bytes, Make make) {
    constexpr std::size_t kLongestPart = 4'000, kShortestPart = 30;
    std::size_t part = kLongestPart;
    std::string text = make(part);
    while (text.size() > bytes && part > kShortestPart) text = make(part /= 2);
    return text;
}

// What the buttons of a channel say, in the receiver's language; English where there is no other.
struct ButtonWords {
    std::string_view accept{}, reject{}, reason{}, open{};
};
const ButtonWords& button_words(std::string_view language);

}  // namespace crosswalk
