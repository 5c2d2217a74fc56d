#include "connector/app/admin/admin.h"

#include "connector/app/admin/audit.h"
#include "connector/app/admin/own_people.h"
#include "connector/app/admin/paging.h"
#include "connector/app/admin/store_notes.h"
#include "connector/app/cli/inspect.h"
#include "connector/app/console/console_files.h"

namespace crosswalk {
namespace {

constexpr std::size_t kThreads = 2, kMostWaiting = 64, kFigureThreads = 1, kMostFigures = 16;

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
    : admin_(admin),
      edge_(std::move(edge)),
      desk_(admin),
      watch_(admin),
      work_(kThreads, kMostWaiting),
      figures_(kFigureThreads, kMostFigures) {
    gate_.find = [this](const Presented& presented) { return desk_.find(presented); };
}

void Admin::open(std::vector<std::string> hosts) {
    gate_.hosts = std::move(hosts);
    open_.store(true, std::memory_order_release);
}

void Admin::handle(ServerRequest request, Respond respond) {
    WorkQueue& line = is_figure(path_of(request.target)) ? figures_ : work_;
    // A standard function must be copyable.
    auto kept = std::make_shared<ServerRequest>(std::move(request));
    if (!line.post([this, kept, respond] { serve(*kept, respond); })) respond(busy());
}

std::optional<ServerAnswer> Admin::early_answer(const ServerRequest& head) const {
    if (!open_.load(std::memory_order_acquire)) return busy();
    const AdminGate trusting{.hosts = gate_.hosts, .find = [](const Presented&) { return Admitted{}; }};
    auto answer = admit(trusting, head);
    if (auto* refused = std::get_if<ServerAnswer>(&answer)) return std::move(*refused);
    return {};
}

void Admin::serve(const ServerRequest& request, const Respond& respond) {
    if (!open_.load(std::memory_order_acquire)) return respond(busy());
    auto admitted = admit(gate_, request);
    if (auto* refused = std::get_if<ServerAnswer>(&admitted)) return respond(std::move(*refused));
    auto& who = std::get<std::optional<Admitted>>(admitted);
    if (who) who->caller.origin = request.remote;
    const auto path = path_of(request.target);
    const bool get = request.method == "GET" || request.method == "HEAD";
    if (get && path == "/healthz") {
        ServerAnswer ok{.body = "ok\n"};
        harden(ok);
        return respond(std::move(ok));
    }
    if (get && is_console(path)) return respond(console_answer(console_files(), request));
    if (get && path == "/readyz") return respond(ready());
    if (get && path == "/metrics" && access::kSeeAll.has(who->caller.role)) return respond(metrics());
    const auto call = find_call(request.method, request.target, request.body);
    if (!call) {
        ServerAnswer refused = admin_refusal(status_of(call.error()), call.error());
        if (refused.status == 405) refused.headers.emplace_back("Allow", call.error().remedy);
        return respond(std::move(refused));
    }
    if (call->route->command == "changes") {
        const auto after = place_in({.args = call->args}, 0);
        if (!after) return respond(admin_refusal(400, after.error()));
        return watch_.wait(*after, respond);
    }
    respond(api(request, *call, who));
}

ServerAnswer Admin::api(const ServerRequest& request, const ApiCall& call, const std::optional<Admitted>& who) {
    if (who)
        if (auto refused = refuse(call, *who)) return std::move(*refused);
    if (SignInDesk::is_for(call.route->command)) return desk_.answer(request, call, who);
    if (call.route->command == "openapi") return admin_answer(200, openapi());
    if (call.route->command == "vendors") return admin_answer(200, inspect_vendors(false).data);
    return run(call, *who);
}

std::optional<ServerAnswer> Admin::refuse(const ApiCall& call, const Admitted& who) {
    const ApiRoute& route = *call.route;
    const auto say = [&](Fault fault) {
        note(
            admin_,
            {.who = who.author,
             .what = "refused",
             .about = std::string(route.command),
             .origin = who.caller.origin,
             .detail = boost::json::serialize(boost::json::object{{"code", fault.code}})}
        );
        return admin_refusal(403, fault);
    };
    if (!route.roles.has(who.caller.role))
        return say(
            {"access.role",
             "In the role '" + std::string(to_string(who.caller.role)) + "' this is not to be done.",
             "Ask an admin to do it, or for another role."}
        );
    if (!route.step_up || who.caller.user.empty()) return {};
    const auto wanted = wants_touch(admin_, who.caller.user, who.touched);
    if (!wanted) return admin_refusal(503, wanted.error());
    if (!*wanted) return {};
    return say(
        {"access.touch",
         "This wants to know that it is really you.",
         "Touch your passkey: POST /api/v1/session/options, then POST /api/v1/session, then do it again."}
    );
}

ServerAnswer Admin::run(const ApiCall& call, const Admitted& who) {
    CommandRequest asked{std::string(call.route->command), call.args, who.author, who.caller};
    if (call.route->own)
        if (const auto theirs = keep_to_own(admin_, asked); !theirs)
            return admin_refusal(theirs.error().code.starts_with("store.") ? 503 : 404, theirs.error());
    CommandAnswer said = run_command(admin_, asked);
    if (call.route->people) show_people(admin_, asked, said.data);
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
