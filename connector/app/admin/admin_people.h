// connector/app/admin/admin_people.h - whom a command means.
#pragma once

#include "connector/mapping/model/plan.h"
#include "connector/ports/store.h"

namespace crosswalk {

// Whom a text names: by id, and by every field that the mapping recognises people by.
Result<std::vector<LeadId>> candidates_for(Transaction&, const Mapping&, const std::string& who);
// The one of them. Faults: "lead.unknown", "lead.several".
Result<Lead> find_lead(Transaction&, const Mapping&, const std::string& who);

}  // namespace crosswalk
