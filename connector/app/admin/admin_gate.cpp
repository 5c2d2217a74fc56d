#include "connector/app/admin/admin_gate.h"

#include "connector/app/admin/command_result.h"

#include <algorithm>
#include <cctype>

namespace crosswalk {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return out;
}

std::string_view without_port(std::string_view host) {
    const auto bracket = host.rfind(']');
    const auto colon = host.rfind(':');
    const bool port =
        colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    return port ? host.substr(0, colon) : host;
}

bool host_fits(const AdminGate& gate, const std::string& host) {
    return !host.empty() && std::ranges::any_of(gate.hosts, [&](const std::string& allowed) {
        return host == lower(allowed) ||
               (without_port(allowed) == allowed && without_port(host) == lower(allowed));
    });
}

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD"; }

bool origin_fits(const ServerRequest& request, const std::string& host) {
    const auto named = std::ranges::count_if(request.headers, [](const auto& header) {
        return lower(header.first) == "origin";
    });
    if (named == 0) return true;
    const std::string origin = lower(request.header("Origin"));
    return origin == "https://" + host || origin == "http://" + host;
}

bool is_json(const ServerRequest& request) {
    std::string type = lower(request.header("Content-Type"));
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' ')) type.pop_back();
    return type == "application/json";
}

}  // namespace

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

bool is_health(std::string_view path) { return path == "/healthz" || path == "/readyz"; }

void harden(ServerAnswer& answer) {
    answer.headers.insert(
        answer.headers.end(),
        {{"Cache-Control", "no-store"},
         {"Content-Security-Policy",
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
         {"Cross-Origin-Resource-Policy", "same-origin"},
         {"Referrer-Policy", "no-referrer"},
         {"X-Content-Type-Options", "nosniff"},
         {"X-Frame-Options", "DENY"}}
    );
}

ServerAnswer admin_answer(int status, const boost::json::value& body) {
    ServerAnswer answer{
        .status = status, .content_type = "application/json", .body = boost::json::serialize(body) + "\n"};
    harden(answer);
    return answer;
}

ServerAnswer admin_refusal(int status, const Fault& fault) {
    return admin_answer(status, {{"error", json_of(fault)}});
}

std::vector<std::string> allowed_hosts(const std::string& listening, const std::vector<std::string>& more) {
    std::vector<std::string> hosts{listening};
    hosts.push_back("localhost" + listening.substr(without_port(listening).size()));
    hosts.insert(hosts.end(), more.begin(), more.end());
    return hosts;
}

std::optional<ServerAnswer> turn_away(const AdminGate& gate, const ServerRequest& request) {
    const std::string host = lower(request.header("Host"));
    if (!host_fits(gate, host))
        return admin_refusal(
            403,
            {"admin.host",
             "The admin side is not known under this host.",
             "Call it by the address it listens on, or add the name to admin_hosts."}
        );
    if (is_health(path_of(request.target)) && is_safe(request.method)) return {};
    std::string_view sign_in = request.header("Authorization");
    constexpr std::string_view kScheme = "bearer ";
    const bool bearer = lower(sign_in.substr(0, kScheme.size())) == kScheme;
    if (bearer) sign_in.remove_prefix(kScheme.size());
    if (!bearer || sign_in.empty() || sign_in.size() > 512 || !gate.token_is_good(sign_in)) {
        ServerAnswer answer = admin_refusal(
            401,
            {"admin.token",
             "This needs a good bearer token.",
             "`crosswalk token create` prints one; send it as Authorization: Bearer TOKEN."}
        );
        answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"crosswalk\"");
        return answer;
    }
    if (is_safe(request.method)) return {};
    if (!origin_fits(request, host))
        return admin_refusal(
            403,
            {"admin.origin",
             "The request comes from a page of another origin.",
             "Send it from this host, or without a browser."}
        );
    if (!is_json(request))
        return admin_refusal(
            415,
            {"admin.content_type",
             "A request that changes something must be JSON.",
             "Send Content-Type: application/json, with {} for a body without contents."}
        );
    return {};
}

}  // namespace crosswalk
