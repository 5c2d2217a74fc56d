// connector/kpi/review_page.h - the review as a page, a table and data. Pure.
#pragma once

#include "connector/kpi/review.h"

#include <boost/json.hpp>

namespace crosswalk::kpi {

inline constexpr std::array<std::string_view, 2> kReviewLanguages{"en", "vi"};

// For a terminal. Any language but "vi" is English.
std::string as_text(const KpiPlan&, const Review&, std::string_view language);
// A whole document that loads nothing; every value is escaped.
std::string as_html(const KpiPlan&, const Review&, std::string_view language);
// One figure a line: key, label, unit, value, before, counted, of, complete. Values as a program reads them.
std::string as_csv(const Review&, std::string_view language);
// With the ids behind each figure.
boost::json::object to_json(const KpiPlan&, const Review&);

}  // namespace crosswalk::kpi
