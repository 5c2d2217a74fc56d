#include "connector/app/config/config.h"

#include "connector/app/config/config_connection.h"
#include "connector/app/config/config_service.h"
#include "connector/contract/text.h"
#include "connector/mapping/yaml/plain_file.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace crosswalk {
namespace {

KnownAdapters known_in(const Config& config, std::span<const Adapter* const> adapters) {
    KnownAdapters out{.built_in = {adapters.begin(), adapters.end()}};
    for (const DeclaredTool& tool : config.tools)
        if (tool.made != nullptr) out.declared.push_back(&tool.made->adapter());
    return out;
}

// The entries of one section, each in a form that may stand in a URL.
void read_accounts(
    YamlReading& in, YamlSection& top, AccountKind kind, Config& out, std::span<const Adapter* const> adapters
) {
    const std::string where(section_of(kind));
    const auto node = top.take(where);
    if (!node) return;
    YamlSection section(in, *node, where);
    for (const std::string& name : section.keys()) {
        const auto value = section.take(name);
        const bool sound =
            !name.empty() && name.size() <= 64 &&
            name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
                std::string::npos;
        if (!sound)
            in.complain(
                section.mark_of(name),
                "config.bad_name",
                std::string("The ") + (kind == AccountKind::channel ? "channel" : "connection") +
                    "'s name stands in URLs, and this one cannot",
                "Use up to 64 letters, digits, - and _"
            );
        if (kind == AccountKind::channel && out.connection(name) != nullptr)
            in.complain(
                section.mark_of(name),
                "config.name_taken",
                "A connection is called " + name + " as well, so nobody could tell the two apart",
                "Give the channel another name, and use it in handoff.yaml"
            );
        auto& to = kind == AccountKind::channel ? out.channels : out.connections;
        if (!value || !sound) continue;
        if (kind == AccountKind::connection) load_tool(in, *value, adapters, out);
        to.push_back(read_connection(in, kind, name, *value, known_in(out, adapters)));
    }
}

void read_connections(
    YamlReading& in, YamlSection& top, Config& out, std::span<const Adapter* const> adapters
) {
    if (std::ranges::count(top.keys(), "connections") == 0)
        in.complain({}, "config.no_connections", "connections is missing", "Name at least one account");
    read_accounts(in, top, AccountKind::connection, out, adapters);
    read_accounts(in, top, AccountKind::channel, out, adapters);
}

// Who keeps Crosswalk running, and how they are told.
void read_operators(YamlReading& in, YamlSection& top, Config& out) {
    const auto node = top.take("operators");
    if (!node) return;
    YamlSection section(in, *node, "operators");
    std::string names;
    for (const ConnectionConfig& one : out.channels) names += (names.empty() ? "" : ", ") + one.name;
    for (const std::string& name : section.keys()) {
        auto address = section.text(name);
        if (std::ranges::find(out.channels, name, &ConnectionConfig::name) == out.channels.end())
            in.complain(
                section.mark_of(name),
                "config.unknown_channel",
                "operators names " + name + ", which does not stand below channels",
                names.empty() ? "Add channels: with an entry of this name" : "Write one of: " + names
            );
        else if (address)
            out.operators.emplace_back(name, std::move(*address));
    }
    section.finish();
}

// What this account needs the address of the public edge for; empty: nothing.
std::string why_public_url(const ConnectionConfig& account) {
    if (account.in_a_browser) return "the browser that signs in to " + account.name + " comes back there";
    if (account.has_webhook && signs_url(account.adapter->manifest))
        return "the signatures of " + account.name + " cover the address that is called";
    return {};
}

void read_top(
    YamlReading& in, const YAML::Node& root, Config& out, std::span<const Adapter* const> adapters
) {
    YamlSection top(in, root, "");
    if (!root.IsMap()) return;
    read_service(in, top, out);
    read_connections(in, top, out, adapters);
    read_operators(in, top, out);
    for (const ConnectionConfig* account : out.accounts())
        if (const std::string why = why_public_url(*account); out.public_url.empty() && !why.empty()) {
            in.complain(
                {},
                "config.public_url_missing",
                "public_url is missing; " + why,
                "Write the address under which the vendor reaches this service, such as "
                "https://crosswalk.example.com"
            );
            break;
        }
    top.finish();
}

std::optional<std::string> slurp(YamlReading& in) {
    auto text = read_plain_file(in.file, kMaxConfig);
    if (!text) {
        in.complain_whole(
            "config.unreadable",
            "The configuration " + text.error().what,
            "Check the path, or name another with --config FILE"
        );
        return {};
    }
    const bool large = text->size() > kMaxConfig;
    if (!large && is_utf8(*text)) return std::move(*text);
    in.complain_whole(
        large ? "config.too_large" : "config.not_utf8",
        large ? "The configuration is larger than 1 MB" : "The configuration holds bytes that are not UTF-8",
        large ? "Check that this is the right file" : "Save it as UTF-8"
    );
    return {};
}

}  // namespace

const ConnectionConfig* Config::connection(std::string_view name) const {
    const auto found = std::ranges::find(connections, name, &ConnectionConfig::name);
    return found == connections.end() ? nullptr : &*found;
}

std::vector<const ConnectionConfig*> Config::accounts() const {
    std::vector<const ConnectionConfig*> out;
    for (const auto* some : {&connections, &channels})
        for (const ConnectionConfig& one : *some) out.push_back(&one);
    return out;
}

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

Finding in_sentences(Finding finding) {
    for (std::string* sentence : {&finding.what, &finding.remedy})
        if (!sentence->empty() && std::string_view(".?!").find(sentence->back()) == std::string_view::npos)
            *sentence += '.';
    return finding;
}

LoadedConfig load_config(
    const std::string& path, const Environment& environment, std::span<const Adapter* const> adapters
) {
    YamlReading in{
        .file = path, .folder = std::filesystem::path(path).parent_path(), .environment = environment};
    Config config{.path = path};
    if (const auto text = slurp(in)) {
        try {
            const auto documents = YAML::LoadAll(*text);
            if (documents.size() == 1)
                read_top(in, documents.front(), config, adapters);
            else
                in.complain_whole(
                    documents.empty() ? "config.empty" : "config.several_documents",
                    documents.empty() ? "The configuration is empty"
                                      : "The file holds several YAML documents",
                    documents.empty() ? "README.md shows one to start from"
                                      : "Remove the lines that hold only ---"
                );
        } catch (const YAML::Exception& error) {
            in.complain(
                error.mark,
                "config.syntax",
                "This is not YAML: " + error.msg,
                "Correct the line, then check again"
            );
        }
    }
    std::ranges::stable_sort(in.findings, {}, [&](const Finding& finding) {
        return std::tuple(finding.file != path, finding.file, finding.line, finding.column);
    });
    const bool ok = in.ok();
    return {std::move(in.findings), std::move(config), ok};
}

}  // namespace crosswalk
