// connector/app/admin/admin_people.h - whom a command means.
#pragma once

#include "connector/app/admin/command_result.h"
#include "connector/mapping/model/plan.h"
#include "connector/ports/store.h"

namespace crosswalk {

// Whom a text names: by id, and by every field that the mapping recognises people by.
Result<std::vector<LeadId>> candidates_for(Transaction&, const Mapping&, const std::string& who);
// The one of them. Faults: "lead.unknown", "lead.several".
Result<Lead> find_lead(Transaction&, const Mapping&, const std::string& who);

struct ScoreQuestion {
    Millis now{};
    std::size_t most = 0;  // of the points, the newest
};
// The points that make the score of this lead. Fault: "scoring.none".
Result<CommandAnswer> score_of_lead(Transaction&, const Mapping&, Lead, const ScoreQuestion&);

}  // namespace crosswalk
