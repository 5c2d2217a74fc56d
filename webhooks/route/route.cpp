#include "webhooks/route/route.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::string_view kHooks = "/hooks/", kChannels = "/channels/";

// RFC 3986's unreserved characters. Escapes and parameters have no use here but to hide where a path leads.
bool plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}
bool plain_segment(std::string_view segment) {
    return !segment.empty() && segment != "." && segment != ".." && std::ranges::all_of(segment, plain);
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

// How the path of a delivery begins; empty: it is none.
std::string_view prefix_of(std::string_view path) {
    for (const std::string_view prefix : {kHooks, kChannels})
        if (path.starts_with(prefix)) return prefix;
    return {};
}

struct HookPath {
    std::string_view connection{}, secret{};
    bool plain = false;
};
HookPath split(std::string_view path) {
    path.remove_prefix(prefix_of(path).size());
    const std::size_t slash = path.find('/');
    const HookPath out{
        path.substr(0, slash), slash == std::string_view::npos ? "" : path.substr(slash + 1), false};
    const bool secret = slash == std::string_view::npos || plain_segment(out.secret);
    return {out.connection, out.secret, plain_segment(out.connection) && secret};
}

const WebhookEndpoint* find(const WebhookEndpoints& hooks, std::string_view connection, bool channel) {
    const auto it = std::ranges::find(hooks.hooks, connection, &WebhookEndpoint::connection);
    return it == hooks.hooks.end() || it->channel != channel ? nullptr : &*it;
}

}  // namespace

Route route(const WebhookEndpoints& hooks, std::string_view method, std::string_view target) {
    const std::string_view path = path_of(target);
    const bool looks = method == "GET" || method == "HEAD";
    if (path == "/healthz") {
        if (looks) return {.place = Place::health};
        return {.place = Place::wrong_method, .allow = "GET, HEAD"};
    }
    if (prefix_of(path).empty()) return {};
    const HookPath parts = split(path);
    const WebhookEndpoint* hook = parts.plain ? find(hooks, parts.connection, path.starts_with(kChannels)) : nullptr;
    if (method == "POST") return {Place::deliver, hook, parts.plain ? parts.secret : "", {}};
    if (!looks) return {.place = Place::wrong_method, .allow = "GET, HEAD, POST"};
    if (!parts.plain) return {};
    return {Place::handshake, hook, parts.secret, {}};
}

std::string redact(std::string_view target) {
    const std::string_view path = path_of(target);
    const std::string_view prefix = prefix_of(path);
    if (prefix.empty()) return std::string(target);
    std::string out(path.substr(0, path.find('/', prefix.size())));
    out += target.substr(path.size());
    return out;
}

}  // namespace crosswalk
