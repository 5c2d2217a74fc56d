#include "webhooks/server/session.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <ctime>
#include <type_traits>

namespace crosswalk {
namespace {

using boost::system::error_code;

constexpr asio::use_awaitable_t<Executor> kTask{};
constexpr std::size_t kSmallBuffer = 4'096, kBodyBuffer = 32'768, kMostBuffer = 65'536;
constexpr std::size_t kMostDiscarded = 1'048'576;
constexpr std::chrono::milliseconds kGoodbye{1'000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// Answers once; dropped without an answer, it says that we are busy, so that nobody waits for a lost one.
class Ticket {
public:
    Ticket(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Link> link, std::uint64_t serial)
        : mailbox_(std::move(mailbox)), link_(std::move(link)), serial_(serial) {}
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() {
        if (!used_.exchange(true)) mailbox_->leave(link_, serial_, own_answer(503, "Please try again."));
    }
    void use(ServerAnswer answer) {
        if (used_.exchange(true)) return;
        mailbox_->leave(link_, serial_, std::move(answer));
    }

private:
    std::shared_ptr<Mailbox> mailbox_;
    std::weak_ptr<Link> link_;
    std::uint64_t serial_;
    std::atomic<bool> used_ = false;
};

}  // namespace

template <class Stream>
Session<Stream>::Session(Served& served, Shard& shard, Stream stream, std::string address, std::string key)
    : served_(served),
      shard_(shard),
      stream_(std::move(stream)),
      address_(std::move(address)),
      census_key_(std::move(key)),
      reader_(served.limits),
      buffer_(kSmallBuffer) {
    shard_.add(*this);
}

template <class Stream>
Session<Stream>::~Session() {
    shard_.remove(*this);
    error_code ignored;
    socket().close(ignored);
    served_.census.leave(census_key_);
}

template <class Stream>
Socket& Session<Stream>::socket() {
    if constexpr (std::is_same_v<Stream, Socket>) {
        return stream_;
    } else {
        return stream_.next_layer();
    }
}

template <class Stream>
void Session<Stream>::watch(Phase phase, std::chrono::milliseconds patience) {
    phase_ = phase;
    this->deadline = Steady::now() + patience;
}

template <class Stream>
void Session<Stream>::expire() {
    error_code ignored;
    expired_ = true;
    if (phase_ == Phase::waiting) {
        answer(serial_, own_answer(503, "Please try again."));
    } else if (phase_ == Phase::reading) {
        socket().cancel(ignored);
    } else {
        socket().close(ignored);
    }
}

template <class Stream>
void Session<Stream>::finish_up() {
    closing_ = true;
    error_code ignored;
    if (phase_ == Phase::reading && !reader_.started()) socket().cancel(ignored);
}

template <class Stream>
void Session<Stream>::cut() {
    error_code ignored;
    closing_ = true;
    socket().close(ignored);
    if (phase_ == Phase::waiting) answer(serial_, {});
}

// The last thing it does is to resume the coroutine, which may end this connection.
template <class Stream>
void Session<Stream>::answer(std::uint64_t serial, ServerAnswer answer) {
    if (serial != serial_ || phase_ != Phase::waiting || answer_) return;
    answer_ = std::move(answer);
    if (const auto waiter = std::exchange(waiter_, nullptr)) waiter();
}

template <class Stream>
Task<void> Session<Stream>::run() {
    bool go_on = co_await shake_hands();
    while (go_on) go_on = co_await serve_one();
}

template <class Stream>
Task<bool> Session<Stream>::shake_hands() {
    if constexpr (!std::is_same_v<Stream, Socket>) {
        watch(Phase::writing, served_.limits.header_deadline);
        error_code error;
        co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(kTask, error));
        co_return !error;
    }
    co_return true;
}

template <class Stream>
Task<bool> Session<Stream>::serve_one() {
    const bool whole = co_await read_request();
    if (!whole) co_return false;
    const bool without_body = reader_.request().method == "HEAD";
    const bool keep = reader_.keep_alive();
    co_await ask();
    const bool close = !keep || closing_ || expired_;
    out_.clear();
    write_answer(out_, *answer_, {.without_body = without_body, .close = close, .now = std::time(nullptr)});
    const bool sent = co_await send(out_);
    if (!sent) co_return false;
    if (close) co_await say_goodbye();
    co_return !close;
}

// False when the connection is at its end: closed, or refused and told so.
template <class Stream>
Task<bool> Session<Stream>::read_request() {
    using State = RequestReader::State;
    reader_.start();
    watch(Phase::reading, served_.limits.idle);
    bool told_to_continue = false;
    for (;;) {
        if (take_buffered()) {
            if (reader_.state() == State::done) co_return true;
            const Refusal refusal = reader_.refusal();
            co_await refuse(refusal.status, refusal.why);
            co_return false;
        }
        if (closing_ && !reader_.started()) co_return false;
        if (reader_.state() == State::body && reader_.wants_continue() && !told_to_continue &&
            begin_ == end_) {
            told_to_continue = true;
            const auto until = this->deadline;
            const bool sent = co_await send(kContinue);
            if (!sent) co_return false;
            phase_ = Phase::reading;
            this->deadline = until;
        }
        const bool more = co_await read_more();
        if (more) continue;
        if (expired_ && reader_.started()) co_await refuse(408, "The request took too long.");
        co_return false;
    }
}

// True when the request is whole or refused.
template <class Stream>
bool Session<Stream>::take_buffered() {
    using State = RequestReader::State;
    if (begin_ == end_) return false;
    const bool began = reader_.started();
    const State before = reader_.state();
    begin_ += reader_.take({buffer_.data() + begin_, end_ - begin_});
    if (begin_ == end_) begin_ = end_ = 0;
    if (!began && reader_.started()) {
        request_began_ = Steady::now();
        this->deadline =
            request_began_ + std::min(served_.limits.header_deadline, served_.limits.request_deadline);
    }
    if (before == State::head && reader_.state() == State::body) {
        this->deadline = request_began_ + served_.limits.request_deadline;
    }
    return reader_.state() == State::done || reader_.state() == State::refused;
}

// Small while nothing comes, since idle connections are many; larger for a body.
template <class Stream>
void Session<Stream>::make_room() {
    const bool body = reader_.state() == RequestReader::State::body;
    if (begin_ == end_ && !body && buffer_.size() > kSmallBuffer) buffer_ = std::vector<char>(kSmallBuffer);
    if (begin_ > 0) {
        std::copy(
            buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
            buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin()
        );
        end_ -= begin_;
        begin_ = 0;
    }
    if (body && buffer_.size() < kBodyBuffer) buffer_.resize(kBodyBuffer);
    if (end_ == buffer_.size())
        buffer_.resize(std::min(buffer_.size() * 2, kMostBuffer + served_.limits.header_bytes));
}

template <class Stream>
Task<bool> Session<Stream>::read_more() {
    make_room();
    error_code error;
    const auto room = asio::buffer(buffer_.data() + end_, buffer_.size() - end_);
    const std::size_t read = co_await stream_.async_read_some(room, asio::redirect_error(kTask, error));
    end_ += read;
    co_return !error && !expired_;
}

template <class Stream>
Respond Session<Stream>::respond() {
    auto ticket = std::make_shared<Ticket>(shard_.mailbox(), this->weak_from_this(), serial_);
    return [ticket](ServerAnswer answer) { ticket->use(std::move(answer)); };
}

// Leaves the answer in `answer_`.
template <class Stream>
Task<void> Session<Stream>::ask() {
    ++serial_;
    answer_.reset();
    watch(Phase::waiting, served_.limits.answer_deadline);
    ServerRequest request = std::move(reader_.request());
    request.remote = address_;
    request.tls = !std::is_same_v<Stream, Socket>;
    served_.handler(std::move(request), respond());
    if (answer_) co_return;
    const auto wait = [this](auto handler) {
        waiter_ = [kept = std::make_shared<decltype(handler)>(std::move(handler))] { (*kept)(); };
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(wait, kTask);
}

template <class Stream>
Task<bool> Session<Stream>::send(std::string_view bytes) {
    watch(Phase::writing, served_.limits.answer_deadline);
    error_code error;
    if constexpr (std::is_same_v<Stream, Socket>) {
        // Nearly always the kernel takes it all at once, and the loop need not be asked.
        const std::size_t sent = stream_.write_some(asio::buffer(bytes), error);
        if (!error && sent == bytes.size()) co_return true;
        if (error && error != asio::error::would_block && error != asio::error::try_again) co_return false;
        if (!error) bytes.remove_prefix(sent);
        error = {};
    }
    co_await asio::async_write(stream_, asio::buffer(bytes), asio::redirect_error(kTask, error));
    co_return !error;
}

template <class Stream>
Task<void> Session<Stream>::refuse(int status, std::string_view why) {
    expired_ = false;
    out_.clear();
    write_answer(out_, own_answer(status, why), {.close = true, .now = std::time(nullptr)});
    const bool sent = co_await send(out_);
    if (sent) co_await say_goodbye();
}

// Closing while the other side still sends would make the kernel throw away the answer it has not read yet.
template <class Stream>
Task<void> Session<Stream>::say_goodbye() {
    watch(Phase::writing, std::min(kGoodbye, served_.limits.header_deadline));
    error_code error;
    if constexpr (!std::is_same_v<Stream, Socket>) {
        co_await stream_.async_shutdown(asio::redirect_error(kTask, error));
        error = {};
    }
    socket().shutdown(Socket::shutdown_send, error);
    std::size_t discarded = 0;
    while (!error && discarded < kMostDiscarded) {
        const auto room = asio::buffer(buffer_);
        const std::size_t read = co_await socket().async_read_some(room, asio::redirect_error(kTask, error));
        discarded += read;
    }
}

template class Session<Socket>;
template class Session<TlsStream>;

}  // namespace crosswalk
