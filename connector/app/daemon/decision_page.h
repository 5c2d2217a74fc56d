// connector/app/daemon/decision_page.h - /act/TOKEN: where Sales answers a hand-off in any browser.
#pragma once

#include "connector/app/admin/admin_service.h"
#include "connector/app/daemon/work_queue.h"
#include "webhooks/server/http_server.h"

namespace crosswalk {

// Thread-safe. Requests are answered on threads of its own, since they read the store. GET and HEAD show the lead, and
// never act: mail programs and scanners open links. POST decides, once.
class DecisionPage {
public:
    explicit DecisionPage(AdminService&);

    static bool is_for(std::string_view target);
    // The limits of the edge, with room for the answers given here.
    static ServerLimits let_in(ServerLimits);

    void handle(ServerRequest, Respond);
    // What `handle` answers, on the caller's thread.
    ServerAnswer answer(const ServerRequest&);

private:
    ServerAnswer show(const std::string& token, std::string said, bool head);
    ServerAnswer decide(const std::string& token, const ServerRequest&);

    AdminService& admin_;
    WorkQueue work_;
};

}  // namespace crosswalk
