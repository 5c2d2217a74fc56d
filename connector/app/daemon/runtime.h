// connector/app/daemon/runtime.h - an open store with an engine on it: what `serve` runs, and what a command uses
// alone while nothing runs.
#pragma once

#include "connector/app/admin/admin_service.h"
#include "connector/crypto/scrubber.h"
#include "connector/ports/log.h"
#include "connector/ports/grants.h"

namespace crosswalk {

class Runtime {
public:
    enum class Use { serve, one_command };

    // To serve: proves the encryption keys, activates the files on disk in a new store, and can reach the
    // vendors. For one command: nothing is sent, and a mapping that no longer fits the configuration is used
    // as far as it goes. Faults: those of the store and the vault; "mapping.broken", with every finding in
    // `findings`.
    static Result<std::unique_ptr<Runtime>> open(const Config&, Log&, Use, std::vector<Finding>& findings);
    ~Runtime();

    AdminService& admin() { return *admin_; }
    Store& store() { return *store_; }
    Engine& engine() { return *engine_; }
    Clock& clock() { return *clock_; }
    Sender& sender() { return *sender_; }
    Grants& grants() { return *grants_; }
    const std::shared_ptr<crypto::Scrubber>& scrubber() const { return scrubber_; }

private:
    Runtime() = default;

    Config config_{};
    std::unique_ptr<Clock> clock_{};
    std::shared_ptr<crypto::Scrubber> scrubber_{};
    std::unique_ptr<Vault> vault_{};
    std::unique_ptr<Store> store_{};
    std::unique_ptr<Grants> grants_{};
    std::unique_ptr<Sender> sender_{};
    std::unique_ptr<Engine> engine_{};
    std::unique_ptr<BrowserSignIns> sign_ins_{};  // while it serves
    std::unique_ptr<AdminService> admin_{};
};

}  // namespace crosswalk
