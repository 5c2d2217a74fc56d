// How an app signs in: by a certificate, by its secret, or by a person who lets it in.
#include <algorithm>

#include "connector/crypto/crypto.h"
#include "tests/support/salesforce_answers.h"
#include "tests/support/salesforce_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::int64_t kLongestAssertion = 5 * 60;  // "about 3 minutes ahead", and a skewed clock

}  // namespace

Answer SalesforceDouble::token(const Call& call) {
    if (call.method != "POST") return unplanned();
    const auto form = form_pairs(call.body);
    const auto grant = form_value(form, "grant_type");
    if (grant == "urn:ietf:params:oauth:grant-type:jwt-bearer")
        return jwt_bearer(form_value(form, "assertion"));
    if (grant == "client_credentials") return client_credentials(call, form);
    if (grant == "authorization_code" || grant == "refresh_token") return by_a_person(form);
    return oauth_error("unsupported_grant_type", "grant type not supported");
}

Answer SalesforceDouble::jwt_bearer(const std::string& assertion) {
    const auto first = assertion.find('.');
    const auto second = assertion.find('.', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) return oauth_error("invalid_grant", "invalid assertion");
    const auto header = crypto::from_base64url(assertion.substr(0, first));
    const auto claims_text = crypto::from_base64url(assertion.substr(first + 1, second - first - 1));
    const auto signature = crypto::from_base64url(assertion.substr(second + 1));
    const auto head = header ? parse_json(*header) : std::nullopt;
    const auto body = claims_text ? parse_json(*claims_text) : std::nullopt;
    if (!signature || !head || !head->is_object() || !body || !body->is_object()) {
        return oauth_error("invalid_grant", "invalid assertion");
    }
    const auto& claims = body->get_object();
    if (text_of(head->get_object(), "alg") != "RS256")
        return oauth_error("invalid_grant", "invalid assertion");
    if (text_of(claims, "iss") != login_.client_id)
        return oauth_error("invalid_client_id", "client identifier invalid");
    if (login_.public_key.empty() ||
        !crypto::verify_rs256(login_.public_key, assertion.substr(0, second), *signature)) {
        return oauth_error("invalid_grant", "invalid assertion");
    }
    const auto audience = text_of(claims, "aud");
    const bool fits = login_.audience.empty()
                          ? audience == url() || audience == "https://login.salesforce.com"
                          : audience == login_.audience;
    if (!fits) return oauth_error("invalid_grant", "audience is invalid");
    const auto* expires = member(claims, "exp");
    const std::int64_t now = now_ms() / 1000;
    if (!expires || !expires->is_int64()) return oauth_error("invalid_grant", "invalid assertion");
    if (expires->get_int64() <= now || expires->get_int64() > now + kLongestAssertion) {
        return oauth_error("invalid_grant", "assertion is expired or its exp lies too far ahead");
    }
    if (text_of(claims, "sub") != login_.username) {
        return oauth_error("invalid_grant", "user hasn't approved this consumer");
    }
    return issue_token(false);
}

Answer SalesforceDouble::client_credentials(const Call& call, const Pairs& form) {
    std::string id = form_value(form, "client_id"), secret = form_value(form, "client_secret");
    if (const auto basic = call.header("Authorization"); basic.rfind("Basic ", 0) == 0) {
        const auto plain = crypto::from_base64(basic.substr(6)).value_or("");
        const auto colon = plain.find(':');
        id = plain.substr(0, colon);
        secret = colon == std::string::npos ? "" : plain.substr(colon + 1);
    }
    if (id != login_.client_id) return oauth_error("invalid_client_id", "client identifier invalid");
    if (login_.client_secret.empty())
        return oauth_error("invalid_grant", "no client credentials user enabled");
    if (secret != login_.client_secret) return oauth_error("invalid_client", "invalid client credentials");
    return issue_token(true);
}

// json/01 and json/02 of the sheet's samples: no expires_in, and a refresh token where there is a new one.
Answer SalesforceDouble::by_a_person(const Pairs& form) {
    const auto earned = consent_.earn(form, now_ms());
    if (earned.grant == 0) return oauth_error(earned.error.c_str(), earned.description.c_str());
    Answer out = issue_token(true);
    auto body = parse_json(out.body)->as_object();
    const auto token = text_of(body, "access_token");
    granted_[token] = earned.grant;
    if (!earned.refresh_token.empty()) body["refresh_token"] = earned.refresh_token;
    body["scope"] = "api refresh_token";
    return salesforce_json(200, body);
}

Answer SalesforceDouble::revoke(const std::string& token) {
    if (const int grant = consent_.revoke(token); grant > 0) {
        end_grants({grant});
        return {};
    }
    return tokens_.erase(token) > 0 ? Answer{} : salesforce_json(400, json::object{{"error", "invalid_token"}});
}

void SalesforceDouble::end_grants(const std::vector<int>& over) {
    for (const auto& [token, grant] : granted_)
        if (std::find(over.begin(), over.end(), grant) != over.end()) tokens_.erase(token);
}

void SalesforceDouble::take_the_app_out() {
    const std::scoped_lock lock(mutex_);
    end_grants(consent_.revoke_all());
}

void SalesforceDouble::answer_as_organization(std::string id) {
    const std::scoped_lock lock(mutex_);
    organization_ = std::move(id);
}

Answer SalesforceDouble::issue_token(bool with_signature) {
    const std::string token = std::string("00DKa00000CW1aB!AQEAQ.") + std::to_string(++tokens_issued_) + "." +
                              crypto::hex(crypto::random_bytes(12));
    tokens_.insert(token);
    json::object body{
        {"access_token", token},
        {"scope", "id api"},
        {"instance_url", url()},
        {"id", url() + "/id/" + organization_ + "/" + api_user_},
        {"token_type", "Bearer"}};
    if (with_signature) {
        const auto issued = std::to_string(now_ms());
        body["issued_at"] = issued;
        body["signature"] =
            crypto::base64(crypto::hmac_sha256(login_.client_secret, text_of(body, "id") + issued));
    }
    return salesforce_json(200, body);
}

}  // namespace crosswalk::doubles
