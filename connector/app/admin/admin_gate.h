// connector/app/admin/admin_gate.h - who may ask the admin side for anything at all. Pure but for the look at
// what a token or a session stands for.
#pragma once

#include "connector/app/admin/admin_service.h"
#include "webhooks/server/http_server.h"

#include <functional>
#include <optional>
#include <variant>

namespace crosswalk {

// What a request brings to be let in by. A token stands in its header only, a session in its cookie only.
struct Presented {
    std::string_view token{}, session{};
};

struct Admitted {
    std::string author{};  // the user's name, or the token's
    Caller caller{};
    Millis touched{};      // of a session
};

struct AdminGate {
    std::vector<std::string> hosts{};  // "127.0.0.1:8081"; one without a port fits every port
    std::function<std::optional<Admitted>(const Presented&)> find{};
};

// The hosts under which an admin side that listens there is reached, with those the admin added.
std::vector<std::string> allowed_hosts(const std::string& listening, const std::vector<std::string>& more);
// Where people reach the console: "https://crosswalk.example.com". Empty for a port that is not chosen yet.
std::string console_url(const Config&, const std::string& listening);

// The name of the cookie that holds a session: bound to this host and to TLS by its prefix.
inline constexpr std::string_view kCookie = "__Host-crosswalk";
// The value of a cookie that stands exactly once; empty otherwise.
std::string_view cookie_in(const ServerRequest&, std::string_view name);

// Whoever may go on, or the answer: 403 for a foreign Host, Origin or page, 401 without a good token or session, 415
// for an unsafe method whose body is not JSON. Health, the console's files and signing in need neither; then nobody is
// admitted, and nothing is refused.
std::variant<std::optional<Admitted>, ServerAnswer> admit(const AdminGate&, const ServerRequest&);

// {"error": {"code", "what", "remedy"}} with every header that an answer of this side carries.
ServerAnswer admin_answer(int status, const boost::json::value& body);
ServerAnswer admin_refusal(int status, const Fault&);
// The headers alone: no caching, no sniffing, no framing, no scripts.
void harden(ServerAnswer&);

bool is_health(std::string_view path);
// Signing in: whoever asks is not known yet.
bool is_open(std::string_view method, std::string_view path);
std::string_view path_of(std::string_view target);

}  // namespace crosswalk
