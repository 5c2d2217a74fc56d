// connector/app/admin/sign_in_desk.h - who signs in and out with a browser.
#pragma once

#include "connector/app/admin/admin_gate.h"
#include "connector/app/admin/admin_routes.h"
#include "connector/app/admin/passkey_desk.h"
#include "connector/console/access/sign_in_brake.h"

#include <mutex>

namespace crosswalk {

// Thread-safe.
class SignInDesk {
public:
    explicit SignInDesk(AdminService& admin) : admin_(admin), passkeys_(admin) {}

    // The commands that need the request itself.
    static bool is_for(std::string_view command) { return command.starts_with("desk "); }
    ServerAnswer answer(const ServerRequest&, const ApiCall&, const std::optional<Admitted>&);

    std::optional<Admitted> find(const Presented&);

private:
    ServerAnswer begin(const ServerRequest&, const ApiCall&);
    ServerAnswer show(const ServerRequest&, const Admitted&);
    ServerAnswer over(const ServerRequest&, const Admitted&);
    bool is_held(const std::string& address);
    void note_failed(const std::string& address);

    AdminService& admin_;
    PasskeyDesk passkeys_;
    std::mutex mutex_{};
    access::SignInBrake brake_{};
};

}  // namespace crosswalk
