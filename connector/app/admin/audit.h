// connector/app/admin/audit.h - who did what at the admin side, and where it is read.
#pragma once

#include "connector/app/admin/admin_service.h"

namespace crosswalk {

inline constexpr std::chrono::days kAuditKept{400};

CommandAnswer command_log_list(AdminService&, const CommandRequest&);
// Whether a row of it was changed or taken out.
CommandAnswer command_log_check(AdminService&, const CommandRequest&);

// What a command did, or why it did not. Nothing is said where the log cannot be written: the act stands, and `status`
// names the store.
void note_act(AdminService&, const CommandRequest&, const CommandAnswer&);
// Anything else: a sign-in, a refusal, a look at somebody's contact data.
void note(AdminService&, AuditRow);

}  // namespace crosswalk
