// connector/app/admin/admin_gate.h - who may ask the admin side for anything at all. Pure but for the token's
// check.
#pragma once

#include "webhooks/server/http_server.h"

#include <functional>
#include <optional>

namespace crosswalk {

struct AdminGate {
    std::vector<std::string> hosts{};  // "127.0.0.1:8081"; one without a port fits every port
    std::function<bool(std::string_view token)> token_is_good{};
};

// The hosts under which an admin side that listens there is reached, with those the admin added.
std::vector<std::string> allowed_hosts(const std::string& listening, const std::vector<std::string>& more);

// Nothing when the request may go on; else the answer: 403 for a foreign Host or Origin, 401 without a good
// token, 415 for an unsafe method whose body is not JSON. Health needs no token.
std::optional<ServerAnswer> turn_away(const AdminGate&, const ServerRequest&);

// {"error": {"code", "what", "remedy"}} with every header that an answer of this side carries.
ServerAnswer admin_answer(int status, const boost::json::value& body);
ServerAnswer admin_refusal(int status, const Fault&);
// The headers alone: no caching, no sniffing, no framing, no scripts.
void harden(ServerAnswer&);

bool is_health(std::string_view path);
std::string_view path_of(std::string_view target);

}  // namespace crosswalk
