#include "connector/mapping/model/message_pattern.h"

#include <unicode/dtptngen.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/smpdtfmt.h>

#include <memory>

namespace crosswalk::message {
namespace {

icu::UnicodeString utf16(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))
    );
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::Locale locale_of(std::string_view language) { return icu::Locale(std::string(language).c_str()); }

Fault broken(std::string_view pattern) {
    constexpr std::size_t kMostShown = 60;
    return {
        "notice.pattern",
        "'" + std::string(pattern.substr(0, kMostShown)) + "' is not a message pattern.",
        "Close every brace; write an apostrophe twice, and a brace that is meant literally as '{'."};
}

std::string date_text(UDate at, std::string_view language, const char* skeleton, const std::string& zone) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Locale locale = locale_of(language);
    const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
        icu::DateTimePatternGenerator::createInstance(locale, error)
    );
    if (U_FAILURE(error) || patterns == nullptr) return {};
    icu::SimpleDateFormat format(patterns->getBestPattern(skeleton, error), locale, error);
    if (U_FAILURE(error)) return {};
    format.adoptTimeZone(icu::TimeZone::createTimeZone(utf16(zone)));
    icu::UnicodeString out;
    return utf8(format.format(at, out));
}

UDate of_day(std::chrono::year_month_day day) {
    return static_cast<UDate>(Millis{std::chrono::sys_days{day}}.time_since_epoch().count());
}

}  // namespace

Result<std::set<std::string, std::less<>>> arguments_of(std::string_view pattern) {
    UErrorCode error = U_ZERO_ERROR;
    UParseError where;
    const icu::MessageFormat checked(utf16(pattern), icu::Locale::getEnglish(), where, error);
    const icu::MessagePattern parsed(utf16(pattern), &where, error);
    if (U_FAILURE(error)) return broken(pattern);
    std::set<std::string, std::less<>> out;
    for (std::int32_t i = 0; i < parsed.countParts(); ++i) {
        const icu::MessagePattern::Part& part = parsed.getPart(i);
        const bool name =
            part.getType() == UMSGPAT_PART_TYPE_ARG_NAME || part.getType() == UMSGPAT_PART_TYPE_ARG_NUMBER;
        if (name) out.insert(utf8(parsed.getSubstring(part)));
    }
    return out;
}

Result<std::string> format(std::string_view pattern, std::string_view language, const Arguments& arguments) {
    UErrorCode error = U_ZERO_ERROR;
    UParseError where;
    const icu::MessageFormat formatter(utf16(pattern), locale_of(language), where, error);
    if (U_FAILURE(error)) return broken(pattern);
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> values;
    for (const auto& [name, value] : arguments) {
        names.push_back(utf16(name));
        if (const double* number = std::get_if<double>(&value))
            values.emplace_back(*number);
        else
            values.emplace_back(utf16(std::get<std::string>(value)));
    }
    icu::UnicodeString out;
    formatter.format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), out, error);
    if (U_FAILURE(error)) return broken(pattern);
    return {boost::system::in_place_value, utf8(out)};
}

std::string moment_text(Millis at, std::string_view language, const std::string& zone) {
    return date_text(static_cast<UDate>(at.time_since_epoch().count()), language, "EEEMMMdHHmm", zone);
}

std::string day_text(std::chrono::year_month_day day, std::string_view language) {
    return date_text(of_day(day), language, "EEEyMMMd", "UTC");
}

std::string weekday_text(unsigned iso_weekday, std::string_view language) {
    const std::chrono::sys_days monday{std::chrono::year{2026} / 3 / 2};
    return date_text(of_day(monday + std::chrono::days{iso_weekday - 1}), language, "cccc", "UTC");
}

}  // namespace crosswalk::message
