#include "connector/app/admin/control_protocol.h"

#include "connector/contract/json_read.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace crosswalk {
namespace {

// A socket's path is at most 107 bytes; through the folder's descriptor any folder will do.
struct ShortPath {
    Descriptor folder;
    sockaddr_un address{};
};

ShortPath short_path(const std::string& path) {
    const std::filesystem::path whole(path);
    const std::string parent = whole.parent_path().empty() ? "." : whole.parent_path().string();
    ShortPath out{.folder = Descriptor(::open(parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC))};
    if (!out.folder) return out;
    const std::string spelled =
        "/proc/self/fd/" + std::to_string(out.folder.get()) + "/" + whole.filename().string();
    out.address.sun_family = AF_UNIX;
    if (spelled.size() >= sizeof out.address.sun_path) {
        errno = ENAMETOOLONG;
        out.folder = Descriptor();
        return out;
    }
    std::memcpy(out.address.sun_path, spelled.c_str(), spelled.size() + 1);
    return out;
}

Descriptor unix_socket() { return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

const sockaddr* plain(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

std::string control_line(const std::string& store, const CommandRequest& request) {
    return boost::json::serialize(boost::json::object{
               {"store", store},
               {"command", request.command},
               {"args", request.args},
               {"author", request.author}}) +
           "\n";
}

Result<ControlRequest> read_control_request(std::string_view line) {
    const auto json = parse_json(line);
    const auto* args = json ? value_at(*json, "/args") : nullptr;
    if (args == nullptr || !args->is_object())
        return Fault{
            "control.bad_request", "This is no request to the service.", "Use the crosswalk command."};
    return ControlRequest{
        std::string(text_at(*json, "/store")),
        {std::string(text_at(*json, "/command")),
         args->get_object(),
         std::string(text_at(*json, "/author"))}};
}

std::string control_line(const CommandAnswer& answer) {
    return boost::json::serialize(boost::json::object{
               {"exit", answer.exit},
               {"text", answer.text},
               {"data", answer.data},
               {"complaint", answer.complaint}}) +
           "\n";
}

Result<CommandAnswer> read_control_answer(std::string_view line) {
    const auto json = parse_json(line);
    const auto* exit = json ? value_at(*json, "/exit") : nullptr;
    const auto* data = json ? value_at(*json, "/data") : nullptr;
    if (exit == nullptr || data == nullptr || !exit->is_int64())
        return Fault{
            "control.broken",
            "The running service broke off its answer.",
            "See its log; it may be of another version than this command."};
    return CommandAnswer{
        static_cast<int>(exit->get_int64()),
        std::string(text_at(*json, "/text")),
        *data,
        std::string(text_at(*json, "/complaint"))};
}

std::optional<std::string> read_line(int socket, std::size_t most) {
    std::string line;
    char buffer[16'384];
    while (line.size() <= most) {
        const auto n = ::recv(socket, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return {};
        line.append(buffer, static_cast<std::size_t>(n));
        if (line.back() == '\n') {
            line.pop_back();
            return line.size() <= most ? std::optional(std::move(line)) : std::nullopt;
        }
    }
    return {};
}

bool write_all(int socket, std::string_view bytes, std::chrono::seconds patience) {
    using Steady = std::chrono::steady_clock;
    const auto until = Steady::now() + patience;
    while (!bytes.empty()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now()).count();
        pollfd wait{socket, POLLOUT, 0};
        if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) == 0) return false;
        const auto n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

Descriptor control_connect(const std::string& path) {
    const ShortPath at = short_path(path);
    if (!at.folder) return Descriptor();
    Descriptor socket = unix_socket();
    if (!socket || ::connect(socket.get(), plain(at.address), sizeof at.address) != 0) return Descriptor();
    return socket;
}

Descriptor control_bind(const std::string& path) {
    const ShortPath at = short_path(path);
    if (!at.folder) return Descriptor();
    Descriptor socket = unix_socket();
    if (!socket) return socket;
    // The mode is set on the socket before it has a name, so that nobody slips in between.
    if (::fchmod(socket.get(), 0600) != 0 ||
        ::bind(socket.get(), plain(at.address), sizeof at.address) != 0 || ::chmod(path.c_str(), 0600) != 0 ||
        ::listen(socket.get(), 16) != 0)
        return Descriptor();
    return socket;
}

void limit_waits(int socket, std::chrono::seconds most) {
    const timeval limit{.tv_sec = most.count(), .tv_usec = 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

bool peer_is_us(int socket) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
    return peer.uid == ::geteuid() || peer.uid == 0;
}

}  // namespace crosswalk
