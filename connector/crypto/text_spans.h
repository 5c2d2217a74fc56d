// connector/crypto/text_spans.h - parts of a text that are to be replaced, and the text with its escapes undone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crosswalk::crypto {

struct Span {
    std::size_t begin = 0, end = 0;
    auto operator<=>(const Span&) const = default;
};

// Each span, together with those it touches, becomes "[secret]".
std::string replaced(std::string text, std::vector<Span> spans);

// A text, and where each of its bytes came from.
struct View {
    std::string text{};
    std::vector<std::uint32_t> origin{};  // one more than bytes: the last is the end

    Span origin_of(const Span&) const;
};
View view_of(std::string_view text);
// Percent escapes, JSON's and JavaScript's backslashes and HTML's entities undone, once; what is none stays.
View unescaped(const View&);

// What looks like a credential, whoever's it is.
std::vector<Span> credentials_in(std::string_view text);

}  // namespace crosswalk::crypto
