// connector/app/admin/admin.h - the admin side: health, numbers and the API.
#pragma once

#include "connector/app/admin/admin_gate.h"
#include "connector/app/admin/admin_service.h"
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
    // For ServerLimits: nobody without a token sends us a body. It does not look whether the token is good.
    std::optional<ServerAnswer> early_answer(const ServerRequest& head) const;
    // What `handle` answers, on the caller's thread.
    ServerAnswer answer(const ServerRequest&);

private:
    ServerAnswer api(const ServerRequest&);
    ServerAnswer ready();
    ServerAnswer metrics();

    AdminService& admin_;
    EdgeNumbers edge_;
    AdminGate gate_;
    std::atomic<bool> open_{false};
    WorkQueue work_;
};

// Everything there is to count.
std::string metrics_text(AdminService&, const EdgeNumbers&);

}  // namespace crosswalk
