// connector/app/daemon/callback_page.h - /oauth/CONNECTION/callback: where the vendor sends the browser back to.
#pragma once

#include "connector/app/admin/admin_service.h"
#include "connector/app/daemon/work_queue.h"
#include "connector/ports/log.h"
#include "webhooks/server/http_server.h"

namespace crosswalk {

// Thread-safe. Requests are answered on a thread of its own, since a code is exchanged with the vendor. Nothing of
// the query is logged or shown again.
class CallbackPage {
public:
    // The service's sign_ins must be set; both outlive it.
    CallbackPage(AdminService&, Log&);

    static bool is_for(std::string_view target);
    // The limits of the edge, with room for the answers given here.
    static ServerLimits let_in(ServerLimits);

    void handle(ServerRequest, Respond);
    // What `handle` answers, on the caller's thread.
    ServerAnswer answer(const ServerRequest&);

private:
    AdminService& admin_;
    Log& log_;
    WorkQueue work_;
};

}  // namespace crosswalk
