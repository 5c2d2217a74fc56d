#include "tests/bench/tiny_server.h"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <thread>

namespace crosswalk::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using Handle = std::function<TinyAnswer(const TinyRequest&)>;

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(tcp::socket socket, const Handle& handle) : socket_(std::move(socket)), handle_(handle) {}

    void read() {
        parser_.emplace();
        parser_->body_limit(64 * 1024 * 1024);
        http::async_read(
            socket_,
            buffer_,
            *parser_,
            [self = shared_from_this()](beast::error_code error, std::size_t) {
                if (!error) self->answer();
            }
        );
    }

private:
    void answer() {
        const auto& request = parser_->get();
        const std::string_view method(request.method_string().data(), request.method_string().size());
        const std::string_view target(request.target().data(), request.target().size());
        TinyAnswer given = handle_({method, target, request.body()});
        response_ = http::response<http::string_body>(static_cast<http::status>(given.status), 11);
        response_.set(http::field::content_type, "application/json;charset=utf-8");
        response_.keep_alive(request.keep_alive());
        response_.body() = std::move(given.body);
        response_.prepare_payload();
        if (given.after.count() == 0) return write();
        timer_.expires_after(given.after);
        timer_.async_wait([self = shared_from_this()](beast::error_code error) {
            if (!error) self->write();
        });
    }

    void write() {
        http::async_write(
            socket_,
            response_,
            [self = shared_from_this()](beast::error_code error, std::size_t) {
                if (error) return;
                if (self->response_.keep_alive()) return self->read();
                self->socket_.shutdown(tcp::socket::shutdown_send, error);
            }
        );
    }

    tcp::socket socket_;
    const Handle& handle_;
    asio::steady_timer timer_{socket_.get_executor()};
    beast::flat_buffer buffer_{};
    std::optional<http::request_parser<http::string_body>> parser_{};
    http::response<http::string_body> response_{};
};

}  // namespace

struct TinyServer::Inside {
    explicit Inside(Handle given) : handle(std::move(given)) {
        accept();
        thread = std::thread([this] { loop.run(); });
    }
    ~Inside() {
        loop.stop();
        thread.join();
    }
    void accept() {
        acceptor.async_accept([this](beast::error_code error, tcp::socket socket) {
            if (error) return;
            socket.set_option(tcp::no_delay(true), error);
            std::make_shared<Session>(std::move(socket), handle)->read();
            accept();
        });
    }

    Handle handle;
    asio::io_context loop{1};
    tcp::acceptor acceptor{loop, {asio::ip::address_v4::loopback(), 0}};
    std::thread thread{};
};

TinyServer::TinyServer(Handle handler) : inside_(std::make_unique<Inside>(std::move(handler))) {}
TinyServer::~TinyServer() = default;
std::uint16_t TinyServer::port() const { return inside_->acceptor.local_endpoint().port(); }

}  // namespace crosswalk::bench
