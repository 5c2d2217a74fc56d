// connector/app/cli/setup.h - what each room needs of the configuration.
#pragma once

#include "connector/app/config/config.h"
#include "connector/io/http_cpprest/sender.h"
#include "webhooks/route/endpoints.h"

namespace crosswalk {

// Of this process, with every adapter of the registry.
LoadedConfig load_config(const std::string& path);

Connection connection_of(const ConnectionConfig&);
std::vector<ConnectionSetup> engine_setup(const Config&);
// What is signed in to, but for mail servers.
std::vector<Account> accounts_of(const Config&);
// The way out to the vendors, with the credentials of every connection. Without the grants, no connection that is
// signed in to with a browser can be used.
std::unique_ptr<Sender> make_sender(
    const Config&, Clock&, Log&, Grants*, std::shared_ptr<crypto::Scrubber> = nullptr
);
// Knows every secret of the configuration.
std::shared_ptr<crypto::Scrubber> make_scrubber(const Config&);
WebhookEndpoints hooks_of(const Config&);
std::vector<ConnectionFacts> facts_of(const Config&);
std::string_view to_string(Mode);

// The machine's own clock and chance.
std::unique_ptr<Clock> make_system_clock();

}  // namespace crosswalk
