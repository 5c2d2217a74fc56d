// What would become of one request, told before anybody sends it.
#include "connector/app/cli/inspect.h"
#include "connector/app/cli/raw_request.h"
#include "connector/app/cli/setup.h"
#include "connector/app/daemon/mapping_versions.h"
#include "webhooks/route/route.h"
#include "webhooks/verify/verify.h"

namespace crosswalk {
namespace {

Delivery delivery_of(const RawRequest& request, const Webhook& rules, Millis now) {
    Delivery out{
        .method = request.method, .target = redact(request.target), .body = request.body, .received_at = now};
    const auto keep = [&](std::string_view name) {
        const HeaderFound found = find_header(request.headers, name);
        if (found.count > 0) out.headers.emplace(name, found.value);
    };
    keep("Content-Type");
    for (const auto name : rules.keep_headers) keep(name);
    return out;
}

Verification judge(
    const WebhookEndpoints& hooks, const ConnectionConfig& connection, const RawRequest& request, Millis now
) {
    if (!connection.has_webhook)
        return {
            .code = "verify.no_webhook", .reason = "This connection has no `webhook:` in the configuration."};
    const Route to = route(hooks, request.method, request.target);
    if (to.place != Place::deliver)
        return {
            .code = "verify.no_delivery",
            .reason = "Only a POST to /hooks/" + connection.name + " carries news."};
    if (to.hook == nullptr || to.hook->connection != connection.name)
        return {
            .code = "verify.wrong_path",
            .reason = "The address does not begin with /hooks/" + connection.name + "."};
    return verify(
        connection.adapter->manifest.webhook,
        *to.hook,
        {request.method, request.target, request.headers, request.body},
        {hooks.public_url, to.path_secret, now}
    );
}

std::string list(std::string_view head, const std::vector<std::string>& lines) {
    std::string out = std::string(head) + ":" + (lines.empty() ? " none\n" : "\n");
    for (const std::string& line : lines) out += "  " + printable(line) + "\n";
    return out;
}

const ConnectionSetup* find(const std::vector<ConnectionSetup>& all, std::string_view name) {
    for (const ConnectionSetup& one : all)
        if (one.connection.name == name) return &one;
    return nullptr;
}

}  // namespace

CommandAnswer inspect_request(const Config& config, std::string_view name, std::string_view raw, Millis now) {
    const ConnectionConfig* connection = config.connection(name);
    if (connection == nullptr)
        return answer_of(Fault{
            "connection.unknown",
            "There is no connection '" + std::string(name) + "'.",
            "The configuration names them below connections."});
    const auto request = parse_raw_request(raw);
    if (!request) return answer_of(request.error());
    const WebhookEndpoints hooks = hooks_of(config);
    const Verification verified = judge(hooks, *connection, *request, now);
    const Webhook& rules = connection->adapter->manifest.webhook;

    const bool valid = verified.result == Authenticity::valid;
    const bool late_but_taken =
        verified.result == Authenticity::stale && verified.age <= rules.accept_stale_for;
    Explanation explained;
    OnDisk disk;
    if (valid || late_but_taken) {
        disk = mapping_on_disk(config);
        const Mapping none;
        const auto setups = engine_setup(config);
        explained = explain_delivery(
            *find(setups, name),
            disk.checked.mapping ? *disk.checked.mapping : none,
            delivery_of(*request, rules, now)
        );
    }
    const bool mapped = disk.checked.ok() || !(valid || late_but_taken);
    CommandAnswer out{.exit = valid && mapped ? kFine : kNotFine};
    out.text = "verified: " + std::string(to_string(verified.result)) +
               (verified.reason.empty() ? "" : " (" + printable(verified.reason) + ")") + "\n";
    if (verified.result == Authenticity::needs_key)
        out.text += "The service would fetch that key, and ask the vendor to send this again.\n";
    else if (!valid && !late_but_taken)
        out.text += "Nothing follows: it would be answered 401.\n";
    if (late_but_taken) out.text += "It is late, but genuine: it would still be taken.\n";
    if (explained.fault) out.text += "cannot be read: " + told(*explained.fault) + "\n";
    out.text +=
        list("news", explained.news) + list("changes", explained.changes) + list("writes", explained.writes);
    for (const Finding& finding : disk.checked.findings) out.complaint += finding.text() + "\n";
    out.data = {
        {"connection", name},
        {"verified", to_string(verified.result)},
        {"code", verified.code},
        {"reason", verified.reason},
        {"accepted", valid || late_but_taken},
        {"news", json_of(explained.news)},
        {"changes", json_of(explained.changes)},
        {"writes", json_of(explained.writes)},
        {"fault", explained.fault ? json_of(*explained.fault) : boost::json::value(nullptr)}};
    return out;
}

}  // namespace crosswalk
