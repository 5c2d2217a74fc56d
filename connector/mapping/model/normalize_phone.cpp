#include "connector/mapping/model/normalizers.h"

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
#include <phonenumbers/phonenumberutil.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#include <algorithm>
#include <set>

namespace crosswalk::forms {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::string_view kBeforeExtension = " ext. ";
constexpr std::size_t kLongestPhone = 250;  // the library's own bound

// A country code says which number is meant, though the tables may not know it yet, or know it as nobody's. Without
// one only a number of the region is more than digits.
std::optional<PhoneNumber> number_in(const std::string& text, const std::string& region) {
    const PhoneNumberUtil* util = PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util->Parse(text, "ZZ", &number) == PhoneNumberUtil::NO_PARSING_ERROR) {
        const bool possible = util->IsPossibleNumberWithReason(number) == PhoneNumberUtil::IS_POSSIBLE;
        return possible ? std::optional(number) : std::nullopt;
    }
    const bool read = !region.empty() && util->Parse(text, region, &number) == PhoneNumberUtil::NO_PARSING_ERROR;
    return read && util->IsValidNumber(number) ? std::optional(number) : std::nullopt;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The groups of digits of a written number, with this between them.
std::string groups_of(std::string_view written, std::string_view between) {
    std::string out;
    bool apart = false;
    for (const char c : written) {
        if (is_digit(c)) {
            if (apart && !out.empty()) out += between;
            out += c;
        }
        apart = !is_digit(c);
    }
    return out;
}

}  // namespace

bool is_region(const std::string& region) {
    std::set<std::string> regions;
    PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
    return regions.contains(region);
}

Parsed phone(std::string_view text, const std::string& region) {
    const auto clean = plain(text);
    if (!clean) return unreadable("It is not UTF-8.");
    if (clean->empty()) return {};
    if (clean->size() > kLongestPhone) return unreadable("It is longer than a phone number.");
    const auto number = number_in(*clean, region);
    if (!number)
        return unreadable(
            "It is not a phone number" +
            (region.empty() ? " with a country code." : " of " + region + " or with a country code.")
        );
    std::string out;
    PhoneNumberUtil::GetInstance()->Format(*number, PhoneNumberUtil::E164, &out);
    if (number->has_extension() && !number->extension().empty())
        out.append(kBeforeExtension).append(number->extension());
    return value(std::move(out));
}

std::vector<std::string> phone_spellings(std::string_view text, const std::string& region) {
    std::vector<std::string> out;
    const auto add = [&](std::string spelling) {
        if (std::ranges::find(out, spelling) == out.end()) out.push_back(std::move(spelling));
    };
    const Parsed normal = phone(text, region);
    if (normal.how != Parsed::How::value || !normal.value) return out;
    add(*normal.value);
    auto number = number_in(*normal.value, "");
    if (!number) return out;
    const PhoneNumberUtil* util = PhoneNumberUtil::GetInstance();
    std::string written;
    for (const auto format : {PhoneNumberUtil::INTERNATIONAL, PhoneNumberUtil::NATIONAL}) {
        util->Format(*number, format, &written);
        add(written);
    }
    if (!number->extension().empty()) return out;
    for (const std::string_view between : {"", "-", ".", " "}) add(groups_of(written, between));
    add(groups_of(*normal.value, ""));
    return out;
}

}  // namespace crosswalk::forms
