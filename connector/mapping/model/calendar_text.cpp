#include "connector/mapping/model/calendar_text.h"

#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::calendar_text {

std::optional<int> digits(std::string_view text) {
    int out = 0;
    const bool plain = !text.empty() && text.size() <= 6 &&
                       std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!plain) return std::nullopt;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

std::optional<int> clock_minutes(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = digits(text.substr(0, 2)), minute = digits(text.substr(3));
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > kMinutesADay) return std::nullopt;
    return *hour * 60 + *minute;
}

std::optional<std::chrono::year_month_day> day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto y = digits(text.substr(0, 4)), m = digits(text.substr(5, 2)), d = digits(text.substr(8));
    if (!y || !m || !d) return std::nullopt;
    const std::chrono::year_month_day out{
        std::chrono::year{*y},
        std::chrono::month{static_cast<unsigned>(*m)},
        std::chrono::day{static_cast<unsigned>(*d)}};
    return out.ok() ? std::optional(out) : std::nullopt;
}

std::optional<Millis> moment(std::string_view text) {
    if (text.size() != 16 || text[10] != ' ') return std::nullopt;
    const auto date = day(text.substr(0, 10));
    const auto minutes = clock_minutes(text.substr(11));
    if (!date || !minutes) return std::nullopt;
    return Millis{std::chrono::sys_days{*date}} + std::chrono::minutes{*minutes};
}

std::string moment_text(Millis shown) {
    std::string out = iso_text(shown).substr(0, 16);
    out[10] = ' ';
    return out;
}

}  // namespace crosswalk::calendar_text
