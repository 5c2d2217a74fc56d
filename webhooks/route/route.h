// webhooks/route/route.h - what a request on the public edge asks for, from its method and raw target alone.
#pragma once

#include "webhooks/route/endpoints.h"

#include <string>
#include <string_view>

namespace crosswalk {

enum class Place {
    deliver,       // POST on /hooks/... or /channels/...: verify it, whether the connection is known or not
    handshake,         // GET or HEAD on /hooks/...: the same answer for every path
    health,        // GET or HEAD on /healthz
    nowhere,       // 404
    wrong_method,  // 405
};

struct Route {
    Place place = Place::nowhere;
    const WebhookEndpoint* hook = nullptr;      // null where the connection is unknown
    std::string_view path_secret{};  // as given; a view into the target
    std::string_view allow{};        // of a wrong method
};

// Paths are compared as they came: nothing is decoded, folded or tidied up, so two readers cannot differ on
// them. The query is not looked at.
Route route(const WebhookEndpoints&, std::string_view method, std::string_view target);

// The target without the secret in its path: "/hooks/ac/SECRET?src=x" is "/hooks/ac?src=x".
std::string redact(std::string_view target);

}  // namespace crosswalk
