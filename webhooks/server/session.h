// webhooks/server/session.h - one accepted connection: requests in, answers out, in order, each phase with
// a deadline.
#pragma once

#include "webhooks/server/answer.h"
#include "webhooks/server/body_budget.h"
#include "webhooks/server/read_buffer.h"
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
inline constexpr asio::use_awaitable_t<Executor> kSessionTask{};

// What all connections of one server share.
struct Served {
    const Handler handler;
    const ServerLimits limits;
    Census census{limits};
    const std::shared_ptr<BodyBudget> budget = std::make_shared<BodyBudget>(limits.bytes_in_flight);
};

// Lives as long as its coroutine; runs on its shard's thread.
template <class Stream>
class Session : public Link, public std::enable_shared_from_this<Session<Stream>> {
public:
    Session(Served&, Shard&, Stream, std::string address, std::shared_ptr<Seat>);
    ~Session() override;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // From now on it can be told to make room.
    void sit_down();
    Task<void> run();

    void expire() override;
    void finish_up() override;
    void cut() override;
    void make_room(Scarce) override;
    void answer(std::uint64_t serial, ServerAnswer) override;
    void forget_waiter() override { waiter_ = nullptr; }

private:
    // What an expired deadline does depends on what is going on.
    enum class Phase { reading, waiting, writing };
    // What became of reading a request. Over: the connection is at its end.
    enum class Read { whole, answered, over };

    Task<bool> shake_hands();
    Task<bool> serve_one();
    Task<Read> read_request();
    Task<Read> read_over();
    Task<bool> read_more();
    Task<void> turn();
    void resume();
    Task<bool> say_continue();
    Task<bool> answer_early();
    Task<void> ask();
    Task<bool> send(std::string_view bytes);
    Task<void> refuse(int status, std::string_view why);
    Task<void> say_goodbye();
    Respond respond();
    void watch(Phase, std::chrono::milliseconds);
    void note(Activity);
    void take_buffered();
    bool hold();
    Socket& socket();

    Served& served_;
    Shard& shard_;
    Stream stream_;
    const std::string address_;
    const std::shared_ptr<Seat> seat_;
    Activity activity_ = Activity::idle;
    std::unique_ptr<BodyBudget::Share> share_{};  // of what is more than a little
    RequestReader reader_;
    ReadBuffer buffer_{};
    Steady::time_point request_began_{};
    std::string out_{}, method_{}, target_{};  // of the request that is being answered
    std::uint64_t serial_ = 0;
    std::optional<ServerAnswer> answer_{};
    std::function<void()> waiter_{};
    Phase phase_ = Phase::reading;
    bool expired_ = false, closing_ = false, sent_away_ = false;
};

extern template class Session<Socket>;
extern template class Session<TlsStream>;

}  // namespace crosswalk
