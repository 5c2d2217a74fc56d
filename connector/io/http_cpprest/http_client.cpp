#include "connector/io/http_cpprest/http_client.h"

#include "connector/io/http_cpprest/call.h"
#include "connector/io/http_cpprest/event_thread.h"
#include "connector/io/http_cpprest/tls.h"
#include "connector/io/http_cpprest/verdict.h"

#include <cpprest/containerstream.h>
#include <cpprest/http_client.h>
#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <set>

namespace crosswalk {
namespace {

namespace http = web::http;
using Body = concurrency::streams::container_buffer<std::vector<std::uint8_t>>;

// Thrown into cpprestsdk, which answers it by closing the connection.
struct Abandoned : std::exception {
    const char* what() const noexcept override { return "nobody waits for this call any more"; }
};

// cpprestsdk's own timer starts anew with every read; ours ends the call as a whole. Its is kept only so that
// a connection nobody waits for goes away by itself.
constexpr std::chrono::seconds kIdle{90};

http::client::http_client_config config_for(
    const BaseUrl& base, const std::shared_ptr<CallInFlight>& call, const HttpLimits& limits
) {
    http::client::http_client_config config;
    config.set_max_redirects(0);
    config.set_validate_certificates(true);
    config.set_timeout(kIdle);
    if (base.scheme == "https") {
        config.set_ssl_context_callback([call, file = limits.ca_file](boost::asio::ssl::context& context) {
            prepare_tls(context, call, file);
        });
        return config;
    }
    const bool numbers = base.host.front() == '1';  // a loopback name may be of either family
    config.set_nativehandle_options([call, numbers](http::client::native_handle handle) {
        auto& socket = *static_cast<boost::asio::ip::tcp::socket*>(handle);
        boost::system::error_code no;
        if (numbers && !socket.is_open() && !socket.open(boost::asio::ip::tcp::v4(), no))
            call->watch(socket.native_handle());
    });
    return config;
}

http::http_request request_for(
    const BaseUrl& base, const HttpRequest& from, const std::string& target, const std::shared_ptr<CallInFlight>& call
) {
    http::http_request request(from.method);
    request.set_request_uri(http::uri(base.prefix + target));
    if (!from.body.empty()) request.set_body(std::vector<unsigned char>(from.body.begin(), from.body.end()));
    for (const auto& [name, value] : from.headers) request.headers()[name] = value;
    request.set_progress_handler([call](http::message_direction::direction way, utility::size64_t bytes) {
        const bool go_on =
            way == http::message_direction::upload ? call->note_sent() : call->note_received(bytes);
        if (!go_on) throw Abandoned();
    });
    return request;
}

void note_head(CallInFlight& call, const http::http_response& response) {
    Headers headers;
    for (const auto& [name, value] : response.headers()) headers.emplace(name, value);
    call.note_head(response.status_code(), std::move(headers));
}

void note_end(CallInFlight& call, const pplx::task<http::http_response>& end, Body& body) {
    try {
        end.get();
        const auto& bytes = body.collection();
        call.finish(std::string(bytes.begin(), bytes.end()));
    } catch (const std::exception& error) {
        call.fail(error.what());
    } catch (...) {
        call.fail("the call was given up");
    }
}

void start(
    const BaseUrl& base,
    http::http_request request,
    const http::client::http_client_config& config,
    const std::shared_ptr<CallInFlight>& call,
    const pplx::cancellation_token& cancel
) {
    Body body;
    request.set_response_stream(body.create_ostream());
    http::client::http_client client(http::uri(base.origin()), config);
    client.request(request, cancel)
        .then([call](http::http_response response) {
            note_head(*call, response);
            return response.content_ready();
        })
        .then([call, body](const pplx::task<http::http_response>& end) mutable { note_end(*call, end, body); }
        );
}

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

// Of these the client is the only master: a wrong one could make one request look like two.
bool is_framing(std::string_view name) {
    constexpr std::string_view kOurs[] = {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade"};
    const CaseBlind less;
    return std::ranges::any_of(kOurs, [&](std::string_view ours) {
        return !less(name, ours) && !less(ours, name);
    });
}

bool can_be_sent(const HttpRequest& request) {
    return is_token(request.method) && std::ranges::all_of(request.headers, [](const auto& header) {
               return is_token(header.first) && !is_framing(header.first) &&
                      std::ranges::none_of(header.second, [](char c) {
                          return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
                      });
           });
}

}  // namespace

// The calls under way, so that they can be stopped.
class HttpClient::Calls {
public:
    bool add(const std::shared_ptr<CallInFlight>& call) {
        const std::lock_guard lock(mutex_);
        return !stopped_ && calls_.insert(call).second;
    }
    void remove(const std::shared_ptr<CallInFlight>& call) {
        const std::lock_guard lock(mutex_);
        calls_.erase(call);
    }
    void stop() {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        for (const auto& call : calls_) call->stop();
    }

private:
    std::mutex mutex_{};
    bool stopped_ = false;
    std::set<std::shared_ptr<CallInFlight>> calls_{};
};

HttpClient::HttpClient(HttpLimits limits) : limits_(std::move(limits)), calls_(std::make_unique<Calls>()) {
    start_event_thread();
}
HttpClient::~HttpClient() = default;

void HttpClient::stop() { calls_->stop(); }

Result<HttpResponse> HttpClient::send(const BaseUrl& base, const HttpRequest& request, Deadline deadline) {
    const auto target = request_target(request.path);
    if (!target) return target.error();
    if (!can_be_sent(request)) return unsendable(base);
    const auto call = std::make_shared<CallInFlight>(limits_.max_body);
    if (!calls_->add(call)) return stopped_fault();
    pplx::cancellation_token_source cancel;
    try {
        start(
            base,
            request_for(base, request, *target, call),
            config_for(base, call, limits_),
            call,
            cancel.get_token()
        );
    } catch (const std::exception& error) {
        call->fail(error.what());
    }
    call->wait(std::chrono::steady_clock::now() + limits_.connect, deadline);
    calls_->remove(call);
    on_event_thread([cancel] { cancel.cancel(); });
    return verdict_of(call->take(), base, request);
}

}  // namespace crosswalk
