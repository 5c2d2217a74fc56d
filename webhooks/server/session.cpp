#include "webhooks/server/session.h"

#include "webhooks/server/session_reading.h"
#include "webhooks/server/session_writing.h"
#include "webhooks/server/ticket.h"

#include <boost/asio/redirect_error.hpp>

#include <ctime>
#include <type_traits>

namespace crosswalk {

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
    boost::system::error_code ignored;
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
    boost::system::error_code ignored;
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
    boost::system::error_code ignored;
    if (phase_ == Phase::reading && !reader_.started()) socket().cancel(ignored);
}

template <class Stream>
void Session<Stream>::cut() {
    boost::system::error_code ignored;
    closing_ = true;
    socket().close(ignored);
    if (phase_ == Phase::waiting) answer(serial_, {});
}

template <class Stream>
void Session<Stream>::make_room(Scarce what) {
    boost::system::error_code ignored;
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
        boost::system::error_code error;
        co_await stream_.async_handshake(
            asio::ssl::stream_base::server, asio::redirect_error(kSessionTask, error)
        );
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

// Ends early where the deadline passes, or what it holds is wanted.
template <class Stream>
Task<void> Session<Stream>::turn() {
    const auto wait = [this](auto handler) {
        waiter_ = [kept = std::make_shared<decltype(handler)>(std::move(handler))] { (*kept)(); };
        shard_.turns().wait(seat_->address(), [link = this->weak_from_this()] {
            if (const auto self = link.lock(); self && self->phase_ != Phase::waiting) self->resume();
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(wait, kSessionTask);
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
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(wait, kSessionTask);
}

template class Session<Socket>;
template class Session<TlsStream>;

}  // namespace crosswalk
