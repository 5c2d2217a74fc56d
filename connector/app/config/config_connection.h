// connector/app/config/config_connection.h - one entry below `connections:`, judged by its adapter's manifest.
#pragma once

#include "connector/app/config/config_tools.h"

namespace crosswalk {

// Below what an account stands.
enum class AccountKind { connection, channel };
std::string_view section_of(AccountKind);

// What goes wrong is in the reading's findings; the rest is filled in as far as it goes. Of the adapters, those that
// are of that kind can be named.
ConnectionConfig read_connection(
    YamlReading&, AccountKind, const std::string& name, const YAML::Node&, const KnownAdapters&
);

// Its `auth:`.
void read_auth(YamlReading&, YamlSection& connection, ConnectionConfig&);

// Its `hosts:`, and what its addresses are filled with.
void read_hosts(YamlReading&, YamlSection& connection, ConnectionConfig&);

// Its `webhook:`.
void read_webhook(YamlReading&, YamlSection& connection, ConnectionConfig&);

// Its `poll:` and `compare:`.
void read_sweeps(YamlReading&, YamlSection& connection, ConnectionConfig&);

// An http or https address; plain http only to this machine. `what` names it in complaints.
void check_url(YamlReading&, const YAML::Mark&, const std::string& what, const std::string& url);

// Whether the vendor signs over the URL, so that `public_url` must be known.
bool signs_url(const Manifest&);

}  // namespace crosswalk
