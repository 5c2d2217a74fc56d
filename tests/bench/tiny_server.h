// tests/bench/tiny_server.h - the barest HTTP server Beast allows: the ceiling our edge is compared with, and
// the body of the vendor stub.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace crosswalk::bench {

struct TinyRequest {
    std::string_view method{}, target{}, body{};
};
struct TinyAnswer {
    int status = 200;
    std::string body{};
    std::chrono::milliseconds after{0};  // so long the answer takes; other connections are served meanwhile
};

// One thread of its own, 127.0.0.1, a free port. Reads whole bodies, keeps connections alive, has no limits:
// never outside a benchmark.
class TinyServer {
public:
    explicit TinyServer(std::function<TinyAnswer(const TinyRequest&)> handler);
    ~TinyServer();
    std::uint16_t port() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace crosswalk::bench
