// tests/http_cpprest/raw_vendor.h - a vendor that speaks in raw bytes, as badly as the story wants.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_st;
struct ssl_ctx_st;

namespace crosswalk::testing {

// One connection, seen from the vendor's side.
class Peer {
public:
    explicit Peer(int socket, ssl_st* tls = nullptr) : socket_(socket), tls_(tls) {}

    // The next whole request with its body; empty when the caller hung up.
    std::string read_request();
    // False when the caller is gone.
    bool say(std::string_view bytes);
    // Says 200 with a length.
    bool answer(std::string_view body, int status = 200, std::string_view headers = {});
    // Until the caller hangs up.
    void linger();
    // Ends the vendor's side with a reset instead of an orderly end.
    void reset();

private:
    long receive(char* into, std::size_t size);

    int socket_;
    ssl_st* tls_;
    std::string pending_{};
};

// Listens on 127.0.0.1, port 0. The story runs once for each connection, on a thread of its own.
class RawVendor {
public:
    using Story = std::function<void(Peer&)>;

    explicit RawVendor(Story, ssl_ctx_st* tls = nullptr);
    ~RawVendor();
    RawVendor(const RawVendor&) = delete;
    RawVendor& operator=(const RawVendor&) = delete;

    int port() const { return port_; }
    std::string url() const;
    int connections() const;
    // Waits until so many connections were accepted; false when that takes longer than 10 s.
    bool wait_for_connections(int) const;

private:
    void accept_all();
    void serve(int socket);

    Story story_;
    ssl_ctx_st* tls_;
    int listener_ = -1, port_ = 0;
    mutable std::mutex mutex_{};
    mutable std::condition_variable changed_{};
    std::vector<int> open_{};
    std::list<std::thread> threads_{};
    int connections_ = 0;
    bool closing_ = false;
    std::thread acceptor_{};
};

// A port on which nothing listens.
int closed_port();

}  // namespace crosswalk::testing
