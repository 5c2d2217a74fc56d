#include "webhooks/server/listener.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include <openssl/ssl.h>

#include <charconv>

namespace crosswalk {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

constexpr asio::use_awaitable_t<Executor> kTask{};
// Authenticated encryption under a key that is gone afterwards. TLS 1.3 knows nothing else.
constexpr char kTls12Suites[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::chrono::milliseconds kAcceptPause{50}, kLastBreath{1'000};
constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

Fault address_fault(const std::string& address, const std::string& why) {
    return {
        .code = "server.address",
        .what = "Cannot listen on '" + address + "': " + why + ".",
        .remedy = "Give a free address of this machine as HOST:PORT, such as 127.0.0.1:8080."};
}

Result<tcp::endpoint> endpoint_of(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string::npos) return address_fault(address, "it has no port");
    std::string host = address.substr(0, colon);
    const std::string port = address.substr(colon + 1);
    std::uint16_t number = 0;
    const auto read = std::from_chars(port.data(), port.data() + port.size(), number);
    if (read.ec != std::errc{} || read.ptr != port.data() + port.size()) {
        return address_fault(address, "'" + port + "' is not a port");
    }
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    error_code error;
    const auto numeric = asio::ip::make_address(host, error);
    if (!error) return tcp::endpoint(numeric, number);
    asio::io_context loop;
    const auto found = tcp::resolver(loop).resolve(host, port, error);
    if (error || found.empty()) return address_fault(address, "the host is not known");
    return found.begin()->endpoint();
}

// One subscriber of IPv6 holds a whole /64: it counts as one address.
std::string census_key(const asio::ip::address& address) {
    if (!address.is_v6()) return address.to_string();
    if (address.to_v6().is_v4_mapped()) {
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    const auto bytes = address.to_v6().to_bytes();
    return {bytes.begin(), bytes.begin() + 8};
}

template <class Stream>
Task<void> run(std::shared_ptr<Session<Stream>> session) {
    co_await session->run();
}

}  // namespace

Listener::Listener(Handler handler, ServerLimits limits, int threads)
    : served_{.handler = std::move(handler), .limits = std::move(limits)} {
    for (int i = 0; i < threads; ++i) shards_.push_back(std::make_unique<Shard>(served_.limits));
}

Listener::~Listener() { stop(std::chrono::milliseconds(0)); }

Result<void> Listener::load(const ServerTls& files) {
    tls_.emplace(asio::ssl::context::tls_server);
    error_code error;
    tls_->set_options(
        asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
            asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1,
        error
    );
    SSL_CTX_set_min_proto_version(tls_->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(tls_->native_handle(), kTls12Suites);
    SSL_CTX_set_options(tls_->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(tls_->native_handle(), SSL_MODE_RELEASE_BUFFERS);  // idle connections are many
    tls_->set_password_callback(
        [](std::size_t, asio::ssl::context::password_purpose) { return std::string(); }, error
    );
    const auto fault = [&error](const std::string& file, const char* what) {
        return Fault{
            .code = "server.certificate",
            .what = "Cannot use '" + file + "' as " + what + ": " + error.message() + ".",
            .remedy =
                "Give PEM files that this user may read: the certificate chain, and its key without "
                "passphrase."};
    };
    if (tls_->use_certificate_chain_file(files.certificate_file, error)) {
        return fault(files.certificate_file, "a certificate chain");
    }
    if (tls_->use_private_key_file(files.key_file, asio::ssl::context::pem, error)) {
        return fault(files.key_file, "the key of that certificate");
    }
    return {};
}

Result<void> Listener::bind(const std::string& address) {
    const auto endpoint = endpoint_of(address);
    if (!endpoint) return endpoint.error();
    error_code error;
    acceptor_.emplace(shards_.front()->loop());
    acceptor_->open(endpoint->protocol(), error);
    if (!error) acceptor_->set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_->bind(*endpoint, error);
    if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (error) return address_fault(address, error.message());
    const auto local = acceptor_->local_endpoint(error);
    const std::string host = local.address().to_string();
    address_ = (local.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(local.port());
    return {};
}

void Listener::run() {
    pause_.emplace(shards_.front()->loop());
    asio::co_spawn(shards_.front()->loop(), accept_all(), asio::detached);
    for (const auto& shard : shards_) shard->run();
}

Task<void> Listener::accept_all() {
    while (acceptor_->is_open()) {
        Shard& shard = *shards_[next_++ % shards_.size()];
        Socket socket(shard.loop());
        error_code error;
        co_await acceptor_->async_accept(socket, asio::redirect_error(kTask, error));
        if (!error) {
            welcome(shard, std::move(socket));
        } else if (acceptor_->is_open() && error != asio::error::connection_aborted) {
            // Out of file descriptors or memory: trying again at once would only spin.
            pause_->expires_after(kAcceptPause);
            co_await pause_->async_wait(asio::redirect_error(kTask, error));
        }
    }
}

void Listener::welcome(Shard& shard, Socket socket) {
    error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error) return;
    socket.non_blocking(true, error);
    socket.set_option(tcp::no_delay(true), error);
    auto seat = served_.census.enter(census_key(remote.address()));
    if (!seat) {
        if (served_.limits.on_refused) served_.limits.on_refused({}, {}, 503);
        if (!tls_) socket.write_some(asio::buffer(kFull), error);
        return;
    }
    if (tls_) {
        serve(shard, TlsStream(std::move(socket), *tls_), remote.address(), std::move(seat));
    } else {
        serve(shard, std::move(socket), remote.address(), std::move(seat));
    }
}

std::size_t Listener::bytes_in_use() const {
    constexpr std::size_t kConnection = 8'192;
    return open_connections() * kConnection + served_.budget->held();
}

template <class Stream>
void Listener::serve(
    Shard& shard, Stream stream, const asio::ip::address& remote, std::shared_ptr<Seat> seat
) {
    auto kept = std::make_shared<Stream>(std::move(stream));
    asio::dispatch(
        shard.loop(),
        [this, &shard, kept, text = remote.to_string(), seat = std::move(seat)]() mutable {
            auto session =
                std::make_shared<Session<Stream>>(served_, shard, std::move(*kept), text, std::move(seat));
            session->sit_down();
            if (shard.finishing()) session->finish_up();
            asio::co_spawn(shard.loop(), crosswalk::run(std::move(session)), asio::detached);
        }
    );
}

void Listener::stop(std::chrono::milliseconds patience) {
    if (std::exchange(stopped_, true)) return;
    if (acceptor_ && acceptor_->is_open()) {
        asio::post(shards_.front()->loop(), [this] {
            error_code ignored;
            acceptor_->close(ignored);
            if (pause_) pause_->cancel();
        });
    }
    for (const auto& shard : shards_) asio::post(shard->loop(), [&shard] { shard->finish_up(); });
    if (!served_.census.wait_until_empty(patience)) {
        for (const auto& shard : shards_) asio::post(shard->loop(), [&shard] { shard->cut(); });
        served_.census.wait_until_empty(kLastBreath);
    }
    for (const auto& shard : shards_) shard->halt();
    acceptor_.reset();
}

}  // namespace crosswalk
