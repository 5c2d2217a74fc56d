#include "connector/app/admin/sign_in_desk.h"

#include "connector/app/admin/accounts.h"
#include "connector/app/admin/audit.h"

namespace crosswalk {
namespace {

std::string cookie_text(std::string_view value, std::chrono::seconds lasts) {
    return std::string(kCookie) + "=" + std::string(value) +
           "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(lasts.count());
}

ServerAnswer nobody() {
    return admin_refusal(401, {"session.none", "Nobody is signed in.", "Sign in with a link from an admin."});
}

ServerAnswer welcome(const SignedIn& one) {
    ServerAnswer out = admin_answer(200, json_of(one));
    const auto role = access::role_named(one.user.role).value_or(access::Role::rep);
    const auto lasts = std::chrono::duration_cast<std::chrono::seconds>(access::lifetimes_of(role).absolute);
    out.headers.emplace_back("Set-Cookie", cookie_text(one.secret, lasts));
    return out;
}

}  // namespace

std::optional<Admitted> SignInDesk::find(const Presented& presented) {
    if (!presented.token.empty()) {
        const auto holder = find_token(admin_, presented.token);
        if (!holder || !*holder) return {};
        return Admitted{.author = (*holder)->name, .caller = {.role = (*holder)->role}};
    }
    const auto found = find_session(admin_, presented.session);
    if (!found || !*found) return {};
    const auto role = access::role_named((*found)->user.role);
    if (!role) return {};
    return Admitted{
        .author = (*found)->user.name,
        .caller = {.role = *role, .user = (*found)->user.id, .session = (*found)->hash},
        .touched = (*found)->session.touched};
}

bool SignInDesk::is_held(const std::string& address) {
    const std::lock_guard lock(mutex_);
    return brake_.is_held(address, admin_.clock.now());
}

void SignInDesk::note_failed(const std::string& address) {
    {
        const std::lock_guard lock(mutex_);
        brake_.failed(address, admin_.clock.now());
    }
    note(admin_, {.what = "session refused", .origin = address});
}

ServerAnswer SignInDesk::answer(
    const ServerRequest& request, const ApiCall& call, const std::optional<Admitted>& who
) {
    const std::string_view command = call.route->command;
    if (command == "desk begin") return begin(request, call);
    if (command == "desk touch") return passkeys_.options_to_touch(request);
    if (command == "desk show" && who) return show(request, *who);
    if (command == "desk over" && who) return over(request, *who);
    if (!who || who->caller.user.empty()) return nobody();
    if (command == "desk passkey") return passkeys_.options_to_make(request, *who);
    const auto* given = call.args.if_contains("passkey");
    static const boost::json::object kNothing;
    return passkeys_.make(request, given == nullptr ? kNothing : given->get_object(), *who);
}

ServerAnswer SignInDesk::begin(const ServerRequest& request, const ApiCall& call) {
    const std::string& address = request.remote;
    if (is_held(address)) {
        ServerAnswer held = admin_refusal(
            429,
            {"session.too_many", "Too many sign-ins from there failed.", "Wait a minute, then try again."}
        );
        held.headers.emplace_back("Retry-After", "60");
        return held;
    }
    const CommandRequest asked{.args = call.args};
    const Whence whence{std::string(request.header("User-Agent")), address};
    const auto* passkey = call.args.if_contains("passkey");
    const auto done = passkey != nullptr ? passkeys_.touch(request, passkey->get_object(), whence)
                                         : accept_invite(admin_, asked.text("invite"), whence);
    if (done) return welcome(*done);
    if (done.error().code.starts_with("store.")) return admin_refusal(503, done.error());
    note_failed(address);
    return admin_refusal(401, done.error());
}

ServerAnswer SignInDesk::show(const ServerRequest& request, const Admitted& who) {
    if (who.caller.session.empty())
        return admin_answer(
            200,
            {{"user", {{"id", ""}, {"name", who.author}, {"role", to_string(who.caller.role)}, {"email", ""}}},
             {"expires_at", nullptr}}
        );
    const auto found = find_session(admin_, cookie_in(request, kCookie));
    if (!found) return admin_refusal(503, found.error());
    if (*found) return admin_answer(200, json_of(**found));
    return nobody();
}

ServerAnswer SignInDesk::over(const ServerRequest& request, const Admitted& who) {
    if (!who.caller.session.empty()) {
        const auto found = find_session(admin_, cookie_in(request, kCookie));
        if (!found) return admin_refusal(503, found.error());
        if (*found)
            if (const auto ended = end_session(admin_, **found); !ended) return admin_refusal(503, ended.error());
    }
    ServerAnswer out = admin_answer(200, {{"signed_out", true}});
    out.headers.emplace_back("Clear-Site-Data", "\"cache\", \"cookies\", \"storage\"");
    out.headers.emplace_back("Set-Cookie", cookie_text("", std::chrono::seconds{0}));
    return out;
}

}  // namespace crosswalk
