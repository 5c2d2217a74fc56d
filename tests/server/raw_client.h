// A client that sends exactly the bytes it is told, and reads answers one by one.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace crosswalk::testing {

struct RawAnswer {
    int status = 0;  // 0: the connection ended without one
    std::string head{}, body{};

    bool has(std::string_view header) const { return head.find(header) != std::string::npos; }
};

class RawClient {
public:
    // `from`: an address of this machine to come from, such as 127.0.0.7.
    explicit RawClient(const std::string& address, const std::string& from = {})
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (!from.empty()) {
            sockaddr_in own{};
            own.sin_family = AF_INET;
            inet_pton(AF_INET, from.c_str(), &own.sin_addr);
            ::bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof own);
        }
        const std::size_t colon = address.rfind(':');
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
        inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
        connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    ~RawClient() { ::close(socket_); }

    bool connected() const { return connected_; }
    int descriptor() const { return socket_; }

    // False when the other side no longer takes it.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void end_of_sending() { ::shutdown(socket_, SHUT_WR); }
    // At once, with a reset.
    void vanish() {
        const linger now{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        ::close(socket_);
        socket_ = -1;
    }
    void read_slowly() {
        const int small = 2'048;
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    }

    RawAnswer answer(
        bool without_body = false, std::chrono::milliseconds patience = std::chrono::seconds(10)
    ) {
        const auto until = std::chrono::steady_clock::now() + patience;
        std::size_t head = std::string::npos;
        while ((head = got_.find("\r\n\r\n")) == std::string::npos) {
            if (!more(until)) return {};
        }
        RawAnswer out;
        out.head = got_.substr(0, head + 4);
        got_.erase(0, head + 4);
        out.status = std::stoi(out.head.substr(out.head.find(' ') + 1));
        const std::size_t length_at = out.head.find("Content-Length: ");
        std::size_t length = 0;
        if (length_at != std::string::npos && !without_body)
            length = std::stoul(out.head.substr(length_at + 16));
        while (got_.size() < length) {
            if (!more(until)) return {};
        }
        out.body = got_.substr(0, length);
        got_.erase(0, length);
        return out;
    }
    RawAnswer ask(std::string_view bytes) {
        send(bytes);
        return answer();
    }
    // True when the other side closes within the patience; bytes that still come are dropped.
    bool closed(std::chrono::milliseconds patience = std::chrono::seconds(10)) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (more(until)) got_.clear();
        return at_end_;
    }
    bool nothing_more() const { return got_.empty(); }

private:
    bool more(std::chrono::steady_clock::time_point until) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
        if (::poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) <= 0) return false;
        char bytes[16'384];
        const ssize_t read = ::recv(socket_, bytes, sizeof bytes, 0);
        at_end_ = read <= 0;
        if (read > 0) got_.append(bytes, static_cast<std::size_t>(read));
        return read > 0;
    }

    int socket_;
    bool connected_ = false, at_end_ = false;
    std::string got_{};
};

}  // namespace crosswalk::testing
