#include "adapters/marketo/internal.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::marketo {
namespace {

std::string joined(std::span<const std::string> values) {
    std::string out;
    for (const std::string& value : values) out += (out.empty() ? "" : ",") + value;
    return out;
}

std::vector<std::size_t> all_rows(std::size_t count) {
    std::vector<std::size_t> out(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = i;
    return out;
}

Result<Calls> build_ids(const IdsQuery& query, const Connection&, Page&) {
    std::vector<std::string> ids;
    for (const VendorId& id : query.what.ids) ids.push_back(id.text);
    if (ids.empty()) return Calls{};
    return Calls{{.request = leads_where("id", ids, query.fields), .rows = all_rows(ids.size())}};
}

Result<Calls> build_find(const MatchQuery& query, const Connection&, Page&) {
    // A comma would make two values of one.
    std::vector<std::string> values;
    for (const std::string& value : query.what.values)
        if (!value.empty() && value.find(',') == std::string::npos) values.push_back(value);
    if (values.empty()) return Calls{};
    return Calls{{.request = leads_where(query.what.field, values, query.fields)}};
}

constexpr PageShape kById{.row = kFound.row, .paging = kFound.paging, .leaves_out_gone = true};

template <const PageShape& shape, class What>
Result<Calls> parse_leads(
    const ReadQuery<What>& query, const Connection& connection, const Call& call, const Answer& answer, Page& page
) {
    if (auto unknown = unknown_field_in(answer)) return *unknown;
    return parse_page<shape>(query, connection, call, with_list(answer), page);
}

}  // namespace

HttpRequest leads_where(
    std::string_view field, std::span<const std::string> values, std::span<const std::string> fields
) {
    std::vector<std::string> wanted{"id", "updatedAt", std::string(kUnsubscribed)};
    const auto want = [&](const std::string& name) {
        if (!is_kept_beside_fields(name) && std::ranges::count(wanted, name) == 0) wanted.push_back(name);
    };
    want(std::string(field));
    std::ranges::for_each(fields, want);
    return get_json(
        std::string(kLeads) + "?filterType=" + percent_encode(field) + "&filterValues=" +
        percent_encode(joined(values)) + "&fields=" + percent_encode(joined(wanted))
    );
}

std::optional<Fault> unknown_field_in(const Answer& answer) {
    if (answer.ok() || answer.error->vendor_code != "1006") return std::nullopt;
    return Fault{"marketo.unknown_field", answer.error->vendor_says, answer.error->advice};
}

Answer with_list(Answer answer) {
    constexpr std::string_view kNothingFound = "702";
    const bool none = !answer.ok() && answer.error->vendor_code == kNothingFound;
    const auto* success = value_at(answer.body, "/success");
    if (!none && (success == nullptr || *success != boost::json::value(true))) return answer;
    answer.error.reset();
    auto& list = answer.body.get_object()["result"];
    if (none || list.is_null()) list = boost::json::array();
    return answer;
}

Operation<IdsQuery, Page> read_ids_operation() { return {build_ids, parse_leads<kById, ByIds>}; }
Operation<MatchQuery, Page> find_operation() { return {build_find, parse_leads<kFound, ByMatch>}; }

}  // namespace crosswalk::marketo
