#include "tests/http_cpprest/raw_vendor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>

#include <charconv>
#include <chrono>

namespace crosswalk::testing {
namespace {

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int listen_on_any_port(int& port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(listener, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener, 128);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    return listener;
}

std::size_t body_length(std::string_view head) {
    constexpr std::string_view kName = "Content-Length:";
    const auto at = head.find(kName);
    std::size_t length = 0;
    if (at == std::string_view::npos) return 0;
    std::string_view rest = head.substr(at + kName.size());
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    std::from_chars(rest.data(), rest.data() + rest.size(), length);
    return length;
}

}  // namespace

long Peer::receive(char* into, std::size_t size) {
    if (tls_ != nullptr) return SSL_read(tls_, into, static_cast<int>(size));
    return ::recv(socket_, into, size, 0);
}

std::string Peer::read_request() {
    char buffer[16'384];
    while (true) {
        const auto head = pending_.find("\r\n\r\n");
        if (head != std::string::npos) {
            const std::size_t whole = head + 4 + body_length(std::string_view(pending_).substr(0, head));
            if (pending_.size() >= whole) {
                std::string request = pending_.substr(0, whole);
                pending_.erase(0, whole);
                return request;
            }
        }
        const long got = receive(buffer, sizeof buffer);
        if (got <= 0) return {};
        pending_.append(buffer, static_cast<std::size_t>(got));
    }
}

bool Peer::say(std::string_view bytes) {
    while (!bytes.empty()) {
        const long sent = tls_ != nullptr ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                          : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Peer::answer(std::string_view body, int status, std::string_view headers) {
    return say(
        "HTTP/1.1 " + std::to_string(status) + " Story\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n" + std::string(headers) + "\r\n" + std::string(body)
    );
}

void Peer::linger() {
    char byte = 0;
    while (receive(&byte, 1) > 0) {
    }
}

void Peer::reset() {
    const ::linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

RawVendor::RawVendor(Story story, ssl_ctx_st* tls) : story_(std::move(story)), tls_(tls) {
    listener_ = listen_on_any_port(port_);
    acceptor_ = std::thread([this] { accept_all(); });
}

RawVendor::~RawVendor() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    }
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
    ::close(listener_);
}

std::string RawVendor::url() const {
    return (tls_ != nullptr ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
}

int RawVendor::connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
}

bool RawVendor::wait_for_connections(int wanted) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return connections_ >= wanted; });
}

void RawVendor::accept_all() {
    while (true) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        const std::lock_guard lock(mutex_);
        if (closing_) {
            ::close(socket);
            return;
        }
        ++connections_;
        open_.push_back(socket);
        threads_.emplace_back([this, socket] { serve(socket); });
        changed_.notify_all();
    }
}

void RawVendor::serve(int socket) {
    ssl_st* tls = nullptr;
    bool ready = true;
    if (tls_ != nullptr) {
        tls = SSL_new(tls_);
        SSL_set_fd(tls, socket);
        ready = SSL_accept(tls) == 1;
    }
    Peer peer(socket, tls);
    if (ready) story_(peer);
    if (tls != nullptr) {
        if (ready) SSL_shutdown(tls);
        SSL_free(tls);
    }
    const std::lock_guard lock(mutex_);
    std::erase(open_, socket);
    ::close(socket);
}

int closed_port() {
    int port = 0;
    ::close(listen_on_any_port(port));
    return port;
}

}  // namespace crosswalk::testing
