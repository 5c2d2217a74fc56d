// connector/run/outbound/lookup.h - whose record is it at the vendor, and what became of an unanswered write.
#pragma once

#include "connector/run/outbound/deliver.h"

namespace crosswalk {

// Of one kind: the records by the first kind and key that found anybody.
struct Found {
    std::vector<Change> changes{};
};

// What a refused creation said: "it exists already, as this one". Kept with the claim, and looked at first.
std::string hint_of(const std::pair<VendorKind, VendorId>&);
std::optional<std::pair<VendorKind, VendorId>> hinted(std::string_view memo);

// Decides one unlinked job inside a unit: linked, parked, given up for now, or (true) composed to be created.
Result<bool> decide_unlinked(const DeliveryContext&, Job&, const Found&);

// Reads back unanswered writes of linked records: what arrived is settled, what did not goes to `ready`.
void verify_unanswered(EngineContext&, ConnectionRuntime&, const Mapping&, std::vector<Job> jobs, std::vector<Job>& ready);

}  // namespace crosswalk
