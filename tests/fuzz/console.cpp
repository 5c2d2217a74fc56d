// What reaches the admin side: who may pass, which route with what, paging, sign-ins and passkeys.
#include "connector/app/admin/admin_gate.h"
#include "connector/app/admin/admin_routes.h"
#include "connector/app/admin/command_result.h"
#include "connector/app/admin/paging.h"
#include "connector/console/access/cbor.h"
#include "connector/console/access/mask.h"
#include "connector/console/access/session.h"
#include "connector/console/access/webauthn.h"
#include "tests/app/soft_key.h"
#include "tests/fuzz/told.h"

#include <algorithm>

namespace crosswalk::fuzz {
namespace {

constexpr std::string_view kGoodToken = "the-good-token", kGoodSession = "the-good-session";

// "Name: value" lines.
ServerRequest request_in(Input& input) {
    ServerRequest out{.method = std::string(input.part()), .target = std::string(input.part()), .remote = "192.0.2.1"};
    std::string_view head = input.part();
    while (!head.empty()) {
        const auto line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(line.size() + 1, head.size()));
        const auto colon = line.find(": ");
        if (colon != std::string_view::npos) out.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    out.body = input.rest();
    return out;
}

void pass_gate(Input& input) {
    const ServerRequest request = request_in(input);
    bool found = false;
    const AdminGate gate{
        .hosts = {"127.0.0.1:8081", "crosswalk.example.com"}, .find = [&](const Presented& presented) {
            found = presented.token == kGoodToken || (presented.token.empty() && presented.session == kGoodSession);
            return found ? std::optional(Admitted{.author = "ann"}) : std::nullopt;
        }};
    const auto passed = admit(gate, request);
    if (const auto* refusal = std::get_if<ServerAnswer>(&passed)) {
        require(refusal->status >= 400 && refusal->status < 500, "a refusal has a status", std::to_string(refusal->status));
        return;
    }
    const auto& who = std::get<0>(passed);
    const bool safe = request.method == "GET" || request.method == "HEAD";
    require(!who || found, "nobody is let in without a token or a session");
    require(who || safe || is_open(request.method, path_of(request.target)), "nobody acts without a token or a session", request.target);
    require(!path_of(request.target).starts_with("/api/") || who || is_open(request.method, path_of(request.target)),
            "the API needs a token or a session", request.target);
    const auto origin = request.header("Origin");
    require(safe || origin.empty() || origin.find("example.org") == std::string_view::npos, "no other site acts", origin);
}

void find_route(Input& input) {
    const std::string method(input.part()), target(input.part());
    const auto call = find_call(method, target, input.rest());
    if (!call) return require(!call.error().code.empty() && !call.error().remedy.empty(), "a fault says what to do");
    require(call->route != nullptr && (call->route->method == method || method == "HEAD"), "a route is asked for by its method");
    const auto& route = *call->route;
    for (const auto& [name, value] : call->args) {
        const std::string_view key(name);
        const auto in = [&](const auto& names) { return std::ranges::find(names, key) != names.end(); };
        require(in(route.query) || in(route.body) || in(route.flags) || in(route.numbers) || in(route.objects) || key == route.set ||
                    route.path.find("{" + std::string(key) + "}") != std::string_view::npos,
                "a route is given nothing that it does not know", key);
        require(is_utf8(boost::json::serialize(value)), "what a route is given is UTF-8");
    }
    const CommandRequest request{.command = std::string(route.command), .args = call->args, .caller = {.origin = "192.0.2.1"}};
    const auto limit = page_limit(request);
    require(limit >= 1 && limit <= kMostRows, "a page has a bound", std::to_string(limit));
    if (const auto place = place_in(request, 0); !place) check(place.error());
}

void read_cookie(Input& input) {
    const ServerRequest request = request_in(input);
    const auto value = cookie_in(request, kCookie);
    require(value.find(';') == std::string_view::npos, "a cookie ends at its semicolon", value);
    require(is_printable(printable(request.body)), "what is printed is printable");
    require(is_utf8(access::masked(request.body)) || !is_utf8(request.body), "a mask is UTF-8");
}

// 64 parts and 6 levels are the most that a value has.
std::size_t parts_of(const access::CborValue& value, int depth) {
    require(depth <= 8, "CBOR is nested a few times at most");
    std::size_t out = 1;
    for (const auto& one : value.items) out += parts_of(one, depth + 1);
    for (const auto& [key, one] : value.map) out += parts_of(key, depth + 1) + parts_of(one, depth + 1);
    return out;
}

const access::RelyingParty kHere{"localhost", "http://localhost:8081"};
constexpr std::string_view kChallenge = "a-challenge-of-thirty-two-bytes!";

const SoftKey& soft_key() {
    static const SoftKey key;
    return key;
}

// Every part of what a browser hands over, with one of them replaced.
void show_passkey(Input& input) {
    const std::size_t what = input.choice(6);
    const std::string other(input.rest());
    if (const auto read = access::read_cbor(other)) {
        require(read->second <= other.size(), "CBOR ends where the bytes end");
        require(parts_of(read->first, 0) <= 130, "CBOR has a bounded number of parts");
    }
    auto made = soft_key().make(kChallenge);
    const auto passkey = access::accept_new_passkey(kHere, kChallenge, made);
    if (!passkey) return;  // of a challenge that the key spells otherwise
    if (what == 0) made.client_data = other;
    if (what == 1) made.attestation = other;
    if (const auto other_key = access::accept_new_passkey(kHere, kChallenge, made); other_key)
        require(!other_key->id.empty() && access::passkey_from(access::to_json(*other_key)).has_value(), "a passkey is kept as it is");
    auto touch = soft_key().touch(kChallenge);
    const auto genuine = touch;
    if (what == 2) touch.client_data = other;
    if (what == 3) touch.authenticator_data = other;
    if (what == 4) touch.signature = other;
    const auto counter = access::accept_touch(kHere, kChallenge, *passkey, touch);
    require(!counter || (touch.client_data == genuine.client_data && touch.authenticator_data == genuine.authenticator_data),
            "no other touch is taken under one signature");
    if (what == 5) {
        static_cast<void>(access::challenge_in(other));
        if (const auto kept = access::passkey_from(other)) static_cast<void>(access::accept_touch(kHere, kChallenge, *kept, touch));
        if (const auto session = access::session_from(other))
            require(access::session_from(access::to_json(*session)).has_value(), "a session is kept as it is");
    }
}

void mask_answer(Input& input) {
    auto answer = parse_json(input.rest());
    if (!answer) return;
    const auto personal = [](std::string_view field) { return field == "email" || field == "name"; };
    access::mask_people(*answer, personal);
    const std::string once = boost::json::serialize(*answer);
    require(is_utf8(once), "a masked answer is UTF-8", once);
    require(once.find("lan.nguyen@example.com") == std::string::npos, "no address survives its mask", once);
}

void console_once(std::string_view bytes) {
    Input input(bytes);
    switch (input.choice(5)) {
    case 0: return pass_gate(input);
    case 1: return find_route(input);
    case 2: return read_cookie(input);
    case 3: return show_passkey(input);
    default: return mask_answer(input);
    }
}

void add_passkeys(std::vector<std::string>& out) {
    const auto made = soft_key().make(kChallenge);
    const auto touch = soft_key().touch(kChallenge);
    const auto add = [&](std::size_t what, std::string_view bytes) { out.push_back(choose(3) + choose(what) + std::string(bytes)); };
    add(0, made.client_data), add(1, made.attestation), add(2, touch.client_data), add(3, touch.authenticator_data);
    add(4, touch.signature), add(1, soft_key().cose());
    if (const auto passkey = access::accept_new_passkey(kHere, kChallenge, made)) add(5, access::to_json(*passkey));
    add(5, access::to_json(access::Session{.browser = "Firefox", .origin = "192.0.2.1"}));
}

std::vector<std::string> requests_for_console() {
    std::vector<std::string> out;
    const std::string end(1, kPartEnd);
    const std::string head = "Host: 127.0.0.1:8081\nAuthorization: Bearer the-good-token\nContent-Type: application/json\n"
                             "Origin: http://127.0.0.1:8081\nSec-Fetch-Site: same-origin\n";
    const std::string cookie = "Host: crosswalk.example.com\nCookie: a=b; __Host-crosswalk=the-good-session; c=d\nContent-Type: application/json\n"
                               "Origin: https://other.example.org\n";
    for (const ApiRoute& route : api_routes()) {
        std::string target(route.path);
        for (auto at = target.find('{'); at != std::string::npos; at = target.find('{')) target.replace(at, target.find('}') - at + 1, "12");
        std::string query = "?";
        for (const auto name : route.query) query += std::string(name) + "=12&";
        boost::json::object body;
        for (const auto name : route.body) body[name] = "x";
        for (const auto name : route.flags) body[name] = true;
        for (const auto name : route.numbers) body[name] = 5;
        for (const auto name : route.objects) body[name] = {{"id", "x"}};
        const std::string start = std::string(route.method) + end + target + (query.size() > 1 ? query : "") + end;
        const std::string text = route.method == "GET" ? "" : boost::json::serialize(body);
        out.push_back(choose(1) + start + text);
        if (out.size() % 9 == 1) out.push_back(choose(0) + start + head + end + text), out.push_back(choose(0) + start + cookie + end + text);
    }
    out.push_back(choose(2) + "GET" + end + "/" + end + cookie + end + "Nguyễn \x1b[2J \u202e lan@example.com");
    out.push_back(choose(4) + R"({"rows":[{"name":"Lan","email":"lan.nguyen@example.com","text":"call lan.nguyen@example.com, +84 912 345 678"}]})");
    add_passkeys(out);
    return out;
}

}  // namespace

const Harness kConsole{"console", console_once, requests_for_console, 5'000};

}  // namespace crosswalk::fuzz
