// How a person lets an app into a portal.
#include "connector/crypto/crypto.h"
#include "tests/support/hubspot_answers.h"
#include "tests/support/hubspot_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::int64_t kTokenLives = 1800;  // seconds

}  // namespace

std::optional<Answer> HubSpotDouble::sign_in(const Call& call) {
    if (call.path == "/oauth/authorize") return consent_.authorize(call, now_ms());
    if (call.path == "/oauth/v3/token" && call.method == "POST") return token(form_pairs(call.body));
    if (call.path != "/oauth/v3/token/revoke" || call.method != "POST") return std::nullopt;
    const auto form = form_pairs(call.body);
    const bool known = consent_.revoke(form_value(form, "token")) > 0;
    return known ? Answer{.status = 204} : hubspot_json(400, json::object{{"error", "invalid_token"}});
}

Answer HubSpotDouble::token(const Pairs& form) {
    const auto earned = consent_.earn(form, now_ms());
    if (earned.grant == 0) {
        const bool code = form_value(form, "grant_type") == "authorization_code";
        return hubspot_json(
            400,
            json::object{
                {"status", code ? "BAD_AUTH_CODE" : "BAD_REFRESH_TOKEN"},
                {"message", code ? "missing or unknown auth code" : "refresh token is invalid, expired or revoked"},
                {"error", earned.error},
                {"error_description",
                 code ? earned.description : "refresh token is invalid, expired or revoked"}}
        );
    }
    const auto access = "CPrZ" + std::to_string(++tokens_issued_) + crypto::hex(crypto::random_bytes(24));
    access_[access] = now_ms() + kTokenLives * 1000;
    const auto refresh =
        earned.refresh_token.empty() ? form_value(form, "refresh_token") : earned.refresh_token;
    return hubspot_json(
        200,
        json::object{
            {"token_type", "bearer"},
            {"access_token", access},
            {"refresh_token", refresh},
            {"expires_in", kTokenLives},
            {"hub_id", portal_id_},
            {"user_id", 47812075}}
    );
}

bool HubSpotDouble::is_let_in(const std::string& authorization) const {
    constexpr std::string_view kBearer = "Bearer ";
    if (authorization.rfind(kBearer, 0) != 0) return false;
    const auto token = authorization.substr(kBearer.size());
    const auto found = access_.find(token);
    return token == token_ || (found != access_.end() && now_ms() < found->second);
}

void HubSpotDouble::uninstall() {
    const std::scoped_lock lock(mutex_);
    (void)consent_.revoke_all();
    access_.clear();
}

void HubSpotDouble::answer_as_portal(std::int64_t portal) {
    const std::scoped_lock lock(mutex_);
    portal_id_ = portal;
}

}  // namespace crosswalk::doubles
