#include "connector/app/control_socket.h"

#include "connector/app/control_wire.h"
#include "connector/contract/json_read.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>

namespace crosswalk {
namespace {

constexpr int kPatienceWithClient = 5, kPatienceWithService = 120;  // seconds

std::string canonical(const std::string& path) {
    std::error_code error;
    const auto whole = std::filesystem::weakly_canonical(path, error);
    return error ? path : whole.string();
}

class Listening final : public ControlSocket {
public:
    Listening(std::string path, std::string store, Descriptor socket, ControlHandler handler)
        : path_(std::move(path)),
          store_(std::move(store)),
          socket_(std::move(socket)),
          handler_(std::move(handler)),
          wake_(::eventfd(0, EFD_CLOEXEC)),
          thread_([this] { serve(); }) {}

    ~Listening() override {
        const std::uint64_t one = 1;
        while (::write(wake_.get(), &one, sizeof one) < 0 && errno == EINTR) {
        }
        thread_.join();
        ::unlink(path_.c_str());
    }

private:
    void serve() {
        for (;;) {
            pollfd waits[] = {{socket_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
            if (::poll(waits, 2, -1) < 0 && errno != EINTR) return;
            if ((waits[1].revents & POLLIN) != 0) return;
            if ((waits[0].revents & POLLIN) == 0) continue;
            const Descriptor client(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
            if (client) answer(client.get());
        }
    }

    void answer(int client) {
        limit_waits(client, kPatienceWithClient);
        if (!peer_is_us(client)) return;
        const auto line = read_line(client, kMaxControlRequest);
        if (!line) return;
        const auto asked = read_control_request(*line);
        if (!asked) {
            write_all(client, control_line(answer_of(asked.error(), kUsage)));
            return;
        }
        if (asked->store != store_) {
            write_all(client, control_line(CommandAnswer{.exit = kNotFine, .data = {{"other_store", true}}}));
            return;
        }
        std::string said = control_line(handler_(asked->request));
        if (said.size() > kMaxControlAnswer)
            said = control_line(answer_of(Fault{
                "control.too_much", "The answer is too large.", "Ask for less, for example with --limit."}));
        write_all(client, said);
    }

    std::string path_, store_;
    Descriptor socket_;
    ControlHandler handler_;
    Descriptor wake_;
    std::thread thread_;
};

}  // namespace

std::string control_socket_path(const std::string& store_path) {
    return (std::filesystem::path(store_path).parent_path() / "crosswalk.sock").string();
}

Result<std::unique_ptr<ControlSocket>> ControlSocket::listen(
    const std::string& store_path, ControlHandler handler
) {
    const std::string path = control_socket_path(store_path);
    if (control_connect(path))
        return Fault{
            "control.in_use",
            "Another service answers on " + path + ".",
            "Stop it, or keep the two stores in folders of their own."};
    ::unlink(path.c_str());
    Descriptor socket = control_bind(path);
    if (!socket)
        return Fault{
            "control.unavailable",
            "The socket " + path + " cannot be made: " + std::strerror(errno) + ".",
            "The folder of the store must be on a local disk, and writable for this user."};
    return std::unique_ptr<ControlSocket>(
        std::make_unique<Listening>(path, canonical(store_path), std::move(socket), std::move(handler))
    );
}

Result<std::optional<CommandAnswer>> ask_service(
    const std::string& store_path, const CommandRequest& request
) {
    const Descriptor socket = control_connect(control_socket_path(store_path));
    if (!socket) {
        if (errno == EACCES || errno == EPERM)
            return Fault{
                "control.refused",
                "The service runs as another user.",
                "Run this command as that user, for example with sudo -u."};
        return std::optional<CommandAnswer>();
    }
    limit_waits(socket.get(), kPatienceWithService);
    write_all(socket.get(), control_line(canonical(store_path), request));
    const auto line = read_line(socket.get(), kMaxControlAnswer);
    auto answer = read_control_answer(line.value_or(""));
    if (!answer) return answer.error();
    if (value_at(answer->data, "/other_store") != nullptr) return std::optional<CommandAnswer>();
    return std::optional(std::move(*answer));
}

}  // namespace crosswalk
