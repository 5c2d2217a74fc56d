// webhooks/server/session.h - one accepted connection: requests in, answers out, in order, each phase with
// a deadline.
#pragma once

#include "webhooks/server/answer.h"
#include "webhooks/server/request_reader.h"
#include "webhooks/server/shard.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <string>
#include <vector>

namespace crosswalk {

using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using TlsStream = asio::ssl::stream<Socket>;
template <class T>
using Task = asio::awaitable<T, Executor>;

// What all connections of one server share.
struct Served {
    const Handler handler;
    const ServerLimits limits;
    Census census{limits};
};

// Lives as long as its coroutine; runs on its shard's thread.
template <class Stream>
class Session : public Link, public std::enable_shared_from_this<Session<Stream>> {
public:
    Session(Served&, Shard&, Stream, std::string address, std::string census_key);
    ~Session() override;
    Session(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Task<void> run();

    void expire() override;
    void finish_up() override;
    void cut() override;
    void answer(std::uint64_t serial, ServerAnswer) override;
    void forget_waiter() override { waiter_ = nullptr; }

private:
    // What an expired deadline does depends on what is going on.
    enum class Phase { reading, waiting, writing };

    Task<bool> shake_hands();
    Task<bool> serve_one();
    Task<bool> read_request();
    Task<bool> read_more();
    Task<void> ask();
    Task<bool> send(std::string_view bytes);
    Task<void> refuse(int status, std::string_view why);
    Task<void> say_goodbye();
    Respond respond();
    void watch(Phase, std::chrono::milliseconds);
    bool take_buffered();
    void make_room();
    Socket& socket();

    Served& served_;
    Shard& shard_;
    Stream stream_;
    std::string address_, census_key_;
    RequestReader reader_;
    std::vector<char> buffer_{};
    std::size_t begin_ = 0, end_ = 0;
    Steady::time_point request_began_{};
    std::string out_{};
    std::uint64_t serial_ = 0;
    std::optional<ServerAnswer> answer_{};
    std::function<void()> waiter_{};
    Phase phase_ = Phase::reading;
    bool expired_ = false, closing_ = false;
};

extern template class Session<Socket>;
extern template class Session<TlsStream>;

}  // namespace crosswalk
