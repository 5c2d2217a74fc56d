#include "connector/app/admin/admin.h"

#include "connector/app/admin/admin_routes.h"
#include "connector/app/admin/store_notes.h"
#include "connector/app/cli/inspect.h"

namespace crosswalk {
namespace {

constexpr std::size_t kThreads = 2, kMostWaiting = 64;

ServerAnswer busy() {
    ServerAnswer answer =
        admin_refusal(503, {"admin.busy", "Too much is being asked at once.", "Ask again shortly."});
    answer.headers.emplace_back("Retry-After", "1");
    return answer;
}

int status_of(const Fault& fault) {
    if (fault.code == "api.method") return 405;
    return fault.code == "api.unknown" ? 404 : 400;
}

}  // namespace

Admin::Admin(AdminService& admin, EdgeNumbers edge)
    : admin_(admin), edge_(std::move(edge)), work_(kThreads, kMostWaiting) {
    gate_.token_is_good = [this](std::string_view token) { return token_is_good(admin_.store, token); };
}

void Admin::open(std::vector<std::string> hosts) {
    gate_.hosts = std::move(hosts);
    open_.store(true, std::memory_order_release);
}

void Admin::handle(ServerRequest request, Respond respond) {
    // A standard function must be copyable.
    auto kept = std::make_shared<ServerRequest>(std::move(request));
    if (!work_.post([this, kept, respond] { respond(answer(*kept)); })) respond(busy());
}

std::optional<ServerAnswer> Admin::early_answer(const ServerRequest& head) const {
    if (!open_.load(std::memory_order_acquire)) return busy();
    AdminGate trusting{.hosts = gate_.hosts, .token_is_good = [](std::string_view) { return true; }};
    return turn_away(trusting, head);
}

ServerAnswer Admin::answer(const ServerRequest& request) {
    if (!open_.load(std::memory_order_acquire)) return busy();
    if (auto refused = turn_away(gate_, request)) return std::move(*refused);
    const auto path = path_of(request.target);
    const bool get = request.method == "GET" || request.method == "HEAD";
    if (get && path == "/healthz") {
        ServerAnswer ok{.body = "ok\n"};
        harden(ok);
        return ok;
    }
    if (get && path == "/readyz") return ready();
    if (get && path == "/metrics") return metrics();
    return api(request);
}

ServerAnswer Admin::api(const ServerRequest& request) {
    const auto call = find_call(request.method, request.target, request.body);
    if (!call) {
        ServerAnswer refused = admin_refusal(status_of(call.error()), call.error());
        if (refused.status == 405) refused.headers.emplace_back("Allow", call.error().remedy);
        return refused;
    }
    if (call->route->command == "openapi") return admin_answer(200, openapi());
    if (call->route->command == "vendors") return admin_answer(200, inspect_vendors(false).data);
    const CommandAnswer said =
        run_command(admin_, {std::string(call->route->command), call->args, "the admin API"});
    return admin_answer(http_status(said), said.data);
}

// A vendor that is down is no reason to send traffic elsewhere; it is named for people.
ServerAnswer Admin::ready() {
    const auto writable = admin_.store.writable();
    boost::json::object troubled;
    for (const ConnectionStatus& one : admin_.engine.status())
        if (one.state == "unreachable" || one.state == "reconnect" || one.state == "degraded")
            troubled[one.name] = one.state;
    const auto held = restore_hold(admin_);
    boost::json::object body{
        {"ready", writable.has_value()},
        {"store", writable ? "writable" : writable.error().code},
        {"troubled", std::move(troubled)}};
    if (held && *held) body["restored"] = **held;
    return admin_answer(writable ? 200 : 503, body);
}

ServerAnswer Admin::metrics() {
    ServerAnswer answer{
        .content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics_text(admin_, edge_)};
    harden(answer);
    return answer;
}

}  // namespace crosswalk
