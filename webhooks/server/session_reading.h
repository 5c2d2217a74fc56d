// webhooks/server/session_reading.h - how a session reads one request. Definitions of members of a template:
// for session.cpp alone.
#pragma once

#include "webhooks/server/session.h"

#include <boost/asio/redirect_error.hpp>

#include <algorithm>

namespace crosswalk {

inline constexpr std::size_t kMostBuffer = 65'536;
// What every connection may hold beside the budget: most deliveries are no larger.
inline constexpr std::size_t kFreeBytes = 8'192;

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
        if (!whole)
            buffer_.prepare(reader_.state() == State::body, kMostBuffer + served_.limits.header_bytes);
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
    boost::system::error_code error;
    if (expired_ || sent_away_ || (closing_ && !reader_.started())) co_return false;
    const auto free = buffer_.room();
    const auto room = asio::buffer(free.data(), free.size());
    const std::size_t read =
        co_await stream_.async_read_some(room, asio::redirect_error(kSessionTask, error));
    buffer_.filled(read);
    co_return !error && !expired_ && !sent_away_;
}

}  // namespace crosswalk
