#include "tests/support/mail_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace crosswalk::doubles {

namespace {

bool say_line(int socket, const std::string& text) {
    const std::string line = text + "\r\n";
    return ::send(socket, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
}

// One line without its end; nothing when the peer hung up.
std::optional<std::string> read_mail_line(int socket, std::string& buffer) {
    for (;;) {
        if (const auto end = buffer.find("\r\n"); end != std::string::npos) {
            std::string line = buffer.substr(0, end);
            buffer.erase(0, end + 2);
            return line;
        }
        char part[4096];
        const auto got = ::recv(socket, part, sizeof part, 0);
        if (got <= 0) return std::nullopt;
        buffer.append(part, static_cast<std::size_t>(got));
    }
}

std::string between_brackets(const std::string& line) {
    const auto begin = line.find('<'), end = line.find('>');
    return begin == std::string::npos || end == std::string::npos ? "" : line.substr(begin + 1, end - begin - 1);
}

}  // namespace

MailServer::MailServer() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* at = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, at, size) != 0 || ::listen(listener_, 16) != 0 || ::getsockname(listener_, at, &size) != 0)
        throw std::runtime_error("no port for a mail server");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

MailServer::~MailServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

std::string MailServer::url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }

void MailServer::reply_to(const std::string& command, std::string reply) {
    const std::lock_guard lock(mutex_);
    replies_[command] = std::move(reply);
}
void MailServer::offer(std::string capabilities) {
    const std::lock_guard lock(mutex_);
    capabilities_ = std::move(capabilities);
}
void MailServer::accept_login(std::string initial_response) {
    const std::lock_guard lock(mutex_);
    login_ = std::move(initial_response);
}
std::vector<MailServer::Letter> MailServer::letters() const {
    const std::lock_guard lock(mutex_);
    return letters_;
}
std::vector<std::string> MailServer::commands() const {
    const std::lock_guard lock(mutex_);
    return commands_;
}

void MailServer::serve() {
    for (;;) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        talk(socket);
        ::close(socket);
    }
}

std::string MailServer::answer(const std::string& line, Letter& letter) {
    const std::lock_guard lock(mutex_);
    commands_.push_back(line);
    const std::string command = line.substr(0, line.find(' '));
    if (command == "MAIL") letter.from = between_brackets(line);
    if (command == "RCPT") letter.to = between_brackets(line);
    if (const auto found = replies_.find(command); found != replies_.end()) return found->second;
    if (command == "EHLO") return "250-mail.example.com\r\n250 " + capabilities_;
    if (command == "AUTH")
        return !login_.empty() && line.ends_with(login_) ? "235 2.7.0 Accepted" : "535 5.7.8 bad credentials";
    if (command == "DATA") return "354 Go ahead";
    if (command == ".") return "250 2.0.0 OK queued as 4F1";
    return command == "QUIT" ? "221 2.0.0 Bye" : "250 2.1.0 OK";
}

void MailServer::talk(int socket) {
    std::string buffer;
    Letter letter;
    bool data = false;
    if (!say_line(socket, "220 mail.example.com ESMTP")) return;
    while (const auto line = read_mail_line(socket, buffer)) {
        if (data && *line != ".") {
            letter.text += (line->starts_with('.') ? line->substr(1) : *line) + "\r\n";
            continue;
        }
        const std::string reply = answer(*line, letter);
        if (reply.empty() || !say_line(socket, reply)) return;
        if (data) {
            const std::lock_guard lock(mutex_);
            if (reply.front() == '2') letters_.push_back(letter);
        }
        data = !data && *line == "DATA" && reply.front() == '3';
        if (*line == "QUIT") return;
    }
}

}  // namespace crosswalk::doubles
