// adapters/activecampaign/memberships.h - list memberships, and what they say about consent. Private to this
// folder.
#pragma once

#include "adapters/activecampaign/internal.h"

namespace crosswalk::activecampaign {

// The status of a membership (sheet, section 6). 3 is a bounce, 91 a membership that was taken away: neither
// says anything about what the person wants.
inline constexpr std::string_view kUnconfirmed = "0", kActive = "1", kLeft = "2";

struct Membership {
    std::string list{}, status{};
    std::optional<When> since{};
};

// The rows of one contact.
std::vector<Membership> memberships_of(std::span<const boost::json::value> rows, std::string_view contact);

// "lists/ID" is true after the person left that list, false while they are on it. "lists/all" is true when
// they left at least one list and are on none, false while they are on any. About anything else nothing is
// told. `all_of_them`: there are no further memberships, so nobody can be on a list that is not among these.
void add_lists(
    Change&, std::span<const Membership>, std::span<const std::string> wanted, bool all_of_them = true
);

// "3" of "lists/3", "all" of "lists/all"; empty for any other name.
std::string_view list_of(std::string_view field);

}  // namespace crosswalk::activecampaign
