// adapters/salesforce/rows.h - the rows of a query's answer as records. Private to this folder.
#pragma once

#include "adapters/salesforce/internal.h"

#include <algorithm>

namespace crosswalk::salesforce {

// What all questions about records name.
struct Asked {
    const ObjectPlan& plan;
    const ObjectSchema& schema;
    std::vector<std::string> fields{};  // to be told
};
Asked asked(const IdsQuery&);
Asked asked(const MatchQuery&);
Asked asked(const ChangesQuery&);

// Which records an answer speaks about at all.
struct Rows {
    std::vector<VendorId> ids{};
    std::optional<Millis> last{};  // of the last row

    bool mention(std::string_view id) const {
        return std::ranges::any_of(ids, [&](const VendorId& one) { return same_id(one.text, id); });
    }
};

// Adds the records of one page of an answer, and what lives on as another one.
Result<Rows> add_rows(const Asked&, const Connection&, const boost::json::value& body, Page&);
bool says_yes(const boost::json::value& record, std::string_view pointer);
// Fault "salesforce.field_name" where one of these cannot be the name of a field.
Result<void> check_names(std::span<const std::string> fields);

}  // namespace crosswalk::salesforce
