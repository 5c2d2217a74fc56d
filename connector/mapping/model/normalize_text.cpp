#include "connector/mapping/model/normalizers.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace crosswalk::forms {
namespace {

bool ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trimmed(std::string_view text) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    auto start = std::int32_t{0}, end = static_cast<std::int32_t>(text.size());
    while (start < end) {
        std::int32_t next = start;
        UChar32 c = 0;
        U8_NEXT(bytes, next, end, c);
        if (c < 0 || !u_isUWhiteSpace(c)) break;
        start = next;
    }
    while (end > start) {
        std::int32_t before = end;
        UChar32 c = 0;
        U8_PREV(bytes, start, before, c);
        if (c < 0 || !u_isUWhiteSpace(c)) break;
        end = before;
    }
    return text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start));
}

std::string nfc(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(error);
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    if (U_FAILURE(error) || form->isNormalizedUTF8(piece, error)) return std::string(text);
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    form->normalizeUTF8(0, piece, sink, nullptr, error);
    return U_FAILURE(error) ? std::string(text) : out;
}

std::string fold(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    icu::CaseMap::utf8Fold(
        0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, nullptr, error
    );
    return U_FAILURE(error) ? std::string(text) : out;
}

}  // namespace

Parsed unreadable(std::string why) { return {Parsed::How::unreadable, std::nullopt, std::move(why)}; }

Parsed value(std::string text) {
    if (text.empty()) return {};
    return {Parsed::How::value, std::move(text), {}};
}

bool is_utf8(std::string_view text) {
    if (ascii(text)) return true;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        if (c < 0) return false;
    }
    return true;
}

std::string_view without_space(std::string_view text) {
    if (!ascii(text)) return trimmed(text);
    while (!text.empty() && ascii_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && ascii_space(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<std::string> plain(std::string_view text) {
    if (ascii(text)) return std::string(without_space(text));
    if (!is_utf8(text)) return std::nullopt;
    return nfc(without_space(text));
}

std::optional<std::string> folded(std::string_view text) {
    auto out = plain(text);
    if (!out) return std::nullopt;
    if (ascii(*out)) {
        for (char& c : *out)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        return out;
    }
    // Folding can undo NFC and the other way round; both settle after a step or two.
    for (int i = 0; i < 4; ++i) {
        std::string next = nfc(fold(*out));
        if (next == *out) break;
        *out = std::move(next);
    }
    return out;
}

Parsed text(std::string_view raw) {
    auto clean = plain(raw);
    if (!clean) return unreadable("It is not UTF-8.");
    std::string out;
    out.reserve(clean->size());
    for (std::size_t i = 0; i < clean->size(); ++i) {
        const char c = (*clean)[i];
        const bool before_lf = c == '\r' && i + 1 < clean->size() && (*clean)[i + 1] == '\n';
        if (!before_lf) out += c == '\r' ? '\n' : c;
    }
    return value(std::move(out));
}

Parsed person_name(std::string_view text) {
    const auto name = plain(text);
    if (!name) return unreadable("It is not UTF-8.");
    std::string out;
    out.reserve(name->size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(name->data());
    const auto size = static_cast<std::int32_t>(name->size());
    bool gap = false;
    for (std::int32_t i = 0; i < size;) {
        const std::int32_t start = i;
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        if (u_isUWhiteSpace(c)) {
            gap = true;
            continue;
        }
        if (gap) out += ' ';
        gap = false;
        out.append(*name, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
    return value(std::move(out));
}

std::string name_part(std::string_view whole, NamePart part, bool family_first) {
    if (part == NamePart::whole) return std::string(whole);
    const std::size_t gap = family_first ? whole.find(' ') : whole.rfind(' ');
    if (gap == std::string_view::npos) return part == NamePart::given ? std::string(whole) : std::string();
    const std::string_view front = whole.substr(0, gap), back = whole.substr(gap + 1);
    return std::string((part == NamePart::family) == family_first ? front : back);
}

std::string turned(std::string_view whole, bool family_first) {
    const std::string given = name_part(whole, NamePart::given, family_first);
    const std::string family = name_part(whole, NamePart::family, family_first);
    if (family.empty()) return given;
    return family_first ? given + ' ' + family : family + ' ' + given;
}

}  // namespace crosswalk::forms
