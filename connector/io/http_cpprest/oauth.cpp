#include "connector/io/http_cpprest/oauth.h"

#include "connector/contract/json_read.h"
#include "connector/crypto/crypto.h"
#include "connector/io/http_cpprest/url.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kMaxToken = 16'384, kMaxWords = 200;
constexpr std::string_view kJwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

std::string_view secret_name(OAuth2::Grant grant) {
    switch (grant) {
        case OAuth2::Grant::jwt_bearer:
            return "private_key";
        case OAuth2::Grant::client_credentials:
            return "client_secret";
        case OAuth2::Grant::refresh_token:
            break;
    }
    return "refresh_token";
}

std::optional<std::string> assertion(
    const Account& account, const OAuth2& way, const Secret& key, Millis now
) {
    const auto expires = std::chrono::floor<std::chrono::seconds>(now) + way.assertion_lifetime;
    std::string audience = account.audience.empty() ? login_url(account) : account.audience;
    if (account.audience.empty())
        while (audience.ends_with('/')) audience.pop_back();
    const boost::json::object claims{
        {"iss", auth_setting(account, "client_id")},
        {"sub", auth_setting(account, "username")},
        {"aud", audience},
        {"exp", expires.time_since_epoch().count()}};
    const std::string signing =
        crypto::base64url(R"({"alg":"RS256"})") + "." + crypto::base64url(boost::json::serialize(claims));
    const auto signature = crypto::sign_rs256(key.reveal(), signing);
    if (!signature) return std::nullopt;
    return signing + "." + crypto::base64url(*signature);
}

// The vendor's own words first, then what RFC 6749 5.2 has in common.
std::string_view remedy_for(const Manifest& vendor, std::string_view error, std::string_view says) {
    if (const auto* rule = error_rule_for(vendor.sign_in_rules, error, says)) return rule->advice;
    if (error == "invalid_client" || error == "invalid_client_id")
        return "Check client_id and client_secret or private_key under auth: of this connection.";
    if (error == "invalid_grant" || error == "invalid_app_access" || error == "unauthorized_client")
        return "Check username, audience and login_url, and that the vendor lets this user use the app.";
    return "Check login_url and the settings under auth: of this connection.";
}

bool passes_by_itself(int status, std::string_view error) {
    constexpr std::string_view kPassing[] = {
        "rate_limit_exceeded", "server_error", "temporarily_unavailable"};
    return status == 429 || status >= 500 || std::ranges::find(kPassing, error) != std::end(kPassing);
}

Fault refusal(const Account& account, const HttpResponse& answer) {
    const auto json = parse_json(answer.body);
    const std::string error = json ? in_one_line(text_at(*json, "/error")) : "";
    std::string why = "the sign-in host answered " + std::to_string(answer.status);
    if (!error.empty()) why += ", " + error;
    const std::string more = json ? in_one_line(text_at(*json, "/error_description")) : "";
    if (!more.empty()) why += ": " + more;
    if (passes_by_itself(answer.status, error)) return sign_in_later_fault(account, why);
    return sign_in_fault(account, why, remedy_for(*account.manifest, error, more));
}

// Whoever can forge or bend a token answer must not learn the next token: it goes only to hosts of the
// vendor.
Result<std::string> api_host(const Account& account, const OAuth2& way, const boost::json::value& json) {
    if (way.base_url_field.empty()) return {boost::system::in_place_value};
    std::string named(text_at(json, "/" + std::string(way.base_url_field)));
    if (named.empty()) return {boost::system::in_place_value};
    const auto url = parse_base_url(named), login = parse_base_url(login_url(account));
    const bool both_here = url && login && is_loopback(url->host) && is_loopback(login->host);
    if (url && (both_here || (url->scheme == "https" && guard_lets(way.host_guard, url->host))))
        return {boost::system::in_place_value, std::move(named)};
    return sign_in_fault(
        account,
        "the token answer names an API host that is not the vendor's",
        "Check login_url. If the vendor has new host names, set base_url of this connection."
    );
}

}  // namespace

std::string in_one_line(std::string_view words) {
    std::string out(words);
    if (out.size() > kMaxWords) out.resize(kMaxWords);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = ' ';
    return out;
}

std::string_view auth_setting(const Account& account, std::string_view name) {
    const auto found = account.settings.find(name);
    return found == account.settings.end() ? std::string_view{} : std::string_view(found->second);
}

Fault missing_setting(const Account& account, std::string_view name) {
    return sign_in_fault(account, "auth: " + std::string(name) + " is not set", "Set it in the configuration.");
}

std::string form_body(FormFields fields) {
    std::string out;
    for (const auto& [name, value] : fields)
        if (!value.empty())
            out += (out.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
    return out;
}

HttpRequest token_post(std::string_view path, FormFields fields) {
    return {
        .method = "POST",
        .path = std::string(path),
        .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}},
        .body = form_body(fields)};
}

Fault sign_in_fault(const Account& account, std::string_view why, std::string_view remedy) {
    return {
        .code = "send.sign_in",
        .what = "Connection '" + account.name + "' cannot sign in: " + std::string(why) + ".",
        .remedy = std::string(remedy)};
}

Fault sign_in_later_fault(const Account& account, std::string_view why) {
    return {
        .code = "send.sign_in_later",
        .what = "Connection '" + account.name + "' cannot sign in now: " + std::string(why) + ".",
        .remedy =
            "Crosswalk tries again by itself. If it lasts, check login_url and the vendor's status page."};
}

Result<AuthWay> auth_way(const Account& account) {
    if (account.host != nullptr && account.host->auth) return *account.host->auth;
    std::string known;
    for (const AuthFlow& flow : account.manifest->auth) {
        if (account.flow.empty() || account.flow == flow.flow) return flow.way;
        known += (known.empty() ? "" : ", ") + std::string(flow.flow);
    }
    return sign_in_fault(account, "auth: flow: is not one this vendor knows", "Write one of: " + known + ".");
}

std::string login_url(const Account& account) {
    if (!account.login_url.empty()) return account.login_url;
    const Manifest& manifest = *account.manifest;
    const auto filled =
        fill_base_url(manifest.login_url, {manifest.host_parts, manifest.host_guard}, account.host_settings, {});
    return filled ? *filled : std::string(manifest.login_url);  // which is no URL that can be called
}

Result<Grant> grant_of(const Account& account, const OAuth2& way) {
    std::string wanted;
    for (const OAuth2::Grant grant : way.grants) {
        if (grant == OAuth2::Grant::refresh_token) continue;
        const std::string_view name = secret_name(grant);
        const auto found = account.secrets.find(name);
        if (found != account.secrets.end() && !found->second.empty()) return Grant{grant, found->second};
        wanted += (wanted.empty() ? "" : " or ") + std::string(name);
    }
    return missing_setting(account, wanted.empty() ? "a flow that this version can carry out" : wanted);
}

Result<HttpRequest> token_request(
    const Account& account, const OAuth2& way, OAuth2::Grant grant, const Secret& secret, Millis now
) {
    if (auth_setting(account, "client_id").empty()) return missing_setting(account, "client_id");
    if (grant == OAuth2::Grant::client_credentials)
        return token_post(
            way.token_path,
            {{"grant_type", "client_credentials"},
             {"client_id", auth_setting(account, "client_id")},
             {"client_secret", secret.reveal()}}
        );
    if (auth_setting(account, "username").empty()) return missing_setting(account, "username");
    const auto signed_claims = assertion(account, way, secret, now);
    if (!signed_claims)
        return sign_in_fault(
            account,
            "auth: private_key is not an RSA key in PEM",
            "Use the key whose certificate the vendor has."
        );
    return token_post(way.token_path, {{"grant_type", kJwtGrant}, {"assertion", *signed_claims}});
}

std::string_view assertion_of(const HttpRequest& token_request) {
    constexpr std::string_view kName = "assertion=";
    const auto at = token_request.body.find(kName);
    if (at == std::string::npos) return {};
    const std::string_view value = std::string_view(token_request.body).substr(at + kName.size());
    return value.substr(0, value.find('&'));
}

Result<TokenAnswer> read_token(const Account& account, const OAuth2& way, const HttpResponse& answer) {
    if (answer.status < 200 || answer.status > 299) return refusal(account, answer);
    const auto json = parse_json(answer.body);
    const std::string_view token = json ? text_at(*json, "/access_token") : std::string_view{};
    const bool fit = !token.empty() && token.size() <= kMaxToken &&
                     std::ranges::all_of(token, [](char c) { return c > 0x20 && c < 0x7f; });
    if (!fit)
        return sign_in_fault(
            account,
            "the sign-in host answered, but not with a token",
            "Check that login_url is the sign-in host."
        );
    const auto base = api_host(account, way, *json);
    if (!base) return base.error();
    const boost::json::value* const expires = value_at(*json, "/expires_in");
    const bool told = expires != nullptr && expires->is_int64() && expires->get_int64() > 0;
    const std::int64_t at_most = std::chrono::seconds(std::chrono::years(1)).count();
    return TokenAnswer{
        .token = Secret(std::string(token)),
        .base_url = *base,
        .lifetime = told ? std::chrono::seconds(std::min(expires->get_int64(), at_most)) : way.lifetime};
}

}  // namespace crosswalk
