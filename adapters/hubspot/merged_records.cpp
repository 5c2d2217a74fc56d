#include "adapters/hubspot/merged_records.h"

#include <algorithm>

namespace crosswalk::hubspot {

std::vector<std::string> parts_of(std::string_view list) {
    std::vector<std::string> out;
    while (!list.empty()) {
        const auto end = std::min(list.find(';'), list.size());
        if (end > 0) out.emplace_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return out;
}

std::vector<VendorId> losers_of(const boost::json::value& record) {
    std::vector<VendorId> out;
    const auto own = scalar_at(record, "/id");
    for (const auto& id : parts_of(scalar_at(record, "/properties/" + std::string(kMergedIds)))) {
        const bool sound = !id.empty() && id.find_first_not_of("0123456789") == std::string::npos;
        if (sound && id != own && std::ranges::count(out, VendorId{id}) == 0) out.push_back({id});
    }
    return out;
}

std::map<std::string, std::string> survivors_of(
    std::span<const boost::json::value> results, std::span<const VendorId> asked
) {
    std::map<std::string, std::string> out;
    std::vector<std::string> strangers, missing;
    const auto is_asked = [&](const VendorId& id) { return std::ranges::count(asked, id) > 0; };
    const auto is_told = [&](const VendorId& id) {
        return std::ranges::any_of(results, [&](const auto& one) {
            return scalar_at(one, "/id") == id.text;
        });
    };
    for (const auto& result : results) {
        const auto winner = scalar_at(result, "/id");
        bool named = false;
        for (const auto& loser : losers_of(result))
            if (is_asked(loser) && !is_told(loser)) named = out.emplace(loser.text, winner).second || named;
        if (!winner.empty() && !named && !is_asked({winner})) strangers.push_back(winner);
    }
    for (const auto& id : asked)
        if (!is_told(id) && !out.contains(id.text)) missing.push_back(id.text);
    // An account may not show who was merged: then only one pair can be told.
    if (strangers.size() == 1 && missing.size() == 1) out.emplace(missing.front(), strangers.front());
    return out;
}

}  // namespace crosswalk::hubspot
