#include "connector/app/admin/accounts.h"

#include "connector/contract/json_read.h"
#include "connector/crypto/crypto.h"
#include "connector/lead/value.h"

namespace crosswalk {
namespace {

using access::Role;
using access::Session;

constexpr std::size_t kSecretBytes = 32, kLongestSecret = 128;
constexpr std::size_t kLongestBrowser = 200;

Fault sign_in_refused() {
    return {
        "session.refused",
        "This does not sign anybody in: it was used, is too old, or was never given.",
        "Ask an admin for a new link: `crosswalk user invite NAME`."};
}

Credential credential_of(const SignedIn& one, Role role, std::string id) {
    return {
        .kind = std::string(kSession),
        .hash = one.hash,
        .id = std::move(id),
        .user = one.user.id,
        .until = access::expires_at(one.session, role),
        .doc = access::to_json(one.session)};
}

std::string without_the_rest(std::string text, std::size_t most) {
    std::erase_if(text, [](unsigned char c) { return c < 0x20 || c > 0x7E; });
    if (text.size() > most) text.resize(most);
    return text;
}

// Of a session that is in the store: who it is, unless it is over or its user must not come in.
Result<std::optional<SignedIn>> signed_in(Transaction& tx, const Credential& kept, Millis now) {
    const auto user = tx.accounts.user(kept.user);
    if (!user) return user.error();
    const auto session = access::session_from(kept.doc);
    if (!*user || (*user)->disabled || !session) return std::optional<SignedIn>();
    const auto role = access::role_named((*user)->role);
    if (!role || access::is_over(*session, *role, now)) return std::optional<SignedIn>();
    return std::optional(SignedIn{**user, {}, *session, kept.hash});
}

}  // namespace

std::string hash_of_secret(std::string_view secret) { return crypto::hex(crypto::sha256(secret)); }

std::string new_secret() { return crypto::base64url(crypto::random_bytes(kSecretBytes)); }

std::string new_account_id(Clock& clock) { return mint_lead_id(clock.now(), clock.chance(), clock.chance()).text; }

Result<SignedIn> begin_session(
    Transaction& tx, Clock& clock, User user, const Whence& whence, std::string_view instead
) {
    const Millis now = clock.now();
    const auto role = access::role_named(user.role);
    if (!role || user.disabled) return sign_in_refused();
    SignedIn out{.user = std::move(user), .secret = new_secret()};
    out.hash = hash_of_secret(out.secret);
    out.session = {
        .made = now,
        .seen = now,
        .touched = now,
        .browser = without_the_rest(whence.browser, kLongestBrowser),
        .origin = whence.origin};
    out.user.seen = now;
    if (const auto kept = tx.accounts.forget_expired(now); !kept) return kept.error();
    if (!instead.empty())
        if (const auto gone = tx.accounts.take(kSession, instead); !gone) return gone.error();
    if (const auto kept = tx.accounts.save(out.user); !kept) return kept.error();
    const auto kept = tx.accounts.keep(credential_of(out, *role, new_account_id(clock)));
    if (!kept) return kept.error();
    return out;
}

Result<SignedIn> accept_invite(AdminService& admin, std::string_view token, const Whence& whence) {
    if (token.empty() || token.size() > kLongestSecret) return sign_in_refused();
    const std::string hash = hash_of_secret(token);
    SignedIn out;
    const auto done = run_one(admin.store, [&](Transaction& tx) -> Result<void> {
        const auto invite = tx.accounts.take(kInvite, hash);
        if (!invite) return invite.error();
        const Millis now = admin.clock.now();
        if (!*invite || ((*invite)->until && *(*invite)->until <= now)) return sign_in_refused();
        const auto user = tx.accounts.user((*invite)->user);
        if (!user) return user.error();
        if (!*user) return sign_in_refused();
        for (const std::string_view kind : {kSession, kPasskey})
            if (const auto ended = tx.accounts.end_all(kind, (*user)->id); !ended) return ended;
        auto begun = begin_session(tx, admin.clock, **user, whence, "");
        if (!begun) return begun.error();
        out = std::move(*begun);
        return tx.audit.add(
            {.at = now,
             .who = out.user.name,
             .what = "session begin",
             .about = out.user.id,
             .origin = whence.origin,
             .detail = R"({"by":"invite"})"}
        );
    });
    if (!done) return done.error();
    return out;
}

Result<std::optional<SignedIn>> find_session(AdminService& admin, std::string_view secret) {
    if (secret.empty() || secret.size() > kLongestSecret) return std::optional<SignedIn>();
    const std::string hash = hash_of_secret(secret);
    const Millis now = admin.clock.now();
    std::optional<SignedIn> found;
    Credential kept;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto credential = tx.accounts.find(kSession, hash);
        if (!credential) return credential.error();
        if (!*credential) return {};
        kept = std::move(**credential);
        auto who = signed_in(tx, kept, now);
        if (!who) return who.error();
        found = std::move(*who);
        return {};
    });
    if (!read) return read.error();
    if (!found || !access::is_to_be_noted(found->session, now)) return found;
    found->session.seen = now;
    // It may have been ended between the two looks, and must not come back.
    const auto noted = run_one(admin.store, [&](Transaction& tx) -> Result<void> {
        const auto there = tx.accounts.find(kSession, hash);
        if (!there) return there.error();
        if (!*there) {
            found.reset();
            return {};
        }
        return tx.accounts.keep(
            credential_of(*found, *access::role_named(found->user.role), (*there)->id)
        );
    });
    if (!noted) return noted.error();
    return found;
}

Result<void> end_session(AdminService& admin, const SignedIn& one) {
    return run_one(admin.store, [&](Transaction& tx) -> Result<void> {
        const auto gone = tx.accounts.take(kSession, one.hash);
        if (!gone) return gone.error();
        return tx.audit.add(
            {.at = admin.clock.now(),
             .who = one.user.name,
             .what = "session end",
             .about = one.user.id,
             .origin = one.session.origin,
             .detail = "{}"}
        );
    });
}

Result<void> end_all_sessions(Store& store) {
    constexpr std::size_t kAtOnce = 200;
    return run_one(store, [](Transaction& tx) -> Result<void> {
        for (std::string mark;;) {
            const auto users = tx.accounts.users(mark, kAtOnce);
            if (!users) return users.error();
            if (users->empty()) return {};
            for (const User& user : *users)
                for (const std::string_view kind : {kSession, kInvite})
                    if (const auto ended = tx.accounts.end_all(kind, user.id); !ended) return ended;
            mark = users->back().name;
        }
    });
}

Result<std::optional<TokenHolder>> find_token(AdminService& admin, std::string_view token) {
    if (token.empty() || token.size() > 512) return std::optional<TokenHolder>();
    std::optional<Credential> kept;
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        auto credential = tx.accounts.find(kToken, hash_of_secret(token));
        if (!credential) return credential.error();
        kept = std::move(*credential);
        return {};
    });
    if (!read) return read.error();
    if (!kept || (kept->until && *kept->until <= admin.clock.now())) return std::optional<TokenHolder>();
    const auto doc = parse_json(kept->doc);
    if (!doc) return std::optional<TokenHolder>();
    // Tokens from before there were roles do everything, and have no name of their own.
    const auto said = text_at(*doc, "/role");
    const auto role = said.empty() ? std::optional(Role::admin) : access::role_named(said);
    if (!role) return std::optional<TokenHolder>();
    std::string name(text_at(*doc, "/name"));
    if (name.empty()) name = "a token of " + std::string(text_at(*doc, "/author"));
    return std::optional(TokenHolder{std::move(name), *role});
}

boost::json::object json_of(const SignedIn& one) {
    const auto role = access::role_named(one.user.role).value_or(Role::rep);
    return {
        {"user", {{"id", one.user.id}, {"name", one.user.name}, {"role", one.user.role}, {"email", one.user.email}}},
        {"expires_at", crosswalk::json_of(std::optional(access::expires_at(one.session, role)))}};
}

}  // namespace crosswalk
