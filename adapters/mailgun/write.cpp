#include "adapters/mailgun/error_table.h"
#include "adapters/mailgun/internal.h"
#include "connector/contract/suppression.h"

namespace crosswalk::mailgun {
namespace {

namespace json = boost::json;

// All mail of the domain, said aloud (sheet, Suppressions).
HttpRequest unsubscribe(std::span<const std::string> addresses) {
    json::array people;
    for (const std::string& address : addresses)
        people.push_back(json::object{{kEmail, address}, {"tags", json::array{"*"}}});
    return send_json("POST", std::string(kUnsubscribes), people);
}

constexpr SuppressionShape kDomain{
    .address = kEmail, .flag = kOptOut, .spell = id_of, .path = path_of, .suppress = unsubscribe, .words = kOwnWords};

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport& report) {
    return calls_for(kDomain, batch, report);
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    constexpr MatchShape kRefused{.by = MatchShape::By::call};
    const bool looked = call.step == static_cast<int>(SuppressionStep::look);
    const bool not_listed = looked && says_gone(kNotListed, answer);
    if (!answer.ok() && !not_listed) return read_report(kRefused, batch, call, answer, report);
    // "2 addresses have been added": another number speaks about nobody.
    const auto count = std::to_string(call.rows.size()) + " address";
    for (const std::size_t i : call.rows)
        if (looked && (not_listed || !text_at(answer.body, "/address").empty()))
            report[i] = looked_at(kDomain, batch.records[i], !not_listed && is_about_all(answer.body));
        else if (!looked && text_at(answer.body, "/message").starts_with(count))
            report[i] = suppressed(kDomain, batch.records[i]);
    return Calls{};
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }

}  // namespace crosswalk::mailgun
