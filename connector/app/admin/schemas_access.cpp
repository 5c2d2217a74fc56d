// What the routes about users, sessions, tokens and the log answer.
#include "connector/app/admin/answer_schemas.h"
#include "connector/app/admin/schema_words.h"

namespace crosswalk {
namespace {

using namespace schema;

Object role_schema() {
    Object out = text();
    out["enum"] = boost::json::array{"rep", "viewer", "editor", "admin"};
    return out;
}

Object user_members() {
    return {
        {"id", text()},
        {"name", text()},
        {"role", role_schema()},
        {"email", text()},
        {"disabled", flag()},
        {"made", moment()},
        {"seen", or_null(moment())}};
}

Object invite_schema() {
    Object out = user_members();
    out["link"] = text();
    out["until"] = moment();
    return members(std::move(out));
}

Object token_members() {
    return {
        {"id", text()}, {"name", text()}, {"role", role_schema()}, {"until", or_null(moment())}};
}

Object token_row() {
    Object out = token_members();
    out["author"] = text();
    out["made"] = text();
    return members(std::move(out));
}

Object new_token() {
    Object out = token_members();
    out["token"] = text();
    return members(std::move(out));
}

Object session_row() {
    return members(
        {{"id", text()},
         {"made", moment()},
         {"seen", moment()},
         {"expires_at", or_null(moment())},
         {"browser", text()},
         {"from", text()},
         {"current", flag()}}
    );
}

Object passkey_members() { return {{"id", text()}, {"algorithm", text()}, {"counter", integer()}}; }

Object passkey_options() {
    const Object kind = members({{"type", text()}}, {{"alg", integer()}, {"id", text()}});
    return members(
        {{"challenge", text()},
         {"rp", members({{"id", text()}, {"name", text()}})},
         {"user", members({{"id", text()}, {"name", text()}, {"displayName", text()}})},
         {"pubKeyCredParams", list(kind)},
         {"excludeCredentials", list(kind)},
         {"authenticatorSelection", members({{"residentKey", text()}, {"userVerification", text()}})},
         {"timeout", integer()}}
    );
}

Object touch_options() {
    return members(
        {{"challenge", text()},
         {"rpId", text()},
         {"userVerification", text()},
         {"allowCredentials", list(anything())},
         {"timeout", integer()}}
    );
}

Object log_row() {
    return members(
        {{"n", integer()},
         {"at", moment()},
         {"who", text()},
         {"what", text()},
         {"about", text()},
         {"from", text()},
         {"detail", map_of(anything())}}
    );
}

}  // namespace

Object access_schemas() {
    const Object fault = members({{"code", text()}, {"what", text()}, {"remedy", text()}});
    return {
        {"Session",
         members(
             {{"user",
               members({{"id", text()}, {"name", text()}, {"role", role_schema()}, {"email", text()}})},
              {"expires_at", or_null(moment())}}
         )},
        {"TouchOptions", touch_options()},
        {"PasskeyOptions", passkey_options()},
        {"Passkey", members(passkey_members())},
        {"Passkeys", page_of("passkeys", members(passkey_members()))},
        {"SignedOut", members({{"signed_out", flag()}})},
        {"Sessions", page_of("sessions", session_row())},
        {"Ended", members({{"id", text()}, {"ended", flag()}})},
        {"Users", page_of("users", members(user_members()))},
        {"User", members(user_members())},
        {"Invite", invite_schema()},
        {"Tokens", page_of("tokens", token_row())},
        {"NewToken", new_token()},
        {"Log", page_of("log", log_row())},
        {"LogCheck", members({{"whole", flag()}, {"broken_at", or_null(integer())}})},
        {"Error", members({{"error", fault}}, {{"findings", list(text())}})}};
}

Object answer_schemas() {
    Object out = people_schemas();
    for (const Object& some : {service_schemas(), access_schemas()}) out.insert(some.begin(), some.end());
    return out;
}

}  // namespace crosswalk
