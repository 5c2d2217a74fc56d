// connector/app/config/config.h - crosswalk.yaml, read and checked.
#pragma once

#include "connector/mapping/compile/check.h"
#include "connector/mapping/tools/tool_adapter.h"
#include "connector/ports/secrets.h"
#include "connector/run/engine/engine.h"

#include <functional>

namespace crosswalk {

// One entry below `connections:` or `channels:`.
struct ConnectionConfig {
    std::string name{};
    int line = 0, column = 0;  // where it stands
    const Adapter* adapter = nullptr;
    Mode mode = Mode::watch;
    std::set<std::string, std::less<>> only{};  // of Mode::only: addresses in lower case
    std::string base_url{}, login_url{}, audience{}, flow{};
    std::map<std::string, std::string, std::less<>> hosts{};          // addresses of the manifest's other hosts
    std::map<std::string, std::string, std::less<>> host_settings{};  // for the placeholders of addresses
    std::map<std::string, std::string, std::less<>> settings{};       // what the adapter's manifest asks for
    std::map<std::string, std::string, std::less<>> auth_settings{};  // client_id, username
    std::map<std::string, SecretList, std::less<>> auth_secrets{};    // client_secret, private_key, api keys
    bool in_a_browser = false;  // a person signs in; what that brings is in the store
    bool has_webhook = false;
    std::map<std::string, SecretList, std::less<>> webhook_secrets{};              // path_secret, client_secret
    std::map<std::string, std::vector<std::string>, std::less<>> webhook_texts{};  // user
    std::map<std::string, bool, std::less<>> switches{};                           // allow_v1
    std::optional<std::chrono::milliseconds> poll{};
    std::optional<std::chrono::milliseconds> compare{};  // none: only when a person asks
    bool backs_webhooks = false;  // nobody asked for the poll; see ConnectionSetup
};

// A tool that crosswalk.yaml names by `tool:`, declared below the mapping's folder.
struct DeclaredTool {
    std::string name{};
    std::shared_ptr<const tools::ToolAdapter> made{};  // null where the declaration cannot be used
    MappingFile cases{};                               // its own tests; no path where there are none
};

struct Config {
    std::string path{};  // as given
    std::string listen = "127.0.0.1:8080", admin = "127.0.0.1:8081", public_url{};
    std::string store_path{};     // of the embedded store; else what the store is called beside the control socket
    Secret store_uri{};           // of a store in PostgreSQL; empty: the store is embedded
    std::string mappings_path{};  // as it can be opened from here
    SecretList encryption_keys{};
    std::vector<std::string> admin_hosts{};
    bool behind_tls_proxy = false;
    std::string tls_certificate{}, tls_key{};
    ConnectionDelays lingers{};
    std::vector<ConnectionConfig> connections{};
    std::vector<ConnectionConfig> channels{};  // through which people are told
    std::vector<DeclaredTool> tools{};         // whose adapters connections above point to

    std::vector<std::pair<std::string, std::string>> operators{};  // channels and the address there, the best first

    // Connections, then channels: whatever is called, and calls us.
    std::vector<const ConnectionConfig*> accounts() const;
    // Null when there is no such connection.
    const ConnectionConfig* connection(std::string_view name) const;
};

struct LoadedConfig {
    std::vector<Finding> findings{};  // all of them, in the order of the file
    Config config{};                  // as far as it could be read
    bool ok = false;                  // none of the findings is an error; nothing may run otherwise
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

// Reads, resolves `!env` and `!file`, and checks. Never throws; no finding repeats a secret.
LoadedConfig load_config(const std::string& path, const Environment&, std::span<const Adapter* const>);

// The finding, its two sentences ending in a full stop, however they were written.
Finding in_sentences(Finding);

// "127.0.0.1:8080" or "[::1]:8080": the host is this machine and nobody else can reach it.
bool is_loopback_address(std::string_view host_and_port);

}  // namespace crosswalk
