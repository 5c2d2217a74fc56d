// adapters/hubspot/merged_records.h - contacts that live on as another one. Private to this folder.
#pragma once

#include "adapters/hubspot/internal.h"

namespace crosswalk::hubspot {

inline constexpr std::string_view kMergedIds = "hs_merged_object_ids";

inline constexpr std::string_view kFurtherAddresses = "hs_additional_emails";

// The parts of a list that HubSpot keeps in one text, between semicolons.
std::vector<std::string> parts_of(std::string_view list);

// The ids that a contact took over, as it tells itself.
std::vector<VendorId> losers_of(const boost::json::value& record);

// Of the ids asked for, those that are answered with another contact: loser -> winner.
std::map<std::string, std::string> survivors_of(
    std::span<const boost::json::value> results, std::span<const VendorId> asked
);

}  // namespace crosswalk::hubspot
