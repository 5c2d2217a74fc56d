// connector/app/admin/control_protocol.h - the lines of the control socket, and the socket's small change.
#pragma once

#include "connector/app/admin/admin_service.h"

namespace crosswalk {

// {"store":"...","command":"...","args":{...},"author":"..."}; and back. Codes: "control.bad_request".
std::string control_line(const std::string& store, const CommandRequest&);
struct ControlRequest {
    std::string store{};
    CommandRequest request{};
};
Result<ControlRequest> read_control_request(std::string_view line);

std::string control_line(const CommandAnswer&);
Result<CommandAnswer> read_control_answer(std::string_view line);

// A descriptor that closes itself. -1: none.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();
    int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_;
};

// Reads up to the first newline; nothing when the other side hangs up, takes too long or sends more than
// `most`.
std::optional<std::string> read_line(int socket, std::size_t most);
// False when the other side hangs up, or has not taken it all within `patience`.
bool write_all(int socket, std::string_view bytes, std::chrono::seconds patience = std::chrono::seconds{5});
// A connected or listening socket at a path of any length; -1 with errno set.
Descriptor control_connect(const std::string& path);
Descriptor control_bind(const std::string& path);
// Gives up on a silent peer after this time.
void limit_waits(int socket, std::chrono::seconds);
bool peer_is_us(int socket);

}  // namespace crosswalk
