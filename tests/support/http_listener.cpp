#include "tests/support/http_listener.h"

#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <set>
#include <sstream>
#include <thread>

namespace crosswalk::doubles {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

struct HttpListener::State {
    Handler handler;
    asio::io_context context;
    tcp::acceptor acceptor{context};
    int port{};
    std::thread accepting;
    std::mutex mutex;
    std::condition_variable changed;
    std::set<int> open;
    bool stopping{false};
};

namespace {

constexpr std::uint64_t kMaxBody = 64u << 20;

Call to_call(const http::request<http::string_body>& request) {
    Call call;
    call.method = std::string(request.method_string());
    call.target = std::string(request.target());
    const auto question = call.target.find('?');
    call.path = call.target.substr(0, question);
    if (question != std::string::npos)
        call.query = form_pairs(std::string_view(call.target).substr(question + 1));
    for (const auto& field : request) {
        call.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    call.body = request.body();
    return call;
}

http::response<http::string_body> to_response(const Answer& answer, unsigned version, bool keep_alive) {
    http::response<http::string_body> response;
    response.version(version);
    response.result(static_cast<unsigned>(answer.status));
    if (!answer.body.empty()) response.set(http::field::content_type, answer.content_type);
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.keep_alive(keep_alive);
    response.body() = answer.body;
    if (answer.status != 204 && answer.status != 304) response.prepare_payload();
    return response;
}

void wait_for_hang_up(tcp::socket& socket) {
    char ignored = 0;
    boost::system::error_code gone;
    while (!gone) socket.read_some(asio::buffer(&ignored, 1), gone);
}

bool send(tcp::socket& socket, const Answer& answer, const http::request<http::string_body>& request) {
    if (answer.ending == Ending::silent) wait_for_hang_up(socket);
    if (answer.ending == Ending::dropped || answer.ending == Ending::silent) return false;
    auto response = to_response(answer, request.version(), request.keep_alive());
    boost::system::error_code error;
    if (answer.ending == Ending::cut) {
        std::ostringstream whole;
        whole << response;
        const std::string text = whole.str();
        asio::write(socket, asio::buffer(text.data(), text.size() - answer.body.size() / 2 - 1), error);
        return false;
    }
    http::write(socket, response, error);
    return !error && request.keep_alive();
}

void converse(tcp::socket& socket, const HttpListener::Handler& handler) {
    boost::beast::flat_buffer buffer;
    for (;;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(kMaxBody);
        parser.header_limit(16384);
        boost::system::error_code error;
        http::read(socket, buffer, parser, error);
        if (error == http::error::header_limit) {
            Answer too_long;
            too_long.status = 431;
            send(socket, too_long, parser.get());
        }
        if (error) return;
        const auto request = parser.release();
        if (!send(socket, handler(to_call(request)), request)) return;
    }
}

}  // namespace

HttpListener::HttpListener(int port, Handler handler) : state_(std::make_shared<State>()) {
    state_->handler = std::move(handler);
    const tcp::endpoint endpoint(asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(port));
    state_->acceptor.open(endpoint.protocol());
    state_->acceptor.set_option(tcp::acceptor::reuse_address(true));
    state_->acceptor.bind(endpoint);
    state_->acceptor.listen();
    state_->port = state_->acceptor.local_endpoint().port();
    state_->accepting = std::thread([state = state_.get(), keep = state_] {
        for (;;) {
            boost::system::error_code error;
            auto socket = std::make_shared<tcp::socket>(state->context);
            state->acceptor.accept(*socket, error);
            const std::scoped_lock lock(state->mutex);
            if (state->stopping) return;
            if (error) continue;
            socket->set_option(tcp::no_delay(true), error);
            const int handle = socket->native_handle();
            state->open.insert(handle);
            std::thread([keep, socket, handle] {
                converse(*socket, keep->handler);
                const std::scoped_lock closing(keep->mutex);
                boost::system::error_code ignored;
                socket->shutdown(tcp::socket::shutdown_both, ignored);
                socket->close(ignored);
                keep->open.erase(handle);
                keep->changed.notify_all();
            }).detach();
        }
    });
}

HttpListener::~HttpListener() { stop(); }

int HttpListener::port() const { return state_->port; }

void HttpListener::stop() {
    {
        const std::scoped_lock lock(state_->mutex);
        if (state_->stopping) return;
        state_->stopping = true;
        ::shutdown(state_->acceptor.native_handle(), SHUT_RDWR);
        for (const int handle : state_->open) ::shutdown(handle, SHUT_RDWR);
    }
    state_->accepting.join();
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this] { return state_->open.empty(); });
}

}  // namespace crosswalk::doubles
