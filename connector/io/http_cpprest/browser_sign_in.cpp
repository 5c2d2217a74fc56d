#include "connector/io/http_cpprest/browser_sign_in.h"

#include "connector/contract/json_read.h"
#include "connector/crypto/crypto.h"
#include "connector/io/http_cpprest/sign_in_host.h"

namespace crosswalk {
namespace {

constexpr std::chrono::seconds kConnect{5}, kWhole{20}, kProof{5};
constexpr std::size_t kMostAnswer = 1'048'576, kKeyBytes = 32, kNonceBytes = 16;
constexpr std::string_view kProofQuery = "proof=";
constexpr std::size_t kLongestNonce = 64;

HttpClient::Deadline within(std::chrono::seconds time) { return HttpClient::Deadline::clock::now() + time; }

Fault refused(std::string_view words) {
    return {
        "connect.refused",
        "The vendor sent the browser back without a code: " + in_one_line(words) + ".",
        words == "access_denied" ? "Allow the app on the vendor's page; then run `crosswalk connect` again."
                                 : "Let an admin of that account allow the app, then run `crosswalk connect` again."};
}

Fault no_refresh_token(const Account& account) {
    return {
        "connect.no_refresh_token",
        "The vendor let '" + account.name + "' in, but gave nothing to come back with.",
        "Add the scope refresh_token (offline access) to the app, then run `crosswalk connect " + account.name +
            "` again."};
}

// RFC 7009 2.2: a token that is not known is revoked as well.
bool is_revoked(const HttpResponse& answer) {
    return (answer.status >= 200 && answer.status < 300) || answer.body.find("invalid_token") != std::string::npos ||
           answer.body.find("invalid_grant") != std::string::npos;
}

}  // namespace

BrowserSignIns::BrowserSignIns(SignInSetup setup, Clock& clock, Grants& grants)
    : setup_(std::move(setup)),
      clock_(clock),
      grants_(grants),
      http_({.connect = kConnect, .max_body = kMostAnswer, .ca_file = setup_.ca_file}),
      own_key_(crypto::random_bytes(kKeyBytes)) {}

Result<BrowserSignIns::Way> BrowserSignIns::way_of(std::string_view connection) const {
    for (const Account& account : setup_.accounts) {
        if (account.name != connection) continue;
        const auto way = auth_way(account);
        if (!way) return way.error();
        if (const auto* in_a_browser = std::get_if<AuthorizationCode>(&*way)) return Way{account, *in_a_browser};
        return Fault{
            "connect.no_browser",
            "'" + account.name + "' signs in with what is configured, and needs no browser.",
            "Run `crosswalk connect " + account.name + "` to try that."};
    }
    return Fault{
        "connection.unknown",
        "There is no connection '" + std::string(connection) + "'.",
        "`crosswalk status` lists them."};
}

Result<BegunSignIn> BrowserSignIns::begin(std::string_view connection) {
    const auto way = way_of(connection);
    if (!way) return way.error();
    const Millis now = clock_.now();
    auto begun = pending_.begin(way->account, way->way, setup_.public_url, now);
    if (!begun) return begun;
    const std::lock_guard lock(mutex_);
    std::erase_if(tickets_, [&](const auto& one) { return one.second.expires + kSignInWithin <= now; });
    tickets_[begun->ticket].expires = begun->expires;
    return begun;
}

bool BrowserSignIns::reaches_us(const std::string& redirect_url) {
    const auto base = parse_base_url(setup_.public_url);
    const auto path = redirect_url.find("/oauth/");
    if (!base || path == std::string::npos) return false;
    const std::string asked = std::string(kProofQuery) + crypto::hex(crypto::random_bytes(kNonceBytes));
    const auto answer = http_.send(*base, {.path = redirect_url.substr(path) + "?" + asked}, within(kProof));
    return answer && answer->status == 200 && answer->body == proof_for(asked);
}

std::optional<std::string> BrowserSignIns::proof_for(std::string_view query) const {
    if (!query.starts_with(kProofQuery) || query.size() > kProofQuery.size() + kLongestNonce) return std::nullopt;
    return crypto::hex(crypto::hmac_sha256(own_key_, query));
}

// Anybody may call: which connections there are is told to nobody who does not know a state.
Result<PinnedAccount> BrowserSignIns::finish(std::string_view connection, std::string_view query) {
    const auto callback = read_callback(query);
    if (!callback) return callback.error();
    const auto pending = pending_.take(connection, callback->state, clock_.now());
    if (!pending) return pending.error();
    const auto way = way_of(connection);
    if (!way) return way.error();
    auto done = callback->code.empty() ? Result<PinnedAccount>(refused(callback->error))
                                       : exchange(*way, *pending, Secret(callback->code));
    settle(ticket_of(callback->state), done);
    return done;
}

Result<PinnedAccount> BrowserSignIns::exchange(const Way& to, const PendingSignIn& pending, const Secret& code) {
    const auto& [account, way] = to;
    setup_.scrubber->learn_passing(code.reveal());
    setup_.scrubber->learn_passing(pending.verifier.reveal());
    const auto request = code_request(account, way, pending, code);
    if (!request) return request.error();
    const auto answer = ask_sign_in_host({account, http_, *setup_.scrubber}, *request, within(kWhole));
    if (!answer) return answer.error();
    auto granted = read_grant(account, way, *answer);
    if (!granted) return granted.error();
    const TokenAnswer& access = granted->access;
    setup_.scrubber->learn_passing(access.token.reveal());
    setup_.scrubber->learn_passing(granted->refresh_token.reveal());
    if (granted->refresh_token.empty()) return no_refresh_token(account);
    PinnedAccount now{.id = granted->account};
    if (const auto api = api_url(account, access.base_url); api && !way.about_path.empty()) {
        const HttpRequest about{
            .path = std::string(way.about_path),
            .headers = {{"Authorization", "Bearer " + std::string(access.token.reveal())}}};
        if (const auto told = http_.send(*api, about, within(kWhole))) read_about(way, *told, now);
    }
    const auto before = grants_.account(account.name);
    if (!before) return before.error();
    if (const auto fits = check_account(account, *before, now); !fits) {
        (void)revoke(to, granted->refresh_token);  // nobody else would ever end it
        return fits.error();
    }
    StoredGrant grant{
        .refresh_token = granted->refresh_token,
        .access_token = access.token,
        .base_url = access.base_url,
        .since = clock_.now()};
    if (access.lifetime.count() > 0) grant.expires = clock_.now() + access.lifetime;
    if (const auto pinned = grants_.pin(account.name, now); !pinned) return pinned.error();
    if (const auto kept = grants_.keep(account.name, grant); !kept) return kept.error();
    return now;
}

void BrowserSignIns::settle(const std::string& ticket, Result<PinnedAccount> outcome) {
    const std::lock_guard lock(mutex_);
    if (const auto found = tickets_.find(ticket); found != tickets_.end())
        found->second.outcome.emplace(std::move(outcome));
}

std::optional<Result<PinnedAccount>> BrowserSignIns::outcome(std::string_view ticket) {
    const std::lock_guard lock(mutex_);
    const auto found = tickets_.find(ticket);
    if (found != tickets_.end() && found->second.outcome) return found->second.outcome;
    if (found != tickets_.end() && clock_.now() < found->second.expires + kWhole) return std::nullopt;
    return Result<PinnedAccount>(Fault{
        "connect.too_late",
        "The browser did not come back within 10 minutes.",
        "Run `crosswalk connect` again, and use the address that it prints."});
}

Result<void> BrowserSignIns::revoke(const Way& to, const Secret& refresh_token) {
    if (to.way.revoke_path.empty()) return {};
    const auto answer = ask_sign_in_host(
        {to.account, http_, *setup_.scrubber}, revoke_request(to.account, to.way, refresh_token), within(kWhole)
    );
    if (answer && is_revoked(*answer)) return {};
    const std::string why = answer ? "it answered " + std::to_string(answer->status) : answer.error().what;
    return Fault{
        "connect.not_revoked",
        "The vendor did not take back the sign-in of '" + to.account.name + "': " + why + ".",
        "Try again; or take the app out of the vendor's settings, then add --anyway."};
}

Result<bool> BrowserSignIns::disconnect(std::string_view connection, bool anyway) {
    const auto way = way_of(connection);
    if (!way) return way.error();
    const auto kept = grants_.load(connection);
    if (!kept && !anyway) return kept.error();
    if (kept && !*kept) return false;
    if (kept)
        if (const auto revoked = revoke(*way, (*kept)->refresh_token); !revoked && !anyway) return revoked.error();
    if (const auto forgotten = grants_.forget(connection); !forgotten) return forgotten.error();
    return true;
}

}  // namespace crosswalk
