#include "connector/mapping/model/zone.h"

#include <unicode/strenum.h>
#include <unicode/timezone.h>

#include <algorithm>

namespace crosswalk::zone {
namespace {

using std::chrono::milliseconds;

std::unique_ptr<icu::TimeZone> zone_named(const std::string& name) {
    return std::unique_ptr<icu::TimeZone>(
        icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(icu::StringPiece(name)))
    );
}

milliseconds offset_at(const icu::TimeZone& zone, Millis at) {
    std::int32_t raw = 0, saved = 0;
    UErrorCode error = U_ZERO_ERROR;
    zone.getOffset(static_cast<UDate>(at.time_since_epoch().count()), false, raw, saved, error);
    return milliseconds{U_FAILURE(error) ? 0 : raw + saved};
}

}  // namespace

bool is_known(const std::string& name) {
    if (name.empty()) return false;
    icu::UnicodeString canonical;
    UBool is_system = false;
    UErrorCode error = U_ZERO_ERROR;
    icu::TimeZone::getCanonicalID(
        icu::UnicodeString::fromUTF8(icu::StringPiece(name)), canonical, is_system, error
    );
    // ICU's own "Etc/Unknown" is what it makes of a name it does not know.
    return !U_FAILURE(error) && is_system && name != "Etc/Unknown";
}

std::vector<std::string> names() {
    std::vector<std::string> out;
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::StringEnumeration> all(icu::TimeZone::createTimeZoneIDEnumeration(
        UCAL_ZONE_TYPE_ANY, nullptr, nullptr, error
    ));
    if (U_FAILURE(error) || all == nullptr) return out;
    std::int32_t length = 0;
    while (const char* name = all->next(&length, error)) out.emplace_back(name, static_cast<std::size_t>(length));
    return out;
}

bool is_missing(const FieldPlan& field, const Binding& binding) {
    const bool mixed = (field.type == FieldType::date && binding.form.shape == FieldShape::datetime) ||
                       (field.type == FieldType::datetime && binding.form.shape == FieldShape::date);
    return mixed && binding.zone.empty() && field.zone.empty();
}

std::chrono::year_month_day day_at(const std::string& name, Millis at) {
    const auto offset = name.empty() ? milliseconds{0} : offset_at(*zone_named(name), at);
    return std::chrono::floor<std::chrono::days>(at + offset);
}

Millis moment_of(const std::string& name, Millis shown) {
    if (name.empty()) return shown;
    const auto zone = zone_named(name);
    // No zone is a day away from UTC: the clocks change at most once between the two offsets.
    const auto before = offset_at(*zone, shown - std::chrono::hours{24});
    const auto after = offset_at(*zone, shown + std::chrono::hours{24});
    const Millis first = shown - before, second = shown - after;
    if (offset_at(*zone, first) == before) return first;
    return offset_at(*zone, second) == after ? second : first;
}

struct Clocks::Data {
    std::unique_ptr<icu::TimeZone> zone{};
};

Clocks::Clocks(const std::string& name)
    : data_(std::make_shared<const Data>(Data{zone_named(name.empty() ? "UTC" : name)})) {}

milliseconds Clocks::ahead_at(Millis at) const { return offset_at(*data_->zone, at); }

std::vector<Offset> Clocks::offsets_between(Millis from, Millis until) const {
    // Zones change days apart, so within a step there is one change at most.
    constexpr std::chrono::hours kStep{24};
    std::vector<Offset> out;
    for (Millis start = from; start < until;) {
        const milliseconds ahead = ahead_at(start);
        Millis same = start, other = std::min(until, start + kStep);
        while (other < until && ahead_at(other) == ahead) {
            same = other;
            other = std::min(until, other + kStep);
        }
        if (ahead_at(other) == ahead) same = other;
        while (same + milliseconds{1} < other) {
            const Millis middle = same + (other - same) / 2;
            (ahead_at(middle) == ahead ? same : other) = middle;
        }
        out.push_back({start, other, ahead});
        start = other;
    }
    return out;
}

Millis start_of(const std::string& name, std::chrono::year_month_day day) {
    return moment_of(name, Millis{std::chrono::sys_days{day}});
}

}  // namespace crosswalk::zone
