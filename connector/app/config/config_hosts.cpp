// Where a connection is called: what its addresses are filled with, and its hosts beside the first one.
#include "connector/app/config/config_connection.h"

#include <algorithm>

namespace crosswalk {
namespace {

std::string choices_of(const HostPart& part) {
    std::string all;
    for (const auto& [word, text] : part.choices) all.append(all.empty() ? "" : ", ").append(word);
    return all;
}

void read_host_part(YamlReading& in, YamlSection& connection, const HostPart& part, ConnectionConfig& out) {
    const std::string key(part.setting);
    if (key.empty()) return;
    const auto node = connection.take(key);
    if (!node) {
        if (part.key_suffix_after == '\0' && part.otherwise.empty() && out.base_url.empty())
            in.complain(
                connection.mark(),
                "config.host_part_missing",
                connection.full(key) + " is missing; the address of this vendor's API holds it",
                part.choices.empty() ? "Add it as the vendor's own address shows it"
                                     : "Use one of: " + choices_of(part)
            );
        return;
    }
    const auto text = read_text(in, *node, connection.full(key));
    if (!text) return;
    if (!fits(part, text->text)) {
        std::vector<std::string> words;
        for (const auto& [word, stands] : part.choices) words.emplace_back(word);
        const auto meant = suggest(text->text, words);
        in.complain(
            text->mark,
            "config.bad_host_part",
            connection.full(key) + " cannot be a part of the address of this vendor's API",
            meant                  ? "Did you mean " + *meant + "?"
            : part.choices.empty() ? "Use letters, digits and - only"
                                   : "Use one of: " + choices_of(part)
        );
        return;
    }
    out.host_settings[key] = text->text;
}

}  // namespace

void read_hosts(YamlReading& in, YamlSection& connection, ConnectionConfig& out) {
    const Manifest& manifest = out.adapter->manifest;
    for (const HostPart& part : manifest.host_parts) read_host_part(in, connection, part, out);
    if (manifest.hosts.empty()) return;
    const auto node = connection.take("hosts");
    if (!node) return;
    YamlSection hosts(in, *node, connection.full("hosts"));
    for (const ApiHost& host : manifest.hosts) {
        const std::string name(host.name);
        auto url = hosts.text(name);
        if (!url) continue;
        check_url(in, hosts.mark_of(name), hosts.full(name), *url);
        out.hosts[name] = std::move(*url);
    }
    hosts.finish();
}

}  // namespace crosswalk
