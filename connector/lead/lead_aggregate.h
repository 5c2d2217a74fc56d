// connector/lead/lead_aggregate.h - a lead with its records in every tool.
#pragma once

#include "connector/lead/lead.h"

#include <span>

namespace crosswalk {

// For code that changes neither.
struct LeadView {
    const Lead& lead;
    std::span<const RecordState> records;
};

// Loaded once in a unit, and passed on.
struct LeadAggregate {
    Lead lead{};
    std::vector<RecordState> records{};

    operator LeadView() const { return {lead, records}; }
};

}  // namespace crosswalk
