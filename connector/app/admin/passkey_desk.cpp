#include "connector/app/admin/passkey_desk.h"

#include "connector/app/admin/paging.h"
#include "connector/contract/json_read.h"
#include "connector/crypto/crypto.h"

#include <algorithm>

namespace crosswalk {
namespace {

using access::RelyingParty;

constexpr std::size_t kMostPasskeys = 20;
constexpr std::string_view kTouch = "touch";

std::string purpose_of(const std::string& user) { return "new " + user; }

Fault unknown_passkey() {
    return {"passkey.refused", "The passkey was not accepted: nobody has it.", "Sign in with a link from an admin."};
}

// A browser makes passkeys for names only.
Result<RelyingParty> party_of(const AdminService& admin, const ServerRequest& request) {
    const std::string host(request.header("Host"));
    const std::string name = host.substr(0, host.find(':'));
    const bool numbers = host.starts_with('[') || std::ranges::all_of(name, [](char c) {
                             return (c >= '0' && c <= '9') || c == '.';
                         });
    if (numbers)
        return Fault{
            "passkey.host",
            "A passkey belongs to a name, and this is an address.",
            "Open the console under http://localhost with its port, or under one of admin_hosts."};
    return RelyingParty{name, (admin.console_url.starts_with("https://") ? "https://" : "http://") + host};
}

std::string bytes_in(const boost::json::object& given, std::string_view name) {
    const auto* value = given.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    return crypto::from_base64url(value->get_string()).value_or("");
}

boost::json::object json_of_passkey(const Credential& one) {
    const auto doc = parse_json(one.doc);
    return {
        {"id", one.id},
        {"algorithm", doc ? text_at(*doc, "/algorithm") : std::string_view()},
        {"counter", doc ? doc->at("counter") : boost::json::value(0)}};
}

Result<std::vector<Credential>> passkeys_of(Store& store, const std::string& user, std::string_view after, std::size_t limit) {
    std::vector<Credential> out;
    const auto read = store.read([&](Transaction& tx) -> Result<void> {
        auto some = tx.accounts.of(kPasskey, user, after, limit);
        if (!some) return some.error();
        out = std::move(*some);
        return {};
    });
    if (!read) return read.error();
    return out;
}

int status_of_passkey(const Fault& fault) { return fault.code.starts_with("store.") ? 503 : 409; }

}  // namespace

ServerAnswer PasskeyDesk::options_to_make(const ServerRequest& request, const Admitted& who) {
    const auto party = party_of(admin_, request);
    if (!party) return admin_refusal(409, party.error());
    const auto there = passkeys_of(admin_.store, who.caller.user, "", kMostPasskeys);
    if (!there) return admin_refusal(503, there.error());
    boost::json::array excluded;
    for (const Credential& one : *there) excluded.push_back({{"type", "public-key"}, {"id", one.hash}});
    return admin_answer(
        200,
        {{"challenge", challenges_.issue(purpose_of(who.caller.user), admin_.clock.now())},
         {"rp", {{"id", party->id}, {"name", "Crosswalk"}}},
         {"user",
          {{"id", crypto::base64url(who.caller.user)}, {"name", who.author}, {"displayName", who.author}}},
         {"pubKeyCredParams",
          {{{"type", "public-key"}, {"alg", -7}},
           {{"type", "public-key"}, {"alg", -8}},
           {{"type", "public-key"}, {"alg", -257}}}},
         {"excludeCredentials", std::move(excluded)},
         {"authenticatorSelection", {{"residentKey", "required"}, {"userVerification", "required"}}},
         {"timeout", 300'000}}
    );
}

// The same for everybody: who asks is not known, and nobody learns who has a passkey.
ServerAnswer PasskeyDesk::options_to_touch(const ServerRequest& request) {
    const auto party = party_of(admin_, request);
    if (!party) return admin_refusal(409, party.error());
    return admin_answer(
        200,
        {{"challenge", challenges_.issue(kTouch, admin_.clock.now())},
         {"rpId", party->id},
         {"userVerification", "required"},
         {"allowCredentials", boost::json::array()},
         {"timeout", 300'000}}
    );
}

ServerAnswer PasskeyDesk::make(const ServerRequest& request, const boost::json::object& given, const Admitted& who) {
    const auto party = party_of(admin_, request);
    if (!party) return admin_refusal(409, party.error());
    const access::NewPasskey made{bytes_in(given, "clientDataJSON"), bytes_in(given, "attestationObject")};
    std::string challenge = access::challenge_in(made.client_data);
    if (!challenges_.redeem(challenge, purpose_of(who.caller.user), admin_.clock.now())) challenge.clear();
    const auto passkey = access::accept_new_passkey(*party, challenge, made);
    if (!passkey) return admin_refusal(409, passkey.error());
    const Credential kept{
        .kind = std::string(kPasskey),
        .hash = crypto::base64url(passkey->id),
        .id = new_account_id(admin_.clock),
        .user = who.caller.user,
        .doc = access::to_json(*passkey)};
    const auto done = run_one(admin_.store, [&](Transaction& tx) -> Result<void> {
        const auto there = tx.accounts.find(kPasskey, kept.hash);
        if (!there) return there.error();
        if (*there) return Fault{"passkey.refused", "The passkey was not accepted: it is known already.", "Use it to sign in."};
        if (const auto added = tx.accounts.keep(kept); !added) return added;
        return tx.audit.add(
            {.at = admin_.clock.now(), .who = who.author, .what = "passkey add", .about = kept.id, .origin = request.remote, .detail = "{}"}
        );
    });
    if (!done) return admin_refusal(status_of_passkey(done.error()), done.error());
    return admin_answer(200, json_of_passkey(kept));
}

Result<SignedIn> PasskeyDesk::touch(const ServerRequest& request, const boost::json::object& given, const Whence& whence) {
    const auto party = party_of(admin_, request);
    if (!party) return party.error();
    const access::Assertion said{
        bytes_in(given, "clientDataJSON"), bytes_in(given, "authenticatorData"), bytes_in(given, "signature")};
    std::string challenge = access::challenge_in(said.client_data);
    if (!challenges_.redeem(challenge, kTouch, admin_.clock.now())) challenge.clear();
    const auto* id = given.if_contains("id");
    const std::string hash = id != nullptr && id->is_string() ? std::string(id->get_string()) : std::string();
    const auto before = find_session(admin_, cookie_in(request, kCookie));
    if (!before) return before.error();
    SignedIn out;
    const auto done = run_one(admin_.store, [&](Transaction& tx) -> Result<void> {
        auto kept = tx.accounts.find(kPasskey, hash);
        if (!kept) return kept.error();
        const auto passkey = *kept ? access::passkey_from((*kept)->doc) : std::nullopt;
        if (!passkey) return unknown_passkey();
        const auto counter = access::accept_touch(*party, challenge, *passkey, said);
        if (!counter) return counter.error();
        const auto user = tx.accounts.user((*kept)->user);
        if (!user) return user.error();
        if (!*user || (*user)->disabled) return unknown_passkey();
        access::Passkey now = *passkey;
        now.counter = *counter;
        (*kept)->doc = access::to_json(now);
        if (const auto noted = tx.accounts.keep(**kept); !noted) return noted;
        const bool same = *before && (*before)->user.id == (*user)->id;
        auto begun = begin_session(tx, admin_.clock, **user, whence, same ? (*before)->hash : "");
        if (!begun) return begun.error();
        out = std::move(*begun);
        return tx.audit.add(
            {.at = admin_.clock.now(),
             .who = out.user.name,
             .what = "session begin",
             .about = out.user.id,
             .origin = whence.origin,
             .detail = R"({"by":"passkey"})"}
        );
    });
    if (!done) return done.error();
    return out;
}

CommandAnswer command_passkey_list(AdminService& admin, const CommandRequest& request) {
    const auto limit = page_limit(request);
    auto some = passkeys_of(admin.store, request.caller.user, request.text("after"), limit + 1);
    if (!some) return answer_of(some.error());
    const bool more = cut_to_page(*some, limit);
    boost::json::array list;
    for (const Credential& one : *some)
        if (!request.caller.user.empty()) list.push_back(json_of_passkey(one));
    return {
        .data = {{"passkeys", std::move(list)}, {"next", next_place(more, some->empty() ? "" : some->back().id)}}};
}

CommandAnswer command_passkey_end(AdminService& admin, const CommandRequest& request) {
    const std::string id = request.text("id");
    bool ended = false;
    const auto done = run_one(admin.store, [&](Transaction& tx) -> Result<void> {
        const auto gone = tx.accounts.end(kPasskey, request.caller.user, id);
        if (!gone) return gone.error();
        ended = *gone;
        return {};
    });
    if (!done) return answer_of(done.error());
    if (!ended)
        return answer_of(Fault{"passkey.unknown", "You have no such passkey.", "GET /api/v1/passkeys lists yours."});
    return {.data = {{"id", id}, {"ended", true}}};
}

}  // namespace crosswalk
