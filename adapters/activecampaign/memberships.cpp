#include "adapters/activecampaign/memberships.h"

#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

std::optional<When> later(std::optional<When> a, const std::optional<When>& b) {
    return !a || (b && b->at > a->at) ? b : a;
}

struct SubscriptionState {
    bool told = false;
    std::optional<When> since{};
};

SubscriptionState standing(std::span<const Membership> all, std::string_view status, std::string_view list = {}) {
    SubscriptionState out;
    for (const Membership& one : all) {
        if (one.status != status || (!list.empty() && one.list != list)) continue;
        out.told = true;
        out.since = later(out.since, one.since);
    }
    return out;
}

void tell(Change& change, const std::string& field, bool opted_out, const SubscriptionState& how) {
    change.fields[field] = opted_out;
    if (how.since) change.field_times[field] = *how.since;
}

}  // namespace

std::vector<Membership> memberships_of(std::span<const boost::json::value> rows, std::string_view contact) {
    std::vector<Membership> out;
    for (const auto& row : rows)
        if (scalar_at(row, "/contact") == contact)
            out.push_back(
                {.list = scalar_at(row, "/list"),
                 .status = scalar_at(row, "/status"),
                 .since = when_at(row, "/udate")}
            );
    return out;
}

void add_lists(
    Change& change, std::span<const Membership> all, std::span<const std::string> wanted, bool all_of_them
) {
    for (const std::string& field : wanted) {
        const auto list = list_of(field);
        const bool any_list = list == "all";
        const auto left = standing(all, kLeft, any_list ? "" : list);
        const auto on = standing(all, kActive, any_list ? "" : list);
        // One list: leaving it counts, should it stand there twice. All of them: being on one counts.
        if (any_list ? on.told : on.told && !left.told)
            tell(change, field, false, on);
        else if (left.told && (!any_list || all_of_them))
            tell(change, field, true, left);
    }
}

std::string_view list_of(std::string_view field) {
    if (!field.starts_with(kListPrefix)) return {};
    field.remove_prefix(kListPrefix.size());
    return field == "all" || is_id(field) ? field : std::string_view();
}

}  // namespace crosswalk::activecampaign
