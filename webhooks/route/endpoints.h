// webhooks/route/endpoints.h - which connection a webhook path belongs to, and by what it is verified.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/ports/secrets.h"

namespace crosswalk {

// What the configuration says about one connection's webhook.
struct WebhookEndpoint {
    std::string connection{};
    const Adapter* adapter = nullptr;
    bool channel = false;  // it is called below /channels/ instead of /hooks/
    Connection settings{};                                                 // handed to decode by `explain`
    std::map<std::string, SecretList, std::less<>> secrets{};              // by setting: "client_secret"
    std::map<std::string, std::vector<std::string>, std::less<>> texts{};  // by setting: "user"
    std::map<std::string, bool, std::less<>> switches{};                   // "allow_v1"
    std::map<std::string, std::string, std::less<>> hosts{};               // addresses in place of the manifest's
};

struct WebhookEndpoints {
    std::string public_url{};  // what a signature over the URL is checked against, never the Host header
    std::vector<WebhookEndpoint> hooks{};
};

}  // namespace crosswalk
