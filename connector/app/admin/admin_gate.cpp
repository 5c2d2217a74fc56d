#include "connector/app/admin/admin_gate.h"

#include "connector/app/admin/command_result.h"
#include "connector/app/console/console_files.h"

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

// A page of another site, as the browser says; who sends no such header is no browser.
bool is_from_elsewhere(const ServerRequest& request) {
    const auto named = std::ranges::count_if(request.headers, [](const auto& header) {
        return lower(header.first) == "sec-fetch-site";
    });
    if (named == 0) return false;
    const std::string site = lower(request.header("Sec-Fetch-Site"));
    return site != "same-origin" && site != "none";
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

std::string console_url(const Config& config, const std::string& listening) {
    if (listening.ends_with(":0")) return {};
    const bool tls = !is_loopback_address(config.admin) || config.behind_tls_proxy;
    const std::string host = tls && !config.admin_hosts.empty() ? config.admin_hosts.front() : listening;
    return (tls ? "https://" : "http://") + host;
}

bool is_open(std::string_view method, std::string_view path) {
    return method == "POST" && (path == "/api/v1/session" || path == "/api/v1/session/options");
}

std::string_view cookie_in(const ServerRequest& request, std::string_view name) {
    std::string_view rest = request.header("Cookie"), found;
    while (!rest.empty()) {
        std::string_view pair = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        if (!found.empty()) return {};
        found = pair.substr(equals + 1);
    }
    return found;
}

namespace {

ServerAnswer unknown_caller() {
    ServerAnswer answer = admin_refusal(
        401,
        {"admin.token",
         "This needs a good bearer token, or somebody who is signed in.",
         "`crosswalk token create` prints one; send it as Authorization: Bearer TOKEN. `crosswalk user invite` prints a "
         "link by which a person signs in."}
    );
    answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"crosswalk\"");
    return answer;
}

// A bearer token wins over a cookie: a program says what it is.
Presented presented_by(const ServerRequest& request) {
    std::string_view sign_in = request.header("Authorization");
    constexpr std::string_view kScheme = "bearer ";
    if (lower(sign_in.substr(0, kScheme.size())) == kScheme) {
        sign_in.remove_prefix(kScheme.size());
        if (sign_in.size() <= 512) return {.token = sign_in};
        return {};
    }
    return {.session = cookie_in(request, kCookie)};
}

std::optional<ServerAnswer> foreign(const ServerRequest& request, const std::string& host) {
    const bool changes = !is_safe(request.method);
    if ((changes && !origin_fits(request, host)) ||
        (path_of(request.target).starts_with("/api/") && is_from_elsewhere(request)))
        return admin_refusal(
            403,
            {"admin.origin",
             "The request comes from a page of another origin.",
             "Send it from this host, or without a browser."}
        );
    if (!changes || is_json(request)) return {};
    // No form can send it, and it says all it means by its path.
    if (request.method == "DELETE" && request.header("Content-Type").empty()) return {};
    return admin_refusal(
        415,
        {"admin.content_type",
         "A request that changes something must be JSON.",
         "Send Content-Type: application/json, with {} for a body without contents."}
    );
}

}  // namespace

std::variant<std::optional<Admitted>, ServerAnswer> admit(const AdminGate& gate, const ServerRequest& request) {
    const std::string host = lower(request.header("Host"));
    if (!host_fits(gate, host))
        return admin_refusal(
            403,
            {"admin.host",
             "The admin side is not known under this host.",
             "Call it by the address it listens on, or add the name to admin_hosts."}
        );
    const std::string_view path = path_of(request.target);
    if ((is_health(path) || is_console(path)) && is_safe(request.method)) return std::nullopt;
    std::optional<Admitted> who;
    if (!is_open(request.method, path)) {
        const Presented presented = presented_by(request);
        if (!presented.token.empty() || !presented.session.empty()) who = gate.find(presented);
        if (!who) return unknown_caller();
    }
    if (auto refused = foreign(request, host)) return std::move(*refused);
    return who;
}

}  // namespace crosswalk
