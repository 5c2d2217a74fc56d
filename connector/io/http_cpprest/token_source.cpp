#include "connector/io/http_cpprest/token_source.h"

#include "connector/io/http_cpprest/sign_in_host.h"

#include "connector/io/http_cpprest/verdict.h"

#include <algorithm>

namespace crosswalk {
namespace {

// A token that ends while a call is on its way is worth a 401; so it is renewed this much earlier.
constexpr std::chrono::seconds kMargin{60};
// What passes by itself is tried again sooner than what a person must see to.
constexpr int kSooner = 10;

std::chrono::seconds usable(std::chrono::seconds lifetime) {
    return lifetime - std::min(kMargin, lifetime / 2);
}

}  // namespace

TokenSource::TokenSource(
    const Account& account, const SenderServices& shared, std::chrono::milliseconds refusal_memory
)
    : account_(account),
      http_(shared.http),
      scrubber_(shared.scrubber),
      clock_(shared.clock),
      log_(shared.log),
      grants_(shared.grants),
      refusal_memory_(refusal_memory) {}

bool TokenSource::fresh() const { return credential_ && (!expires_ || clock_.steady() < *expires_); }

Result<VendorCredential> TokenSource::get(HttpClient::Deadline deadline) {
    std::unique_lock lock(mutex_);
    while (true) {
        if (stopped_) return stopped_fault();
        if (fresh()) return *credential_;
        if (refusal_ && clock_.steady() < refused_until_) return *refusal_;
        if (!signing_in_) break;
        if (changed_.wait_until(lock, deadline) == std::cv_status::timeout)
            return sign_in_later_fault(account_, "the time for this call is over");
    }
    signing_in_ = true;
    const std::size_t first_secret = secret_;
    lock.unlock();
    const auto got = sign_in(deadline, first_secret);
    lock.lock();
    signing_in_ = false;
    keep(got);
    changed_.notify_all();
    if (!got) return got.error();
    return *credential_;
}

void TokenSource::keep(const Result<Got>& got) {
    if (!got) {
        const bool passing = got.error().code == "send.sign_in_later";
        if (got.error().code == "send.stopped") return;
        if (got.error().code == kNotConnected) return;  // nobody was asked, and a person may connect at any moment
        refusal_ = got.error();
        refused_until_ = clock_.steady() + (passing ? refusal_memory_ / kSooner : refusal_memory_);
        log_.write(
            Level::warn, "The sign-in failed.", {{"connection", account_.name}, {"code", got.error().code}}
        );
        return;
    }
    refusal_.reset();
    credential_ = got->credential;
    credential_->generation = ++generation_;
    secret_ = got->secret;
    expires_.reset();
    if (got->lifetime.count() > 0) expires_ = clock_.steady() + usable(got->lifetime);
}

void TokenSource::forget(std::uint64_t generation) {
    const std::lock_guard lock(mutex_);
    if (!credential_ || generation != generation_) return;
    rejected_ = credential_->value;
    credential_.reset();
    const auto way = auth_way(account_);
    if (way && !std::holds_alternative<OAuth2>(*way)) ++secret_;
}

std::uint64_t TokenSource::generation() const {
    const std::lock_guard lock(mutex_);
    return generation_;
}

void TokenSource::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
}

Result<TokenSource::Got> TokenSource::sign_in(HttpClient::Deadline deadline, std::size_t first_secret) {
    const auto way = auth_way(account_);
    if (!way) return way.error();
    return std::visit(
        [&](const auto& one) -> Result<Got> {
            using Way = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Way, OAuth2>)
                return signed_in(token(one, deadline, first_secret));
            else if constexpr (std::is_same_v<Way, AuthorizationCode>)
                return signed_in(sign_in_with(one, deadline));
            else
                return sign_in_with(one, first_secret);
        },
        *way
    );
}

Result<TokenSource::Got> TokenSource::signed_in(Result<Got> got) const {
    if (got && account_.host != nullptr) got->credential.base_url.clear();  // it is the account's, not this host's
    if (got && got->credential.base_url.empty())
        if (const auto filled = fill_base_url(got->credential, {}); !filled) return filled.error();
    if (got) log_.write(Level::info, "Signed in.", {{"connection", account_.name}});
    return got;
}

// While a secret is being rotated the vendor may know only one of the two.
Result<TokenSource::Got> TokenSource::token(
    const OAuth2& way, HttpClient::Deadline deadline, std::size_t first_secret
) {
    const auto grant = grant_of(account_, way);
    if (!grant) return grant.error();
    std::optional<Fault> refused;
    for (std::size_t i = 0; i < grant->secrets.size(); ++i) {
        const std::size_t index = (first_secret + i) % grant->secrets.size();
        auto answer = ask(way, grant->kind, grant->secrets[index], deadline);
        if (answer)
            return Got{
                .credential =
                    {.header = "Authorization",
                     .value = Secret("Bearer " + std::string(answer->token.reveal())),
                     .base_url = answer->base_url},
                .lifetime = answer->lifetime,
                .secret = index};
        if (!refused) refused = answer.error();
        if (answer.error().code != "send.sign_in") break;
    }
    return *refused;
}

Result<TokenAnswer> TokenSource::ask(
    const OAuth2& way, OAuth2::Grant grant, const Secret& secret, HttpClient::Deadline deadline
) {
    const auto request = token_request(account_, way, grant, secret, clock_.now());
    if (!request) return request.error();
    scrubber_.learn_passing(assertion_of(*request));
    const auto answer = ask_sign_in_host({account_, http_, scrubber_}, *request, deadline);
    if (!answer) return answer.error();
    auto token = read_token(account_, way, *answer);
    if (token) scrubber_.learn_passing(token->token.reveal());
    return token;
}

}  // namespace crosswalk
