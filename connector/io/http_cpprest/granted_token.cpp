// The token of an account that a person let us into with a browser: taken from what is kept, refreshed where it is over.
#include "connector/contract/json_read.h"
#include "connector/io/http_cpprest/authorization.h"
#include "connector/io/http_cpprest/sign_in_host.h"
#include "connector/io/http_cpprest/token_source.h"

namespace crosswalk {
namespace {

constexpr std::string_view kBearer = "Bearer ";
constexpr int kMostRounds = 5;
constexpr std::chrono::seconds kLeast{60};  // a token that ends sooner is refreshed

Fault not_connected(const Account& account, const std::string& why) {
    return {
        std::string(kNotConnected),
        "Connection '" + account.name + "' is not connected: " + why + ".",
        "Run `crosswalk connect " + account.name + "`. What is to be written there waits."};
}

// RFC 6749 5.2: the grant itself is over, not the app's own key or the request.
bool is_dead(const HttpResponse& answer) {
    const auto json = answer.status >= 400 && answer.status < 500 ? parse_json(answer.body) : parse_json("null");
    return json && text_at(*json, "/error") == "invalid_grant";
}

std::string words_of(const HttpResponse& answer) {
    const auto json = parse_json(answer.body);
    const std::string more = json ? in_one_line(text_at(*json, "/error_description")) : "";
    return "the vendor takes the sign-in no more" + (more.empty() ? "" : ": " + more);
}

}  // namespace

bool TokenSource::is_usable(const StoredGrant& grant) const {
    const std::string_view rejected = rejected_.reveal();
    return !grant.access_token.empty() &&
           (rejected.empty() || rejected.substr(kBearer.size()) != grant.access_token.reveal()) &&
           (!grant.expires || *grant.expires > clock_.now() + kLeast);
}

TokenSource::Got TokenSource::got_of(const StoredGrant& grant) const {
    scrubber_.learn_passing(grant.access_token.reveal());
    Got out;
    out.credential.header = "Authorization";
    out.credential.value = Secret(std::string(kBearer) + std::string(grant.access_token.reveal()));
    out.credential.base_url = grant.base_url;
    if (grant.expires) out.lifetime = std::chrono::floor<std::chrono::seconds>(*grant.expires - clock_.now());
    return out;
}

Result<HttpResponse> TokenSource::ask_to_refresh(
    const AuthorizationCode& way, const Secret& refresh_token, HttpClient::Deadline deadline
) {
    scrubber_.learn_passing(refresh_token.reveal());
    const auto request = refresh_request(account_, way, refresh_token);
    if (!request) return request.error();
    return ask_sign_in_host({account_, http_, scrubber_}, *request, deadline);
}

// The vendor has forgotten the token before this one: whatever happens now, this one must come to the store.
Result<std::optional<TokenSource::Got>> TokenSource::keep_refreshed(
    const AuthorizationCode& way, const StoredGrant& before, const HttpResponse& answer
) {
    auto told = read_grant(account_, way, answer);
    if (!told) return told.error();
    scrubber_.learn_passing(told->access.token.reveal());
    scrubber_.learn_passing(told->refresh_token.reveal());
    StoredGrant next = before;
    next.access_token = told->access.token;
    next.base_url = told->access.base_url;
    if (!told->refresh_token.empty()) next.refresh_token = told->refresh_token;
    next.expires.reset();
    if (told->access.lifetime.count() > 0) next.expires = clock_.now() + told->access.lifetime;
    unkept_.emplace(before.refresh_token, next);
    const auto kept = keep_at_last();
    if (!kept) return kept.error();
    return *kept ? std::optional(got_of(next)) : std::nullopt;
}

Result<bool> TokenSource::keep_at_last() {
    if (!unkept_) return true;
    const auto kept = grants_->renew(account_.name, unkept_->first, unkept_->second);
    if (!kept)
        return sign_in_later_fault(account_, "the new token cannot be stored (" + kept.error().code + ")");
    unkept_.reset();
    return *kept;
}

Result<TokenSource::Got> TokenSource::sign_in_with(const AuthorizationCode& way, HttpClient::Deadline deadline) {
    if (grants_ == nullptr) return not_connected(account_, "its sign-in is with the service, and not with this command");
    if (const auto kept = keep_at_last(); !kept) return kept.error();
    std::string refused, words;
    for (int round = 0; round < kMostRounds; ++round) {
        const auto kept = grants_->load(account_.name);
        if (!kept && kept.error().code.starts_with("secrets.")) return not_connected(account_, kept.error().what);
        if (!kept) return sign_in_later_fault(account_, "the store cannot be read (" + kept.error().code + ")");
        if (!*kept) return not_connected(account_, "nobody has signed in yet");
        StoredGrant grant = **kept;
        if (!grant.dead.empty()) return not_connected(account_, grant.dead);
        if (is_usable(grant)) return got_of(grant);
        if (grant.refresh_token.reveal() == refused) {  // nobody put a newer one there meanwhile
            grant.dead = words;
            if (const auto noted = grants_->renew(account_.name, grant.refresh_token, grant); !noted)
                return sign_in_later_fault(account_, words);
            continue;
        }
        const auto answer = ask_to_refresh(way, grant.refresh_token, deadline);
        if (!answer) return answer.error();
        if (is_dead(*answer)) {
            refused = grant.refresh_token.reveal();
            words = words_of(*answer);
            continue;
        }
        auto got = keep_refreshed(way, grant, *answer);
        if (!got) return got.error();
        if (*got) return std::move(**got);
    }
    return sign_in_later_fault(account_, "its sign-in changes again and again");
}

}  // namespace crosswalk
