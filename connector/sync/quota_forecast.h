// connector/sync/quota_forecast.h - when the day's calls of an account will be used up. Pure.
#pragma once

#include "connector/contract/values.h"

#include <deque>

namespace crosswalk {

// So much of the day's quota is used at most: the rest is for people and other programs.
inline constexpr double kQuotaWeUse = 0.95;

// How much of the day's quota was used, 0 to 1.
struct QuotaSample {
    Millis at{};
    double used = 0;
};

// Of the last hour, one each five minutes at most; a quota that began anew begins the list anew.
void note_quota(std::deque<QuotaSample>&, QuotaSample);

// When our part is used up at the pace of the last hour, if that is before the day ends (midnight UTC). Nothing while a fifth
// is not used, or half an hour not seen.
std::optional<Millis> quota_ends(const std::deque<QuotaSample>&);

}  // namespace crosswalk
