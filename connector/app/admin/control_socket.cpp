#include "connector/app/admin/control_socket.h"

#include "connector/app/admin/control_protocol.h"
#include "connector/app/daemon/work_queue.h"
#include "connector/contract/json_read.h"
#include "connector/io/store_sqlite/sqlite_store.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>

namespace crosswalk {
namespace {

constexpr std::chrono::seconds kPatienceWithClient{5}, kPatienceWithService{120};
constexpr std::size_t kCommandsAtOnce = 4, kMostClients = 256;

using Steady = std::chrono::steady_clock;

// Reads from many clients at once on one thread, each within its own time; commands run on a few others.
class Listening final : public ControlSocket {
public:
    Listening(std::string path, std::string store, Descriptor socket, ControlHandler handler)
        : path_(std::move(path)),
          store_(std::move(store)),
          socket_(std::move(socket)),
          handler_(std::move(handler)),
          wake_(::eventfd(0, EFD_CLOEXEC)),
          work_(kCommandsAtOnce, kMostClients),
          thread_([this] { serve(); }) {}

    ~Listening() override {
        const std::uint64_t one = 1;
        while (::write(wake_.get(), &one, sizeof one) < 0 && errno == EINTR) {
        }
        thread_.join();
        ::unlink(path_.c_str());
    }

private:
    struct Client {
        std::shared_ptr<Descriptor> socket{};
        std::string line{};
        Steady::time_point until{};
    };

    void serve() {
        for (;;) {
            std::vector<pollfd> waits{{wake_.get(), POLLIN, 0}};
            const bool room = clients_.size() < kMostClients;
            waits.push_back({room ? socket_.get() : -1, POLLIN, 0});
            for (const Client& client : clients_) waits.push_back({client.socket->get(), POLLIN, 0});
            if (::poll(waits.data(), waits.size(), patience()) < 0 && errno != EINTR) return;
            if ((waits[0].revents & POLLIN) != 0) return;
            for (std::size_t i = clients_.size(); i-- > 0;)
                if (waits[i + 2].revents != 0 && !read_more(clients_[i]))
                    clients_.erase(clients_.begin() + static_cast<std::ptrdiff_t>(i));
            std::erase_if(clients_, [now = Steady::now()](const Client& one) { return one.until <= now; });
            if ((waits[1].revents & POLLIN) != 0) take_client();
        }
    }

    // Until the next client's time is over, in milliseconds; -1: no client waits.
    int patience() const {
        if (clients_.empty()) return -1;
        const auto first = std::ranges::min_element(clients_, {}, &Client::until)->until;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - Steady::now());
        return static_cast<int>(std::max<std::int64_t>(0, left.count()));
    }

    void take_client() {
        Descriptor client(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!client || !peer_is_us(client.get())) return;
        clients_.push_back(
            {std::make_shared<Descriptor>(std::move(client)), {}, Steady::now() + kPatienceWithClient}
        );
    }

    // False: it is done with, or handed on.
    bool read_more(Client& client) {
        char buffer[16'384];
        const auto n = ::recv(client.socket->get(), buffer, sizeof buffer, MSG_DONTWAIT);
        if (n < 0) return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
        if (n == 0) return false;
        client.line.append(buffer, static_cast<std::size_t>(n));
        if (client.line.size() > kMaxControlRequest) return false;
        if (client.line.back() != '\n') return true;
        client.line.pop_back();
        work_.post([this, socket = client.socket, line = std::move(client.line)] {
            const std::string said = answer(line);
            write_all(socket->get(), said, kPatienceWithClient);
        });
        return false;
    }

    std::string answer(const std::string& line) const {
        const auto asked = read_control_request(line);
        if (!asked) return control_line(answer_of(asked.error(), kUsage));
        if (asked->store != store_)
            return control_line(CommandAnswer{.exit = kNotFine, .data = {{"other_store", true}}});
        std::string said = control_line(handler_(asked->request));
        if (said.size() > kMaxControlAnswer)
            said = control_line(answer_of(Fault{
                "control.too_much", "The answer is too large.", "Ask for less, for example with --limit."}));
        return said;
    }

    std::string path_, store_;
    Descriptor socket_;
    ControlHandler handler_;
    Descriptor wake_;
    std::vector<Client> clients_{};  // of the thread
    WorkQueue work_;
    std::thread thread_;
};

}  // namespace

std::string control_socket_path(const std::string& store_path) {
    return (std::filesystem::path(store_real_path(store_path)).parent_path() / "crosswalk.sock").string();
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
            "Its folder must be on a local disk, and writable for this user."};
    return std::unique_ptr<ControlSocket>(
        std::make_unique<Listening>(path, store_real_path(store_path), std::move(socket), std::move(handler))
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
    write_all(socket.get(), control_line(store_real_path(store_path), request), kPatienceWithService);
    const auto line = read_line(socket.get(), kMaxControlAnswer);
    auto answer = read_control_answer(line.value_or(""));
    if (!answer) return answer.error();
    if (value_at(answer->data, "/other_store") != nullptr) return std::optional<CommandAnswer>();
    return std::optional(std::move(*answer));
}

}  // namespace crosswalk
