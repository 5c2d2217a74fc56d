// The review of Marketing and Sales: the shared figures of some weeks or of a month.
#include "connector/app/admin/admin_service.h"
#include "connector/app/admin/review_facts.h"
#include "connector/kpi/review_page.h"
#include "connector/mapping/model/calendar_text.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::int64_t kWeeks = 2, kMostWeeks = 104;

Fault bad_range(const std::string& what) {
    return {"review.range", what, "Ask for --weeks 1 to 104, or for --month 2026-03."};
}

// The last whole weeks, from Monday on.
kpi::Period last_weeks(const KpiPlan& plan, std::int64_t weeks, Millis now) {
    const std::chrono::sys_days today = kpi::day_of(plan, now);
    const std::chrono::sys_days monday = today - (std::chrono::weekday{today} - std::chrono::Monday);
    return kpi::days_between(plan, monday - std::chrono::days{7 * weeks}, monday);
}

Result<kpi::Period> period_of(const KpiPlan& plan, const CommandRequest& request, Millis now) {
    if (const std::string month = request.text("month"); !month.empty()) {
        const auto first = calendar_text::day(month + "-01");
        if (!first) return bad_range("'" + month + "' is not a month.");
        return kpi::month_of(plan, first->year() / first->month());
    }
    const std::string from = request.text("from"), to = request.text("to");
    if (!from.empty() || !to.empty()) {
        const auto first = calendar_text::day(from), behind = calendar_text::day(to);
        if (!first || !behind || std::chrono::sys_days{*first} >= std::chrono::sys_days{*behind})
            return bad_range("'" + from + "' to '" + to + "' is no range of days.");
        return kpi::days_between(plan, std::chrono::sys_days{*first}, std::chrono::sys_days{*behind});
    }
    const auto weeks = request.number("weeks").value_or(kWeeks);
    if (weeks < 1 || weeks > kMostWeeks) return bad_range(std::to_string(weeks) + " weeks cannot be reviewed.");
    return last_weeks(plan, weeks, now);
}

}  // namespace

CommandAnswer command_review(AdminService& admin, const CommandRequest& request) {
    std::string language = request.text("lang");
    if (language.empty()) language = "en";
    if (std::ranges::find(kpi::kReviewLanguages, language) == kpi::kReviewLanguages.end())
        return answer_of(
            Fault{"review.language", "The review is not written in '" + language + "'.", "Ask for 'en' or 'vi'."}, kUsage
        );
    const auto mapping = admin.engine.mapping();
    if (mapping->kpi == nullptr)
        return answer_of(Fault{
            "review.none",
            "Nobody said what is counted: there is no kpi.yaml in force.",
            "Add it to the mapping files, then `crosswalk mapping activate`."});
    const KpiPlan& plan = *mapping->kpi;
    const Millis now = admin.clock.now();
    const auto period = period_of(plan, request, now);
    if (!period) return answer_of(period.error(), kUsage);
    const auto known = everything_known(admin.store, *mapping, {kpi::before(plan, *period).from, period->until}, now);
    if (!known) return answer_of(known.error());
    const kpi::Review review = kpi::review_of(plan, *known, *period, now);
    CommandAnswer out{.text = kpi::as_text(plan, review, language)};
    if (request.flag("html")) out.text = kpi::as_html(plan, review, language);
    if (request.flag("csv")) out.text = kpi::as_csv(review, language);
    boost::json::object data = kpi::to_json(plan, review);
    data["language"] = language;
    data["page"] = out.text;
    out.data = std::move(data);
    return out;
}

}  // namespace crosswalk
