// webhooks/server/http_server.h - a narrow, bounded HTTP/1.1 server on Boost.Beast. Serves the public edge
// and the admin side.
#pragma once

#include "connector/contract/adapter.h"

#include <functional>
#include <memory>

namespace crosswalk {

struct ServerRequest {
    std::string method{}, target{};                              // the raw target, exactly as it came
    std::vector<std::pair<std::string, std::string>> headers{};  // in order, repeated ones kept
    std::string body{}, remote{};
    bool tls = false;

    // The value of a header that stands exactly once; empty when it is absent or repeated.
    std::string_view header(std::string_view name) const;
};
struct ServerAnswer {
    int status = 200;
    std::string content_type = "text/plain", body{};
    std::vector<std::pair<std::string, std::string>> headers{};
};

struct ServerLimits {
    std::size_t header_bytes = 16'384;
    std::size_t body_bytes = 1'048'576;  // when `body_limit` is not set or says nothing
    std::function<std::size_t(std::string_view target)>
        body_limit{};  // per target, from the request line alone
    // Of everything that is not answered yet: half-read heads and bodies, and what waits for the handler.
    std::size_t bytes_in_flight = 48 * 1'048'576;
    // Asked when the head of a request with a body is whole: an answer that needs none of the body, which is
    // then never kept.
    std::function<std::optional<ServerAnswer>(const ServerRequest& head)> early_answer{};
    // Told of every request that this server refused by itself (400, 408, 413, 503, ...), on its threads.
    // Method and target are empty where the head could not be read that far.
    std::function<void(std::string_view method, std::string_view target, int status)> on_refused{};
    // Asked when this server is too busy or gives up: what the sender must hear to send the same again. Nothing:
    // it hears 503 or 408.
    std::function<std::optional<ServerAnswer>(std::string_view method, std::string_view target)> busy_answer{};
    std::chrono::milliseconds header_deadline{5'000}, request_deadline{15'000}, idle{30'000},
        answer_deadline{15'000};
    std::size_t connections = 5'000, connections_per_address = 256;
};

struct ServerTls {  // TLS 1.3, or 1.2 with forward secrecy and authenticated encryption; empty: plain HTTP
    std::string certificate_file{}, key_file{};
};

// Call it exactly once, from any thread, now or later.
using Respond = std::function<void(ServerAnswer)>;
using Handler =
    std::function<void(ServerRequest, Respond)>;  // runs on the server's threads: never block in it

class HttpServer {
public:
    // `address` is "host:port"; port 0 picks a free one. Faults: "server.address", "server.certificate".
    static Result<std::unique_ptr<HttpServer>> start(
        const std::string& address, Handler, ServerLimits = {}, ServerTls = {}, int threads = 1
    );
    virtual ~HttpServer() = default;
    virtual std::string address() const = 0;  // "127.0.0.1:41234"
    virtual std::size_t open_connections() const = 0;
    // About how many bytes its connections and their unanswered requests hold.
    virtual std::size_t bytes_in_use() const = 0;
    // Stops accepting, lets started requests finish and be answered, closes; at most `patience`.
    virtual void stop(std::chrono::milliseconds patience) = 0;
};

}  // namespace crosswalk
