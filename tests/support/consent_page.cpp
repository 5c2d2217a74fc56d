#include "tests/support/consent_page.h"

#include <set>

#include "connector/crypto/crypto.h"

namespace crosswalk::doubles {
namespace {

constexpr std::int64_t kCodeLives = 15 * 60 * 1000;

Earned refused(const char* error, const char* description) { return {.error = error, .description = description}; }

}  // namespace

std::string form_value(const Pairs& form, std::string_view name) {
    for (const auto& [key, value] : form)
        if (key == name) return value;
    return {};
}

Answer ConsentPage::authorize(const Call& call, std::int64_t now_ms) {
    const auto asked = [&](std::string_view name) { return call.asked(name).value_or(""); };
    const auto back = asked("redirect_uri");
    if (asked("client_id") != app_.client_id || back.empty() || asked("response_type") != "code")
        return {.status = 400, .body = "error=invalid_client_id", .content_type = "text/html"};
    Pairs told{{"state", asked("state")}};
    if (std::exchange(says_no_, false)) {
        told.insert(told.begin(), {{"error", "access_denied"}, {"error_description", "end-user denied authorization"}});
    } else {
        if (asked("code_challenge_method") != "S256") return {.status = 400, .body = "no challenge"};
        last_code_ = "aPrx" + crypto::hex(crypto::random_bytes(16)) + "==";
        codes_[last_code_] = {
            .redirect_uri = back,
            .challenge = asked("code_challenge"),
            .until_ms = now_ms + kCodeLives,
            .grant = ++grants_};
        told.insert(told.begin(), {"code", last_code_});
    }
    return {.status = 302, .headers = {{"Location", back + "?" + form_body(told)}}, .content_type = "text/html"};
}

Earned ConsentPage::earn(const Pairs& form, std::int64_t now_ms) {
    if (form_value(form, "client_id") != app_.client_id) return refused("invalid_client_id", "client identifier invalid");
    if (form_value(form, "client_secret") != app_.client_secret)
        return refused("invalid_client", "invalid client credentials");
    if (form_value(form, "grant_type") == "authorization_code") return earn_by_code(form, now_ms);
    return earn_by_refresh(form);
}

Earned ConsentPage::earn_by_code(const Pairs& form, std::int64_t now_ms) {
    const auto found = codes_.find(form_value(form, "code"));
    if (found == codes_.end() || now_ms > found->second.until_ms)
        return refused("invalid_grant", "expired authorization code");
    Code& code = found->second;
    if (std::exchange(code.used, true)) {
        end(code.grant);  // somebody has the code who should not
        return refused("invalid_grant", "expired authorization code");
    }
    if (form_value(form, "redirect_uri") != code.redirect_uri)
        return refused("redirect_uri_mismatch", "redirect_uri must match configuration");
    const auto verifier = form_value(form, "code_verifier");
    if (verifier.empty()) return refused("invalid_grant", "invalid code verifier");
    if (crypto::base64url(crypto::sha256(verifier)) != code.challenge)
        return refused("invalid_request", "invalid code verifier");
    return {.grant = code.grant, .refresh_token = new_refresh(code.grant)};
}

// Who shows a token that was replaced has stolen it, or lost the answer: the whole grant ends.
Earned ConsentPage::earn_by_refresh(const Pairs& form) {
    const auto found = refresh_.find(form_value(form, "refresh_token"));
    if (found == refresh_.end()) return refused("invalid_grant", "expired access/refresh token");
    const int grant = found->second.grant;
    if (found->second.replaced) {
        end(grant);
        return refused("invalid_grant", "expired access/refresh token");
    }
    if (!rotates_) return {.grant = grant};
    found->second.replaced = true;
    return {.grant = grant, .refresh_token = new_refresh(grant)};
}

int ConsentPage::revoke(const std::string& refresh_token) {
    const auto found = refresh_.find(refresh_token);
    if (found == refresh_.end() || found->second.replaced) return 0;
    const int grant = found->second.grant;
    end(grant);
    return grant;
}

std::vector<int> ConsentPage::revoke_all() {
    std::set<int> all;
    for (const auto& [token, refresh] : refresh_) all.insert(refresh.grant);
    refresh_.clear();
    return {all.begin(), all.end()};
}

std::string ConsentPage::new_refresh(int grant) {
    const auto token = "5Aep861" + crypto::hex(crypto::random_bytes(20));
    refresh_[token] = {.grant = grant};
    return token;
}

void ConsentPage::end(int grant) {
    std::erase_if(refresh_, [&](const auto& one) { return one.second.grant == grant; });
}

}  // namespace crosswalk::doubles
