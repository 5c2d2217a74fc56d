// connector/contract/suppression.h - writing to a tool that keeps no people, but a list of those who may not be written
// to: whoever opted out elsewhere is put on it, and nobody is ever taken off.
#pragma once

#include "connector/contract/operation.h"

namespace crosswalk {

struct SuppressionShape {
    std::string_view address{}, flag{};  // the two fields that can be written: who it is, and whether they left
    std::string (*spell)(std::string_view) = nullptr;             // the one spelling of an address, which is the id
    std::string (*path)(std::string_view address) = nullptr;      // where one address is looked for
    HttpRequest (*suppress)(std::span<const std::string> addresses) = nullptr;
    std::span<const ErrorRule> words{};  // with rows "unknown_field" and "opt_in_not_taken"
};
enum class SuppressionStep { suppress, look };

// One call for all who left, and a look at each of the others. A record that is told another address lives on as that.
Calls calls_for(const SuppressionShape&, const WriteBatch&, WriteReport&);
// Of somebody who is on the list now, and of somebody who was looked at.
Outcome suppressed(const SuppressionShape&, const Record&);
Outcome looked_at(const SuppressionShape&, const Record&, bool is_on_the_list);

}  // namespace crosswalk
