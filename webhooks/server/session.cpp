#include "webhooks/server/session.h"

#include "webhooks/server/ticket.h"

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
constexpr std::size_t kMostBuffer = 65'536;
// What every connection may hold beside the budget: most deliveries are no larger.
constexpr std::size_t kFreeBytes = 8'192;
constexpr std::size_t kMostDiscarded = 8'388'608;
constexpr std::chrono::milliseconds kGoodbye{1'000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

template <class Stream>
Session<Stream>::Session(
    Served& served, Shard& shard, Stream stream, std::string address, std::shared_ptr<Seat> seat
)
    : served_(served),
      shard_(shard),
      stream_(std::move(stream)),
      address_(std::move(address)),
      seat_(std::move(seat)),
      reader_(served.limits) {
    shard_.add(*this);
}

template <class Stream>
Session<Stream>::~Session() {
    shard_.remove(*this);
    error_code ignored;
    socket().close(ignored);
    served_.census.leave(*seat_);
}

template <class Stream>
void Session<Stream>::sit_down() {
    served_.census.on_send_away(*seat_, [mailbox = shard_.mailbox(), link = this->weak_from_this()] {
        mailbox->ask_for_room(link, Scarce::connections);
    });
}

template <class Stream>
void Session<Stream>::note(Activity activity) {
    activity_ = activity;
    seat_->now(activity);
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
        if (served_.limits.on_refused) served_.limits.on_refused(method_, target_, 503);
        answer(serial_, own_answer(served_.limits, 503, "Please try again.", method_, target_));
    } else if (phase_ == Phase::reading) {
        socket().cancel(ignored);
        resume();
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

template <class Stream>
void Session<Stream>::make_room(Scarce what) {
    error_code ignored;
    if (activity_ == Activity::being_answered) {
        if (what == Scarce::connections) served_.census.stays(*seat_);
        return;
    }
    sent_away_ = true;
    if (phase_ == Phase::reading) {
        socket().cancel(ignored);
        resume();  // what it holds is given back now, not when its turn comes
    } else if (what == Scarce::connections) {
        socket().close(ignored);
    }
}

// The last thing it does is to resume the coroutine, which may end this connection.
template <class Stream>
void Session<Stream>::answer(std::uint64_t serial, ServerAnswer answer) {
    if (serial != serial_ || phase_ != Phase::waiting || answer_) return;
    answer_ = std::move(answer);
    resume();
}

// May end this connection.
template <class Stream>
void Session<Stream>::resume() {
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
    note(Activity::idle);
    const Read read = co_await read_request();
    if (read != Read::whole) co_return read == Read::answered && !closing_;
    note(Activity::being_answered);
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

template <class Stream>
Task<typename Session<Stream>::Read> Session<Stream>::read_request() {
    using State = RequestReader::State;
    reader_.start();
    watch(Phase::reading, served_.limits.idle);
    bool told_to_continue = false, answered = false;
    for (;;) {
        take_buffered();
        if (reader_.early_answer() && !std::exchange(answered, true)) {
            const bool go_on = co_await answer_early();
            if (!go_on) co_return Read::over;
        }
        if (reader_.state() == State::refused) {
            const Refusal refusal = reader_.refusal();
            co_await refuse(refusal.status, refusal.why);
            co_return Read::over;
        }
        const bool whole = reader_.state() == State::done;
        if (whole && answered) co_return Read::answered;
        if (!whole) buffer_.prepare(reader_.state() == State::body, kMostBuffer + served_.limits.header_bytes);
        if (!hold() || (whole && share_ && !share_->pin())) {
            co_await refuse(503, "Too much is being sent at once. Please try again.");
            co_return Read::over;
        }
        if (whole) co_return Read::whole;
        if (closing_ && !reader_.started()) co_return Read::over;
        if (reader_.wants_continue() && buffer_.empty() && !std::exchange(told_to_continue, true)) {
            const bool told = co_await say_continue();
            if (!told) co_return Read::over;
        }
        const bool more = co_await read_more();
        if (more) continue;
        const Read over = co_await read_over();
        co_return over;
    }
}

// The request will not become whole any more.
template <class Stream>
Task<typename Session<Stream>::Read> Session<Stream>::read_over() {
    if (expired_ && reader_.started())
        co_await refuse(408, "The request took too long.");
    else if (sent_away_ && reader_.state() == RequestReader::State::body)
        co_await refuse(503, "Too much is being sent at once. Please try again.");
    co_return Read::over;
}

template <class Stream>
Task<bool> Session<Stream>::say_continue() {
    const auto until = this->deadline;
    const bool sent = co_await send(kContinue);
    phase_ = Phase::reading;
    this->deadline = until;
    co_return sent;
}

// The body is not wanted. A short one is read over, so that the connection can go on; whoever has more to
// send is left. False when the connection is at its end.
template <class Stream>
Task<bool> Session<Stream>::answer_early() {
    const auto until = this->deadline;
    const bool go_on = reader_.body_is_short() && !closing_;
    const bool without_body = reader_.request().method == "HEAD";
    out_.clear();
    write_answer(
        out_,
        *reader_.early_answer(),
        {.without_body = without_body, .close = !go_on, .now = std::time(nullptr)}
    );
    const bool sent = co_await send(out_);
    if (!sent) co_return false;
    if (!go_on) co_await say_goodbye();
    phase_ = Phase::reading;
    this->deadline = until;
    co_return go_on;
}

template <class Stream>
void Session<Stream>::take_buffered() {
    using State = RequestReader::State;
    if (buffer_.empty()) return;
    const bool began = reader_.started();
    const State before = reader_.state();
    buffer_.use(reader_.take(buffer_.unused()));
    if (!began && reader_.started()) {
        note(Activity::sending_head);
        request_began_ = Steady::now();
        this->deadline =
            request_began_ + std::min(served_.limits.header_deadline, served_.limits.request_deadline);
    }
    if (before == State::head && reader_.state() == State::body) {
        note(reader_.early_answer() ? Activity::sending_head : Activity::sending_body);
        this->deadline = request_began_ + served_.limits.request_deadline;
    }
}

// False when the memory that this request takes is not to be had.
template <class Stream>
bool Session<Stream>::hold() {
    const std::size_t bytes = buffer_.size() + reader_.bytes();
    if (bytes <= kFreeBytes) {
        share_.reset();
        return true;
    }
    if (!share_)
        share_ = served_.budget->open(
            seat_->address(),
            [mailbox = shard_.mailbox(), link = this->weak_from_this()] {
                mailbox->ask_for_room(link, Scarce::memory);
            }
        );
    return share_->hold(bytes);
}

template <class Stream>
Task<bool> Session<Stream>::read_more() {
    if (share_) co_await turn();
    error_code error;
    if (expired_ || sent_away_ || (closing_ && !reader_.started())) co_return false;
    const auto free = buffer_.room();
    const auto room = asio::buffer(free.data(), free.size());
    const std::size_t read = co_await stream_.async_read_some(room, asio::redirect_error(kTask, error));
    buffer_.filled(read);
    co_return !error && !expired_ && !sent_away_;
}

// Ends early where the deadline passes, or what it holds is wanted.
template <class Stream>
Task<void> Session<Stream>::turn() {
    const auto wait = [this](auto handler) {
        waiter_ = [kept = std::make_shared<decltype(handler)>(std::move(handler))] { (*kept)(); };
        shard_.turns().wait(seat_->address(), [link = this->weak_from_this()] {
            if (const auto self = link.lock(); self && self->phase_ != Phase::waiting) self->resume();
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(wait, kTask);
}

template <class Stream>
Respond Session<Stream>::respond() {
    auto ticket =
        std::make_shared<Ticket>(shard_.mailbox(), this->weak_from_this(), serial_, std::move(share_));
    return [ticket](ServerAnswer answer) { ticket->use(std::move(answer)); };
}

// Leaves the answer in `answer_`.
template <class Stream>
Task<void> Session<Stream>::ask() {
    ++serial_;
    answer_.reset();
    watch(Phase::waiting, served_.limits.answer_deadline);
    ServerRequest request = std::move(reader_.request());
    method_ = request.method;
    target_ = request.target;
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
    if (reader_.early_answer()) co_return;  // told already
    expired_ = false;
    if (served_.limits.on_refused)
        served_.limits.on_refused(reader_.request().method, reader_.request().target, status);
    const ServerAnswer refusal =
        own_answer(served_.limits, status, why, reader_.request().method, reader_.request().target);
    reader_.start();
    buffer_.clear();
    share_.reset();
    note(Activity::sending_head);
    out_.clear();
    write_answer(out_, refusal, {.close = true, .now = std::time(nullptr)});
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
        if (discarded > 0) co_await turn();
        const auto room = asio::buffer(shard_.waste());
        const std::size_t read = co_await socket().async_read_some(room, asio::redirect_error(kTask, error));
        discarded += read;
    }
}

template class Session<Socket>;
template class Session<TlsStream>;

}  // namespace crosswalk
