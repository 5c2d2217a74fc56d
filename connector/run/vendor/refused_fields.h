// connector/run/vendor/refused_fields.h - which of the wanted fields a refusal, or a vendor's list of fields, speaks of.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/lead/write.h"

namespace crosswalk {

using Names = std::vector<std::string>;

// Those that a whole list of fields leaves out; names are compared without case.
FieldSet lacking_in(const ObjectSchema&, const Names& fields);
// Those that a refusal names in quotes, or by its pointer.
FieldSet named_in(const Outcome& no, const Names& fields);

}  // namespace crosswalk
