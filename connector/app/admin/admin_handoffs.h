// connector/app/admin/admin_handoffs.h - the hand-offs, for people and for programs.
#pragma once

#include "connector/app/admin/admin_service.h"

namespace crosswalk {

CommandAnswer command_handoffs_list(AdminService&, const CommandRequest&);
CommandAnswer command_handoffs_show(AdminService&, const CommandRequest&);
CommandAnswer command_handoffs_explain(AdminService&, const CommandRequest&);
CommandAnswer command_handoffs_accept(AdminService&, const CommandRequest&);
CommandAnswer command_handoffs_reject(AdminService&, const CommandRequest&);
CommandAnswer command_handoffs_reassign(AdminService&, const CommandRequest&);
CommandAnswer command_handoffs_contact(AdminService&, const CommandRequest&);

// What `status` says of hand-offs: those that are overdue, and notices that do not arrive.
struct HandoffGlance {
    boost::json::object data{};
    std::string line{};
};
HandoffGlance handoff_glance(AdminService&);

}  // namespace crosswalk
