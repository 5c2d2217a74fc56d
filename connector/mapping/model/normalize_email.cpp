// E-mail addresses: kept as a tool spells them, compared by a key.
#include "connector/mapping/model/normalizers.h"

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>

namespace crosswalk::forms {
namespace {

constexpr std::size_t kLongestEmail = 254, kLongestLocalPart = 64;  // RFC 5321, 4.5.3.1

// UTS #46 in its non-transitional form: a sharp s, a final sigma and a joiner stay what they are, as in the
// names that registries give out.
const icu::IDNA* idna() {
    static const std::unique_ptr<const icu::IDNA> instance = [] {
        UErrorCode error = U_ZERO_ERROR;
        std::unique_ptr<const icu::IDNA> made(icu::IDNA::createUTS46Instance(
            UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE, error
        ));
        return U_SUCCESS(error) ? std::move(made) : nullptr;
    }();
    return instance.get();
}

using Convert = void (icu::IDNA::*)(
    icu::StringPiece, icu::ByteSink&, icu::IDNAInfo&, UErrorCode&
) const;

// Nothing where it is no domain that IDNA knows how to convert.
std::optional<std::string> converted(std::string_view domain, Convert how) {
    if (idna() == nullptr) return std::nullopt;
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    icu::IDNAInfo info;
    UErrorCode error = U_ZERO_ERROR;
    (idna()->*how)({domain.data(), static_cast<std::int32_t>(domain.size())}, sink, info, error);
    if (U_FAILURE(error) || info.hasErrors()) return std::nullopt;
    return out;
}

// Capitals become their small letters and nothing else changes: what has no small letter of its own (the
// Turkish dotted capital I) stays, and no letter becomes another one (a sharp s "ss", a final sigma a sigma).
std::string in_small_letters(std::string_view text) {
    constexpr UChar32 kDottedCapitalI = 0x130;
    std::string out;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        if (c != kDottedCapitalI && u_isUUppercase(c)) c = u_tolower(c);
        std::array<std::uint8_t, U8_MAX_LENGTH> small{};
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(small.data(), length, c);
        out.append(small.begin(), small.begin() + length);
    }
    return out;
}

// The form in which two spellings of one domain are equal: its ASCII form, without the dot of the root.
std::string domain_key(std::string_view domain) {
    while (domain.ends_with('.')) domain.remove_suffix(1);
    if (auto ascii = converted(domain, &icu::IDNA::nameToASCII_UTF8)) return *ascii;
    return in_small_letters(domain);
}

bool good_label(std::string_view label) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    return std::ranges::all_of(label, [](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '-';
    });
}

bool good_domain(std::string_view domain) {
    int labels = 0;
    for (std::size_t start = 0; start <= domain.size(); ++labels) {
        const std::size_t dot = std::min(domain.find('.', start), domain.size());
        if (!good_label(domain.substr(start, dot - start))) return false;
        start = dot + 1;
    }
    return labels >= 2;
}

bool good_local_part(std::string_view local) {
    if (local.empty() || local.size() > kLongestLocalPart || local.front() == '.' || local.back() == '.')
        return false;
    if (local.find("..") != std::string_view::npos) return false;
    return std::ranges::none_of(local, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == 0x7f ||
               std::string_view("\"(),:;<>@[\\]").find(c) != std::string_view::npos;
    });
}

bool has_space_inside(std::string_view text) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        if (c < 0 || u_isUWhiteSpace(c) || u_iscntrl(c)) return true;
    }
    return false;
}

}  // namespace

std::optional<std::string> email_key(std::string_view text) {
    const auto address = plain(text);
    if (!address) return std::nullopt;
    const auto at = address->rfind('@');
    if (at == std::string::npos) return in_small_letters(*address);
    const std::string_view view(*address);
    return in_small_letters(view.substr(0, at)) + '@' + domain_key(view.substr(at + 1));
}

std::vector<std::string> email_spellings(std::string_view text) {
    const auto key = email_key(text);
    if (!key) return {};
    std::vector<std::string> out{*key};
    const auto add = [&](std::string spelling) {
        if (std::ranges::find(out, spelling) == out.end()) out.push_back(std::move(spelling));
    };
    if (const auto at = key->rfind('@'); at != std::string::npos)
        if (auto shown = converted(std::string_view(*key).substr(at + 1), &icu::IDNA::nameToUnicodeUTF8))
            add(key->substr(0, at + 1) + *shown);
    // Vendors compare without case, but only that.
    add(in_small_letters(without_space(text)));
    return out;
}

Parsed email(std::string_view text) {
    if (!is_utf8(text)) return unreadable("It is not UTF-8.");
    const auto address = without_space(text);
    if (address.empty()) return {};
    const auto at = address.rfind('@');
    const bool good = at != std::string_view::npos && address.size() <= kLongestEmail &&
                      !has_space_inside(address) && good_local_part(address.substr(0, at)) &&
                      !address.ends_with("..") && good_domain(domain_key(address.substr(at + 1)));
    if (!good) return unreadable("It is not an e-mail address.");
    return value(std::string(address));
}

}  // namespace crosswalk::forms
