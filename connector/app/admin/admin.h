// connector/app/admin/admin.h - the admin side: health, numbers and the API.
#pragma once

#include "connector/app/admin/admin_gate.h"
#include "connector/app/admin/admin_routes.h"
#include "connector/app/admin/admin_service.h"
#include "connector/app/admin/change_watch.h"
#include "connector/app/admin/sign_in_desk.h"
#include "connector/app/daemon/work_queue.h"
#include "connector/io/metrics_prometheus/exposition.h"

#include <atomic>

namespace crosswalk {

// What the edge counts, asked for at each scrape.
using EdgeNumbers = std::function<std::vector<MetricFamily>()>;

// Thread-safe. The desk outlives it. Requests are answered on threads of its own, since they read the store.
class Admin {
public:
    Admin(AdminService&, EdgeNumbers);

    // Until this is called, everything is answered 503: the port is known only once the server listens.
    void open(std::vector<std::string> hosts);
    void handle(ServerRequest, Respond);
    // Before the server stops: whoever waits for a change is answered.
    void let_go() { watch_.let_go(); }
    // For ServerLimits: nobody without a token sends us a body. It does not look whether the token is good.
    std::optional<ServerAnswer> early_answer(const ServerRequest& head) const;

private:
    void serve(const ServerRequest&, const Respond&);
    ServerAnswer api(const ServerRequest&, const ApiCall&, const std::optional<Admitted>&);
    ServerAnswer run(const ApiCall&, const Admitted&);
    // What they may not do, in this role or without a touch.
    std::optional<ServerAnswer> refuse(const ApiCall&, const Admitted&);
    std::optional<Admitted> find(const Presented&);
    ServerAnswer ready();
    ServerAnswer metrics();

    AdminService& admin_;
    EdgeNumbers edge_;
    AdminGate gate_;
    std::atomic<bool> open_{false};
    SignInDesk desk_;
    ChangeWatch watch_;
    // Figures are counted on a thread of their own: nobody who accepts a lead waits for a review.
    WorkQueue work_, figures_;
};

// Everything there is to count.
std::string metrics_text(AdminService&, const EdgeNumbers&);

}  // namespace crosswalk
