// connector/app/admin/control_socket.h - how commands reach the running service: one JSON line there, one back,
// over a Unix socket that belongs to one user.
#pragma once

#include "connector/app/admin/admin_service.h"

#include <memory>

namespace crosswalk {

inline constexpr std::size_t kMaxControlRequest = 65'536, kMaxControlAnswer = 64 * 1'048'576;

// "crosswalk.sock" beside the store's file, or in the folder that is named for it.
std::string control_socket_path(const std::string& store_path);

using ControlHandler = std::function<CommandAnswer(const CommandRequest&)>;

// Listens with mode 0600 and lets in this user (and root) alone; one request at a time.
class ControlSocket {
public:
    // A socket that nobody answers on is replaced. Faults: "control.in_use", "control.unavailable".
    static Result<std::unique_ptr<ControlSocket>> listen(const std::string& store_path, ControlHandler);
    virtual ~ControlSocket() = default;  // stops listening and removes the socket
};

// Nothing when no service holds this store. Faults: "control.broken", "control.refused".
Result<std::optional<CommandAnswer>> ask_service(const std::string& store_path, const CommandRequest&);

}  // namespace crosswalk
