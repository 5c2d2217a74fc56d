// webhooks/server/session_writing.h - how a session writes, refuses and closes. Definitions of members of a
// template: for session.cpp alone.
#pragma once

#include "webhooks/server/session.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <ctime>
#include <type_traits>

namespace crosswalk {

inline constexpr std::size_t kMostDiscarded = 8'388'608;
inline constexpr std::chrono::milliseconds kGoodbye{1'000};
inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

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
Task<bool> Session<Stream>::send(std::string_view bytes) {
    watch(Phase::writing, served_.limits.answer_deadline);
    boost::system::error_code error;
    if constexpr (std::is_same_v<Stream, Socket>) {
        // Nearly always the kernel takes it all at once, and the loop need not be asked.
        const std::size_t sent = stream_.write_some(asio::buffer(bytes), error);
        if (!error && sent == bytes.size()) co_return true;
        if (error && error != asio::error::would_block && error != asio::error::try_again) co_return false;
        if (!error) bytes.remove_prefix(sent);
        error = {};
    }
    co_await asio::async_write(stream_, asio::buffer(bytes), asio::redirect_error(kSessionTask, error));
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
    boost::system::error_code error;
    if constexpr (!std::is_same_v<Stream, Socket>) {
        co_await stream_.async_shutdown(asio::redirect_error(kSessionTask, error));
        error = {};
    }
    socket().shutdown(Socket::shutdown_send, error);
    std::size_t discarded = 0;
    while (!error && discarded < kMostDiscarded) {
        if (discarded > 0) co_await turn();
        const auto room = asio::buffer(shard_.waste());
        const std::size_t read =
            co_await socket().async_read_some(room, asio::redirect_error(kSessionTask, error));
        discarded += read;
    }
}

}  // namespace crosswalk
