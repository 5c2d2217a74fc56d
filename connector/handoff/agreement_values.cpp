#include "connector/handoff/agreement.h"

namespace crosswalk::handoff {
namespace {

boost::json::object span_value(const WorkSpan& span) {
    return {{"days", span.days}, {"minutes", span.minutes}};
}

template <class T>
boost::json::value or_null(const std::optional<T>& value) {
    return value ? boost::json::value(*value) : boost::json::value(nullptr);
}

boost::json::array sales_values(const AgreementPlan& agreement) {
    boost::json::array out;
    for (const DutyPlan& duty : agreement.sales) {
        boost::json::array ladder;
        for (const Rung& rung : duty.ladder)
            ladder.push_back(
                {{"after", span_value(rung.after)}, {"action", to_string(rung.action)}, {"to", rung.to}}
            );
        out.push_back(
            {{"duty", to_string(duty.duty)},
             {"within", span_value(duty.within)},
             {"silence", duty.silence == Silence::accepted ? "accepted" : "missed"},
             {"ladder", std::move(ladder)}}
        );
    }
    return out;
}

}  // namespace

boost::json::object agreement_values(const Mapping& mapping) {
    const HandoffPlan& plan = *mapping.handoff;
    const MarketingPlan& marketing = plan.agreement.marketing;
    boost::json::array filled, reject;
    for (const std::string& field : marketing.filled) filled.push_back(boost::json::string(field));
    for (const RejectReason& reason : plan.reject)
        reject.push_back(
            {{"reason", reason.name},
             {"to", reason.to},
             {"tag", reason.tag},
             {"quiet_days", reason.quiet_days}}
        );
    const Agreed& agreed = mapping.agreed;
    return {
        {"version", mapping.version},
        {"agreed",
         {{"marketing", agreed.marketing},
          {"sales", agreed.sales},
          {"date", agreed.date},
          {"review_by", agreed.review_by}}},
        {"sales", sales_values(plan.agreement)},
        {"reassign_at_most", plan.agreement.reassign_at_most},
        {"marketing",
         {{"filled", std::move(filled)},
          {"score_reasons", marketing.score_reasons},
          {"rejected_at_most_percent", or_null(marketing.rejected_at_most)},
          {"volume_at_least_a_month", or_null(marketing.volume_at_least)}}},
        {"reject", std::move(reject)}};
}

}  // namespace crosswalk::handoff
