#include "webhooks/server/request_reader.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace crosswalk {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::beast::error_code;
using BeastView = boost::beast::string_view;

constexpr std::size_t kShortBody = 65'536;
// Up to here a string holds what it has reserved; a larger one comes in pages, and only those with bytes count.
constexpr std::size_t kLargeBody = 131'072;

HeadLimits head_limits(const ServerLimits& limits) { return {.bytes = limits.header_bytes}; }

std::string text(BeastView view) { return {view.data(), view.size()}; }

}  // namespace

// Writes what Beast understood into the request. Chunks it never sees.
class RequestReader::Parser : public http::basic_parser<true> {
public:
    explicit Parser(ServerRequest& request) : request_(request) {}

private:
    void on_request_impl(http::verb, BeastView method, BeastView target, int, error_code&) override {
        request_.method = text(method);
        request_.target = text(target);
    }
    void on_response_impl(int, BeastView, int, error_code&) override {}
    void on_field_impl(http::field, BeastView name, BeastView value, error_code&) override {
        request_.headers.emplace_back(text(name), text(value));
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(BeastView bytes, error_code&) override {
        request_.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, BeastView bytes, error_code&) override {
        return bytes.size();
    }
    void on_finish_impl(error_code&) override {}

    ServerRequest& request_;
};

RequestReader::RequestReader(const ServerLimits& limits) : limits_(limits), guard_(head_limits(limits)) {}
RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::state() const { return state_; }
bool RequestReader::started() const { return started_; }
bool RequestReader::wants_continue() const { return guard_.expects_continue(); }
bool RequestReader::keep_alive() const { return parser_ && !guard_.http_10() && parser_->keep_alive(); }
const Refusal& RequestReader::refusal() const { return refusal_; }
ServerRequest& RequestReader::request() { return request_; }

bool RequestReader::body_is_short() const {
    return keep_alive() && !guard_.expects_continue() && guard_.content_length().value_or(kShortBody) < kShortBody;
}

std::size_t RequestReader::bytes() const {
    const std::size_t body =
        request_.body.size() < kLargeBody ? request_.body.capacity() : request_.body.size();
    return body + (parser_ ? 2 * guard_.size() : 0);
}

void RequestReader::start() {
    guard_ = HeadGuard(head_limits(limits_));
    parser_.reset();
    chunks_.reset();
    std::string().swap(request_.body);  // an assignment would keep its memory
    request_ = {};
    early_answer_.reset();
    state_ = State::head;
    started_ = skipped_blank_line_ = false;
}

void RequestReader::refuse(const Refusal& refusal) {
    refusal_ = refusal;
    state_ = State::refused;
}

std::size_t RequestReader::take(std::string_view bytes) {
    std::size_t used = 0;
    if (state_ == State::head && !started_ && !skipped_blank_line_ && bytes.starts_with('\r')) {
        // RFC 9112 2.2: one empty line before a request is forgiven.
        if (bytes.size() == 1) return 0;
        skipped_blank_line_ = bytes[1] == '\n';
        if (skipped_blank_line_) bytes.remove_prefix(used = 2);
    }
    if (bytes.empty()) return used;
    started_ = true;
    if (state_ == State::head) {
        const std::size_t head = take_head(bytes);
        used += head;
        bytes.remove_prefix(head);
    }
    if (state_ == State::body) used += take_body(bytes);
    return used;
}

std::size_t RequestReader::take_head(std::string_view bytes) {
    const HeadGuard::Seen seen = guard_.look(bytes);
    if (seen == HeadGuard::Seen::part) return 0;
    if (seen == HeadGuard::Seen::refused) {
        refuse(guard_.refusal());
        return 0;
    }
    if (!parse_head(bytes.substr(0, guard_.size()))) {
        refuse({400, "The head is malformed."});
        return 0;
    }
    if (parser_->is_done()) {
        state_ = State::done;
        return guard_.size();
    }
    if (limits_.early_answer) early_answer_ = limits_.early_answer(request_);
    const std::size_t asked = limits_.body_limit ? limits_.body_limit(request_.target) : 0;
    const std::size_t limit = asked == 0 ? limits_.body_bytes : asked;
    if (!early_answer_ && guard_.content_length().value_or(0) > limit) {
        refuse({413, "The body is too large."});
        return 0;
    }
    if (parser_->chunked()) chunks_.emplace(limit);
    state_ = State::body;
    return guard_.size();
}

bool RequestReader::parse_head(std::string_view head) {
    parser_ = std::make_unique<Parser>(request_);
    parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes + 1));
    parser_->body_limit(boost::none);  // judged from the head that was looked at
    error_code error;
    const std::size_t used = parser_->put(asio::const_buffer(head.data(), head.size()), error);
    return !error && used == head.size() && parser_->is_header_done() &&
           parser_->chunked() == guard_.chunked();
}

std::size_t RequestReader::take_body(std::string_view bytes) {
    if (chunks_) return take_chunks(bytes);
    error_code error;
    const std::size_t used = parser_->put(asio::const_buffer(bytes.data(), bytes.size()), error);
    if (early_answer_) request_.body.clear();
    if (error && error != http::error::need_more)
        refuse({400, "The body is malformed."});
    else if (parser_->is_done())
        state_ = State::done;
    return used;
}

std::size_t RequestReader::take_chunks(std::string_view bytes) {
    std::size_t used = 0;
    switch (chunks_->take(bytes, request_.body, used)) {
        case ChunkReader::Seen::part:
            break;
        case ChunkReader::Seen::whole:
            state_ = State::done;
            break;
        case ChunkReader::Seen::refused:
            refuse(chunks_->refusal());
            break;
    }
    return used;
}

}  // namespace crosswalk
