// connector/app/admin/passkey_desk.h - passkeys: made, listed, ended, and used to sign in.
#pragma once

#include "connector/app/admin/accounts.h"
#include "connector/app/admin/admin_gate.h"
#include "connector/app/admin/admin_routes.h"
#include "connector/app/admin/challenges.h"
#include "connector/console/access/webauthn.h"

namespace crosswalk {

CommandAnswer command_passkey_list(AdminService&, const CommandRequest&);
CommandAnswer command_passkey_end(AdminService&, const CommandRequest&);

// Thread-safe.
class PasskeyDesk {
public:
    explicit PasskeyDesk(AdminService& admin) : admin_(admin) {}

    // What the browser is to ask the authenticator for.
    ServerAnswer options_to_make(const ServerRequest&, const Admitted&);
    ServerAnswer options_to_touch(const ServerRequest&);
    ServerAnswer make(const ServerRequest&, const boost::json::object& given, const Admitted&);
    // Somebody touched their passkey: a new session, in place of the one that the browser had. Faults:
    // "passkey.refused", "passkey.host", those of the store.
    Result<SignedIn> touch(const ServerRequest&, const boost::json::object& given, const Whence&);

private:
    AdminService& admin_;
    Challenges challenges_{};
};

}  // namespace crosswalk
