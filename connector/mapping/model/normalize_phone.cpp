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

#include <set>

namespace crosswalk::forms {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::string_view kBeforeExtension = " ext. ";
constexpr std::size_t kLongestPhone = 250;  // the library's own bound

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
    const PhoneNumberUtil* util = PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util->Parse(*clean, region.empty() ? "ZZ" : region, &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
        !util->IsValidNumber(number))
        return unreadable(
            "It is not a phone number" +
            (region.empty() ? " with a country code." : " of " + region + " or with a country code.")
        );
    std::string out;
    util->Format(number, PhoneNumberUtil::E164, &out);
    if (number.has_extension() && !number.extension().empty())
        out.append(kBeforeExtension).append(number.extension());
    return value(std::move(out));
}

}  // namespace crosswalk::forms
