#include "connector/io/http_cpprest/authorization.h"

#include "connector/contract/json_read.h"
#include "connector/crypto/crypto.h"
#include "connector/io/http_cpprest/url.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kSecretBytes = 32;  // 43 characters, as RFC 7636 asks for at least
constexpr std::size_t kMostPending = 64, kLongestQuery = 8'192, kLongestCode = 4'096, kLongestWord = 128;

std::string_view client_secret(const Account& account) {
    const auto found = account.secrets.find("client_secret");
    return found == account.secrets.end() || found->second.empty() ? std::string_view{}
                                                                    : found->second.front().reveal();
}

// A sign-in host of the configuration's own shows the page, too.
std::string authorize_url(const Account& account, const AuthorizationCode& way) {
    std::string_view path = way.authorize_url;
    if (const auto scheme = path.find("://"); scheme != std::string_view::npos) {
        if (account.login_url.empty()) return std::string(path);
        path.remove_prefix(path.find('/', scheme + 3));
    }
    std::string host = login_url(account);
    while (host.ends_with('/')) host.pop_back();
    return host + std::string(path);
}

Fault bad_state() {
    return {
        "connect.bad_state",
        "This sign-in was not begun here, was finished already, or took more than 10 minutes.",
        "Run `crosswalk connect` again, and use the address that it prints."};
}

Fault bad_callback(const std::string& why) {
    return {
        "connect.bad_callback",
        "What the vendor sent the browser back with cannot be used: " + why + ".",
        "Run `crosswalk connect` again; if it stays, compare the redirect URL of the app with the one it prints."};
}

// Once, and once only: a code that is decoded twice is another code.
std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const auto byte = crypto::from_hex(text.substr(i + 1, 2));
            if (!byte || byte->size() != 1) return {};
            out += byte->front();
            i += 2;
        }
    }
    return out;
}

bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

// "https://login.example.com/id/ORG/USER": the part `from_end` of its path.
std::string_view segment_of(std::string_view url, int from_end) {
    for (; from_end > 1; --from_end) url = url.substr(0, url.rfind('/') == std::string_view::npos ? 0 : url.rfind('/'));
    const auto slash = url.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : url.substr(slash + 1);
}

// A text, or a number as one.
std::string word_at(const boost::json::value& answer, std::string_view at) {
    const auto* told = at.empty() ? nullptr : value_at(answer, at);
    if (told == nullptr) return {};
    if (told->is_int64()) return std::to_string(told->get_int64());
    return told->is_string() ? in_one_line(told->get_string()) : std::string();
}

std::string account_of(const AuthorizationCode& way, const boost::json::value& answer) {
    const std::string told = word_at(answer, way.account_at);
    return way.account_segment == 0 ? told : std::string(segment_of(told, way.account_segment));
}

}  // namespace

std::string redirect_url(std::string_view public_url, std::string_view connection) {
    if (public_url.empty()) return {};
    while (public_url.ends_with('/')) public_url.remove_suffix(1);
    return std::string(public_url) + "/oauth/" + percent_encoded(connection) + "/callback";
}

Result<BegunSignIn> PendingSignIns::begin(
    const Account& account, const AuthorizationCode& way, std::string_view public_url, Millis now
) {
    PendingSignIn next{
        .connection = account.name,
        .redirect_url = redirect_url(public_url, account.name),
        .verifier = Secret(crypto::base64url(crypto::random_bytes(kSecretBytes))),
        .expires = now + kSignInWithin};
    if (next.redirect_url.empty())
        return Fault{
            "connect.no_public_url",
            "The browser cannot be sent back: public_url is not set.",
            "Set it to the address under which the vendor and your browser reach Crosswalk."};
    if (auth_setting(account, "client_id").empty()) return missing_setting(account, "client_id");
    const std::string state = crypto::base64url(crypto::random_bytes(kSecretBytes));
    const std::string challenge = crypto::base64url(crypto::sha256(next.verifier.reveal()));
    const std::string_view asked = auth_setting(account, "scope");
    BegunSignIn begun{
        authorize_url(account, way) + "?" +
            form_body(
                {{"response_type", "code"},
                 {"client_id", auth_setting(account, "client_id")},
                 {"redirect_uri", next.redirect_url},
                 {"scope", asked.empty() ? way.scope : asked},
                 {"state", state},
                 {"code_challenge", challenge},
                 {"code_challenge_method", "S256"}}
            ),
        next.redirect_url,
        ticket_of(state),
        next.expires};
    const std::lock_guard lock(mutex_);
    std::erase_if(pending_, [&](const auto& one) { return one.second.expires <= now; });
    if (pending_.size() >= kMostPending)
        return Fault{"connect.too_many", "Too many sign-ins are under way.", "Try again in 10 minutes."};
    pending_.emplace(crypto::sha256(state), std::move(next));
    return begun;
}

std::string ticket_of(std::string_view state) {
    return crypto::hex(crypto::sha256("ticket of " + std::string(state))).substr(0, 16);
}

// Looked up by its digest, so that the time tells nothing of another state.
Result<PendingSignIn> PendingSignIns::take(std::string_view connection, std::string_view state, Millis now) {
    const std::lock_guard lock(mutex_);
    auto found = pending_.extract(crypto::sha256(state));
    if (found.empty() || found.mapped().connection != connection || found.mapped().expires <= now)
        return bad_state();
    return std::move(found.mapped());
}

Result<Callback> read_callback(std::string_view query) {
    if (query.size() > kLongestQuery) return bad_callback("it is too long");
    std::map<std::string, std::string, std::less<>> found;
    for (std::string_view rest = query; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        const auto equals = one.find('=');
        const std::string name(one.substr(0, equals));
        if (name != "state" && name != "code" && name != "error") continue;
        auto value = decoded(equals == std::string_view::npos ? std::string_view{} : one.substr(equals + 1));
        if (!value || !is_visible(*value) || value->size() > (name == "code" ? kLongestCode : kLongestWord))
            return bad_callback("its " + name + " is damaged");
        if (!found.emplace(name, std::move(*value)).second) return bad_callback("its " + name + " is there twice");
    }
    Callback out{found["state"], found["code"], found["error"]};
    if (out.state.empty() || (out.code.empty() && out.error.empty()))
        return bad_callback("it holds no state and code");
    return out;
}

Result<HttpRequest> code_request(
    const Account& account, const AuthorizationCode& way, const PendingSignIn& pending, const Secret& code
) {
    if (auth_setting(account, "client_id").empty()) return missing_setting(account, "client_id");
    return token_post(
        way.token_path,
        {{"grant_type", "authorization_code"},
         {"code", code.reveal()},
         {"client_id", auth_setting(account, "client_id")},
         {"client_secret", client_secret(account)},
         {"redirect_uri", pending.redirect_url},
         {"code_verifier", pending.verifier.reveal()}}
    );
}

Result<HttpRequest> refresh_request(
    const Account& account, const AuthorizationCode& way, const Secret& refresh_token
) {
    if (auth_setting(account, "client_id").empty()) return missing_setting(account, "client_id");
    return token_post(
        way.token_path,
        {{"grant_type", "refresh_token"},
         {"refresh_token", refresh_token.reveal()},
         {"client_id", auth_setting(account, "client_id")},
         {"client_secret", client_secret(account)}}
    );
}

HttpRequest revoke_request(const Account& account, const AuthorizationCode& way, const Secret& refresh_token) {
    return token_post(
        way.revoke_path,
        {{"token", refresh_token.reveal()},
         {"token_type_hint", "refresh_token"},
         {way.revoke_as, way.revoke_as.empty() ? std::string_view{} : refresh_token.reveal()},
         {"client_id", auth_setting(account, "client_id")},
         {"client_secret", client_secret(account)}}
    );
}

Result<GrantAnswer> read_grant(const Account& account, const AuthorizationCode& way, const HttpResponse& answer) {
    const OAuth2 as_token{
        .base_url_field = way.base_url_field, .host_guard = way.host_guard, .lifetime = way.lifetime};
    auto access = read_token(account, as_token, answer);
    if (!access) return access.error();
    const auto json = parse_json(answer.body);
    GrantAnswer out{.access = std::move(*access), .account = account_of(way, *json)};
    if (const auto refresh = text_at(*json, "/refresh_token"); is_visible(refresh) && refresh.size() <= kLongestCode)
        out.refresh_token = Secret(std::string(refresh));
    return out;
}

void read_about(const AuthorizationCode& way, const HttpResponse& answer, PinnedAccount& out) {
    const auto json = answer.status == 200 ? parse_json(answer.body) : parse_json("null");
    if (!json) return;
    if (out.id.empty()) out.id = word_at(*json, way.about_id_at);
    out.name = word_at(*json, way.about_name_at);
}

Result<void> check_account(
    const Account& account, const std::optional<PinnedAccount>& before, const PinnedAccount& now
) {
    if (now.id.empty())
        return Fault{
            "connect.account_unknown",
            "The vendor does not tell whose account '" + account.name + "' would be.",
            "Let the app read who is signed in, then run `crosswalk connect " + account.name + "` again."};
    const std::string wanted = !account.account_id.empty() ? account.account_id : before ? before->id : std::string();
    if (wanted.empty() || wanted == now.id) return {};
    return Fault{
        "connect.wrong_account",
        "'" + account.name + "' belongs to the account " + wanted + ", and another one answered: " + now.id + ".",
        "Sign in to the right account; for another account, configure another connection."};
}

}  // namespace crosswalk
