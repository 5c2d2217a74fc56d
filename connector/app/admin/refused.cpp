#include "connector/app/admin/refused.h"

#include "connector/app/admin/command_result.h"

#include <algorithm>

namespace crosswalk {
namespace {

struct Advice {
    int status;
    std::string_view text;
};
constexpr Advice kAdvice[] = {
    {400, "the request was malformed: look for a proxy that changes it"},
    {401, "path secret or signature did not fit: compare the webhook settings of both sides, and public_url; "
          "`crosswalk explain` tells more"},
    {408, "it did not come whole in time: look for a slow proxy or line"},
    {413, "it was larger than this vendor's deliveries can be: see who sent it; what it said comes with the "
          "next poll or compare"},
    {415, "its body was compressed: switch that off in the proxy"},
    {503, "Crosswalk was too busy, or could not write: the vendor sends it again; look at the store and at "
          "who else sends"},
};

std::string_view advice(int status) {
    const auto* const found = std::ranges::find(kAdvice, status, &Advice::status);
    return found == std::end(kAdvice) ? "the vendor sends it again" : found->text;
}

std::uint64_t total(const RefusedDeliveries& refused) {
    std::uint64_t sum = 0;
    for (const auto& [status, n] : refused.by_status) sum += n;
    return sum;
}

}  // namespace

boost::json::object json_of(const RefusedDeliveries& refused) {
    boost::json::object by_status;
    for (const auto& [status, n] : refused.by_status) by_status[std::to_string(status)] = n;
    const bool any = refused.last_status != 0;
    return {
        {"total", total(refused)},
        {"by_status", std::move(by_status)},
        {"last_status", any ? boost::json::value(refused.last_status) : boost::json::value(nullptr)},
        {"last_at", json_of(any ? std::optional(refused.last_at) : std::nullopt)}};
}

std::string refused_lines(const RefusedByConnection& all) {
    std::string out;
    for (const auto& [connection, refused] : all) {
        out += "refused deliveries: ";
        out += connection.empty() ? "to no connection" : printable(connection);
        for (const auto& [status, n] : refused.by_status)
            out += ", " + std::to_string(n) + " with " + std::to_string(status);
        out += "; the last at " + short_time(refused.last_at) + ": ";
        out.append(advice(refused.last_status)).append("\n");
    }
    return out;
}

MetricFamily refused_family(const RefusedByConnection& all) {
    MetricFamily out{
        "crosswalk_refused_deliveries_total",
        "Deliveries refused at the public edge since the start; connection \"\" is none that is configured.",
        MetricKind::counter};
    for (const auto& [connection, refused] : all)
        for (const auto& [status, n] : refused.by_status)
            out.samples.push_back(
                {{{"connection", connection}, {"status", std::to_string(status)}}, static_cast<double>(n)}
            );
    return out;
}

}  // namespace crosswalk
