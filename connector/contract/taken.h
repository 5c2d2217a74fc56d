// connector/contract/taken.h - did a vendor take what it was sent? For those that answer a write with the
// record as it is now, and say yes to what they ignored.
#pragma once

#include "connector/contract/shape.h"

namespace crosswalk {

// What of a record the row of an answer shows otherwise, by the adapter's own words for it. Nothing: it is all there.
// Rows of the table: "opt_out_not_taken", "opt_in_not_taken", "membership_not_taken", "unknown_field", and
// "value_not_taken" of what was cleared and is not blank, of whole numbers and booleans, and of the texts in
// `compared`, without regard to case; other values come back in forms of their own. An outcome without a verdict: the
// row shows too little to tell.
struct TakenShape {
    RowShape row{};
    std::span<const std::string_view> compared{};
    std::span<const ErrorRule> words{};
    bool all_compared = false;  // every text, number and boolean, by its letters and digits; of moments the day alone
};
std::optional<Outcome> not_taken(const TakenShape&, const Record&, const boost::json::value& shown);

}  // namespace crosswalk
