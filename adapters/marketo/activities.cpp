#include "adapters/marketo/activities.h"

#include <algorithm>

namespace crosswalk::marketo {
namespace {

namespace json = boost::json;

// "[7,8]", as recorded, or any other list of numbers.
std::vector<VendorId> ids_in(std::string_view list) {
    constexpr std::string_view kDigits = "0123456789";
    std::vector<VendorId> out;
    for (auto from = list.find_first_of(kDigits); from != std::string_view::npos; from = list.find_first_of(kDigits)) {
        list.remove_prefix(from);
        const auto end = std::min(list.find_first_not_of(kDigits), list.size());
        out.push_back({std::string(list.substr(0, end))});
        list.remove_prefix(end);
    }
    return out;
}

}  // namespace

std::string Activity::attribute(std::string_view name) const {
    for (const json::value& one : items_at(row, "/attributes"))
        if (text_at(one, "/name") == name) return scalar_at(one, "/value");
    return {};
}

Activity activity_in(const json::value& row) {
    const auto* type = value_at(row, "/activityTypeId");
    auto key = scalar_at(row, "/marketoGUID");
    if (key.empty()) key = scalar_at(row, "/activityLogItemId");
    return {
        .row = row,
        .type = static_cast<ActivityType>(type != nullptr && type->is_int64() ? type->get_int64() : 0),
        .lead = scalar_at(row, "/leadId"),
        .key = std::move(key),
        .at = time_at(row, "/activityDate", TimeForm::iso)};
}

bool is_no_change(const Activity& activity) {
    if (activity.type == ActivityType::score_changed) {
        const auto now = activity.attribute("New Value");
        return !now.empty() && now == activity.attribute("Old Value");
    }
    if (activity.type != ActivityType::value_changed) return false;
    const auto fields = items_at(activity.row, "/fields");
    return !fields.empty() && std::ranges::all_of(fields, [](const json::value& one) {
        return scalar_at(one, "/newValue") == scalar_at(one, "/oldValue");
    });
}

std::optional<Merge> merge_of(const Activity& activity) {
    Merge out{.kind = {std::string(kKind)}, .winner = {activity.lead}, .losers = ids_in(activity.attribute("Merge IDs"))};
    std::erase(out.losers, out.winner);
    if (out.losers.empty()) return std::nullopt;
    out.event_key = activity.key.empty() ? "" : "merge:" + activity.key;
    out.occurred_at = activity.at;
    return out;
}

Change deletion_of(const Activity& activity) {
    return {
        .kind = {std::string(kKind)},
        .id = {activity.lead},
        .event_key = activity.key.empty() ? "" : "deleted:" + activity.key,
        .occurred_at = activity.at,
        .deleted = true};
}

}  // namespace crosswalk::marketo
