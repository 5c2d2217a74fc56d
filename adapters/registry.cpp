#include "adapters/registry.h"

#include "adapters/activecampaign/activecampaign.h"
#include "adapters/hubspot/hubspot.h"
#include "adapters/mailerlite/mailerlite.h"
#include "adapters/salesforce/salesforce.h"

#include <algorithm>
#include <array>

namespace crosswalk {

std::span<const Adapter* const> all_adapters() {
    static const std::array<const Adapter*, 4> all{
        &activecampaign_adapter(),
        &hubspot_adapter(),
        &mailerlite_adapter(),
        &salesforce_adapter(),
    };
    return all;
}

const Adapter* find_adapter(std::string_view vendor) {
    const auto all = all_adapters();
    const auto it = std::ranges::find_if(all, [&](const Adapter* a) { return a->manifest.vendor == vendor; });
    return it == all.end() ? nullptr : *it;
}

}  // namespace crosswalk
