// `connect`: signs in to one account, and says what is missing before it can be used.
#include "connector/app/cli/inspect.h"

namespace crosswalk {
namespace {

// The address at the public edge where this vendor is to send its news, but for the secret in it.
std::string hook_line(const Config& config, const ConnectionConfig& connection) {
    if (!connection.has_webhook) return "news: no webhook: is configured, so news comes by polls alone\n";
    if (config.public_url.empty())
        return "news: public_url is not set; set it to the address under which the vendor reaches Crosswalk\n";
    const bool secret_follows = connection.webhook_secrets.contains("path_secret");
    return "news: " + config.public_url + "/hooks/" + connection.name +
           (secret_follows ? "/ followed by the path_secret\n" : "\n");
}

// What the vendor says of the calls that are left, in its own words.
std::string calls_line(const ConnectionConfig& connection, Sender& sender) {
    const Manifest& manifest = connection.adapter->manifest;
    if (manifest.probe_path.empty()) return {};
    const auto probe = sender.send(connection.name, {.path = std::string(manifest.probe_path)});
    if (!probe) return {};
    for (const std::string_view name : {manifest.budget.used_of_header, manifest.budget.remaining_header}) {
        const auto told = name.empty() ? probe->headers.end() : probe->headers.find(name);
        if (told != probe->headers.end()) return "calls: " + std::string(name) + " says " + told->second + "\n";
    }
    return {};
}

}  // namespace

CommandAnswer inspect_connect(
    const Config& config, Sender& sender, const Mapping* mapping, std::string_view name
) {
    const ConnectionConfig* connection = config.connection(name);
    if (connection == nullptr)
        return answer_of(Fault{
            "connection.unknown",
            "There is no connection '" + std::string(name) + "'.",
            "`crosswalk status` lists them."});
    const auto findings = live_findings(config, sender, mapping, name);
    CommandAnswer out = answer_of(findings);
    out.data.as_object()["connection"] = name;
    out.data.as_object()["flow"] = connection->flow;
    if (out.exit != kFine) return out;
    out.text = connection->name + " is connected by " + connection->flow +
               ": the account answers, and may do what is mapped." +
               (connection->in_a_browser ? "\n" : " No browser is needed for that.\n") + out.text +
               hook_line(config, *connection) + calls_line(*connection, sender);
    return out;
}

}  // namespace crosswalk
