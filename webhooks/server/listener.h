// webhooks/server/listener.h - the open port: accepts, counts, and hands connections to the shards.
#pragma once

#include "webhooks/server/session.h"

#include <boost/asio/ssl/context.hpp>

#include <optional>

namespace crosswalk {

class Listener : public HttpServer {
public:
    Listener(Handler, ServerLimits, int threads);
    ~Listener() override;

    // Before `run`. Faults: "server.certificate", "server.address".
    Result<void> load(const ServerTls&);
    Result<void> bind(const std::string& address);
    void run();

    std::string address() const override { return address_; }
    std::size_t open_connections() const override { return served_.census.open(); }
    std::size_t bytes_in_use() const override;
    void stop(std::chrono::milliseconds patience) override;

private:
    using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

    Task<void> accept_all();
    void welcome(Shard&, Socket);
    template <class Stream>
    void serve(Shard&, Stream, const asio::ip::address&, std::shared_ptr<Seat>);

    Served served_;
    std::optional<asio::ssl::context> tls_{};
    std::vector<std::unique_ptr<Shard>> shards_{};
    std::optional<Acceptor> acceptor_{};
    std::optional<asio::steady_timer> pause_{};
    std::string address_{};
    std::size_t next_ = 0;
    bool stopped_ = false;
};

}  // namespace crosswalk
