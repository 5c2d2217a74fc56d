// connector/app/admin/own_people.h - whose people somebody sees, and how much of them.
#pragma once

#include "connector/app/admin/admin_service.h"

namespace crosswalk {

// Of a rep: what is asked about is their own, or it is not there; lists are made theirs, and answers are in their name. Everybody else asks about
// everything. Faults: "handoff.unknown", "lead.unknown", those of the store.
Result<void> keep_to_own(AdminService&, CommandRequest&);

// Masks names and addresses for a viewer; notes in the log who else looked at one person.
void show_people(AdminService&, const CommandRequest&, boost::json::value& answer);

// Whoever has a passkey must have touched it lately for what matters most.
Result<bool> wants_touch(AdminService&, const std::string& user, Millis touched);

// Is one of the lead's hand-offs this member's?
Result<bool> is_lead_of(Transaction&, const LeadId&, std::string_view member);

}  // namespace crosswalk
