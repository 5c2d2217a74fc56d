#include "connector/crypto/text_spans.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace crosswalk::crypto {
namespace {

constexpr std::string_view kPlaceholder = "[secret]";
constexpr std::string_view kEscapes = "%\\&";
constexpr std::size_t kLongestEntity = 10;
constexpr std::pair<std::string_view, char> kEntities[] = {
    {"amp", '&'},
    {"lt", '<'},
    {"gt", '>'},
    {"quot", '"'},
    {"apos", '\''},
    {"sol", '/'},
    {"equals", '='},
    {"plus", '+'},
    {"excl", '!'},
    {"period", '.'},
    {"nbsp", ' '},
};

std::optional<std::uint32_t> number(std::string_view digits, int base) {
    std::uint32_t value = 0;
    const auto [at, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (digits.empty() || bad != std::errc{} || at != digits.data() + digits.size()) return std::nullopt;
    return value;
}

std::string utf8(std::uint32_t code) {
    std::string out;
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0U | (code >> 6U));
        out += static_cast<char>(0x80U | (code & 0x3fU));
    } else {
        out += static_cast<char>(0xe0U | ((code >> 12U) & 0xfU));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3fU));
        out += static_cast<char>(0x80U | (code & 0x3fU));
    }
    return out;
}

struct Escape {
    std::size_t length = 0;  // 0: there is none
    std::string means{};
};

Escape escape_of(std::string_view digits, std::size_t before, std::size_t behind, int base) {
    const auto code = number(digits, base);
    if (!code) return {};
    return {before + digits.size() + behind, utf8(*code)};
}

Escape backslash(std::string_view rest) {
    if (rest.size() < 2) return {};
    switch (rest[1]) {
        case 'u':
            return rest.size() < 6 ? Escape{} : escape_of(rest.substr(2, 4), 2, 0, 16);
        case 'x':
            return rest.size() < 4 ? Escape{} : escape_of(rest.substr(2, 2), 2, 0, 16);
        case 'n':
            return {2, "\n"};
        case 'r':
            return {2, "\r"};
        case 't':
            return {2, "\t"};
        case '"':
        case '\'':
        case '\\':
        case '/':
            return {2, std::string(1, rest[1])};
        default:
            return {};
    }
}

Escape entity(std::string_view rest) {
    const std::size_t end = rest.substr(0, kLongestEntity).find(';');
    if (end == std::string_view::npos || end < 2) return {};
    const std::string_view name = rest.substr(1, end - 1);
    if (name.starts_with("#x") || name.starts_with("#X")) return escape_of(name.substr(2), 3, 1, 16);
    if (name.starts_with('#')) return escape_of(name.substr(1), 2, 1, 10);
    const auto* const known =
        std::ranges::find(kEntities, name, &std::pair<std::string_view, char>::first);
    if (known == std::end(kEntities)) return {};
    return {end + 1, std::string(1, known->second)};
}

Escape percent(std::string_view rest) {
    if (rest.size() < 3) return {};
    const auto byte = number(rest.substr(1, 2), 16);
    if (!byte) return {};
    return {3, std::string(1, static_cast<char>(*byte))};
}

Escape escape_at(std::string_view rest) {
    if (rest.front() == '%') return percent(rest);
    if (rest.front() == '\\') return backslash(rest);
    if (rest.front() == '&') return entity(rest);
    return {};
}

}  // namespace

std::string replaced(std::string text, std::vector<Span> spans) {
    if (spans.empty()) return text;
    std::ranges::sort(spans);
    std::string out;
    std::size_t at = 0;
    for (std::size_t i = 0; i < spans.size();) {
        Span whole = spans[i++];
        for (; i < spans.size() && spans[i].begin <= whole.end; ++i)
            whole.end = std::max(whole.end, spans[i].end);
        out.append(text, at, whole.begin - at).append(kPlaceholder);
        at = whole.end;
    }
    return out.append(text, at);
}

Span View::origin_of(const Span& span) const { return {origin[span.begin], origin[span.end]}; }

View view_of(std::string_view text) {
    View view{.text = std::string(text)};
    view.origin.resize(text.size() + 1);
    for (std::size_t i = 0; i <= text.size(); ++i) view.origin[i] = static_cast<std::uint32_t>(i);
    return view;
}

View unescaped(const View& from) {
    View out;
    out.text.reserve(from.text.size());
    out.origin.reserve(from.origin.size());
    const std::string_view text = from.text;
    for (std::size_t i = 0; i < text.size();) {
        const Escape escape = escape_at(text.substr(i));
        out.origin.insert(out.origin.end(), escape.means.size(), from.origin[i]);
        out.text += escape.means;
        i += escape.length;
        // Most of a text is no escape, and is taken over in one piece.
        const std::size_t plain = escape.length == 0 ? i + 1 : i;
        const std::size_t next = std::min(text.find_first_of(kEscapes, plain), text.size());
        out.text.append(text, i, next - i);
        const auto first = from.origin.begin() + static_cast<std::ptrdiff_t>(i);
        out.origin.insert(out.origin.end(), first, first + static_cast<std::ptrdiff_t>(next - i));
        i = next;
    }
    out.origin.push_back(from.origin.back());
    return out;
}

}  // namespace crosswalk::crypto
