// How a connection signs in: `auth:` and its flows, as the adapter's manifest declares them.
#include "connector/app/config/config_connection.h"
#include "connector/crypto/crypto.h"

#include <algorithm>

namespace crosswalk {
namespace {

// An entry below `auth:` that a flow cannot do without.
struct NeededEntry {
    std::string key{};
    std::string flow{};
    bool secret = false;
};

void need(YamlReading& in, YamlSection& auth, const NeededEntry& entry, ConnectionConfig& out) {
    const auto& [key, flow, secret] = entry;
    const auto node = auth.take(key);
    if (!node) {
        const auto keys = auth.keys();
        if (std::ranges::count(keys, key) == 0)
            in.complain(
                auth.mark(),
                "config.auth_incomplete",
                auth.full(key) + " is missing; the flow " + flow + " needs it",
                "Add it"
            );
        return;
    }
    if (secret) {
        auto list = read_secrets(in, *node, auth.full(key));
        if (key == "private_key")
            for (const Placed& one : list)
                if (!crypto::sign_rs256(one.text, "probe"))
                    in.complain(
                        one.mark,
                        "config.bad_private_key",
                        auth.full(key) + " is not an RSA private key in PEM form",
                        "Give the whole file, from -----BEGIN to END-----, for example with !file key.pem"
                    );
        out.auth_secrets[key] = as_secrets(std::move(list));
    } else if (auto text = read_text(in, *node, auth.full(key))) {
        if (text->text.empty())
            in.complain(text->mark, "config.blank", auth.full(key) + " is empty", "Give it a value");
        out.auth_settings[key] = std::move(text->text);
    }
}

void read_oauth(
    YamlReading& in, YamlSection& auth, const OAuth2& way, const std::string& name, ConnectionConfig& out
) {
    for (const auto grant : way.grants) {
        need(in, auth, {"client_id", name}, out);
        if (grant == OAuth2::Grant::jwt_bearer) {
            need(in, auth, {"username", name}, out);
            need(in, auth, {"private_key", name, true}, out);
        } else {
            need(in, auth, {"client_secret", name, true}, out);
            if (grant == OAuth2::Grant::refresh_token) need(in, auth, {"refresh_token", name, true}, out);
        }
    }
    if (const auto scope = auth.text("scope")) out.auth_settings["scope"] = *scope;
    if (const auto audience = auth.text("audience")) out.audience = *audience;
}

// What a person's sign-in brings is kept in the store: here stands only which app asks.
void read_browser(YamlReading& in, YamlSection& auth, const std::string& name, ConnectionConfig& out) {
    need(in, auth, {"client_id", name}, out);
    need(in, auth, {"client_secret", name, true}, out);
    if (const auto scope = auth.text("scope")) out.auth_settings["scope"] = *scope;
    out.in_a_browser = true;
}

void read_way(
    YamlReading& in, YamlSection& auth, const AuthWay& way, const std::string& name, ConnectionConfig& out
) {
    if (const auto* key = std::get_if<ApiKey>(&way))
        need(in, auth, {std::string(key->setting), name, true}, out);
    if (const auto* url = std::get_if<SecretUrl>(&way))
        need(in, auth, {std::string(url->setting), name, true}, out);
    if (const auto* request = std::get_if<SignedRequest>(&way)) {
        need(in, auth, {std::string(request->endpoint.setting), name, true}, out);
        need(in, auth, {std::string(request->secret_setting), name, true}, out);
    }
    if (const auto* v4 = std::get_if<SignatureV4>(&way)) {
        need(in, auth, {std::string(v4->key_id_setting), name}, out);
        need(in, auth, {std::string(v4->secret_setting), name, true}, out);
    }
    if (const auto* oauth = std::get_if<OAuth2>(&way)) read_oauth(in, auth, *oauth, name, out);
    if (std::holds_alternative<AuthorizationCode>(way)) read_browser(in, auth, name, out);
    const auto* basic = std::get_if<BasicCredentials>(&way);
    if (basic == nullptr) return;
    const bool user_is_secret = basic->password_setting.empty();
    if (!basic->user_setting.empty())
        need(in, auth, {std::string(basic->user_setting), name, user_is_secret}, out);
    if (!user_is_secret) need(in, auth, {std::string(basic->password_setting), name, true}, out);
}

// Of the account, and of those hosts that are signed in to in another way.
void read_flow(YamlReading& in, YamlSection& auth, const AuthFlow& flow, ConnectionConfig& out) {
    read_way(in, auth, flow.way, std::string(flow.flow), out);
    for (const ApiHost& host : out.adapter->manifest.hosts)
        if (host.auth) read_way(in, auth, *host.auth, std::string(flow.flow), out);
}

}  // namespace

void read_auth(YamlReading& in, YamlSection& connection, ConnectionConfig& out) {
    const auto& flows = out.adapter->manifest.auth;
    const auto node = connection.take("auth");
    if (!node) {
        if (!flows.empty())
            in.complain(
                connection.mark(),
                "config.auth_missing",
                connection.full("auth") +
                    " is missing, so nothing can be read from or written to this account",
                "Add it; README.md shows what the vendor needs"
            );
        return;
    }
    YamlSection auth(in, *node, connection.full("auth"));
    const auto flow = auth.take("flow");
    const auto asked = flow ? read_text(in, *flow, auth.full("flow")) : std::nullopt;
    std::vector<std::string> names;
    for (const AuthFlow& one : flows) names.emplace_back(one.flow);
    const auto chosen =
        std::ranges::find_if(flows, [&](const AuthFlow& one) { return !asked || one.flow == asked->text; });
    if (chosen == flows.end()) {
        std::string all;
        for (const std::string& name : names) all.append(all.empty() ? "" : ", ").append(name);
        const auto meant = asked ? suggest(asked->text, names) : std::nullopt;
        in.complain(
            asked ? asked->mark : auth.mark(),
            "config.unknown_flow",
            auth.full("flow") + " names a way of signing in that this vendor does not have here",
            meant ? "Did you mean " + *meant + "?" : "Use one of: " + all
        );
        return;
    }
    out.flow = chosen->flow;
    read_flow(in, auth, *chosen, out);
    auth.finish();
}

}  // namespace crosswalk
