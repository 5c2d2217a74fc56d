#include "tests/bench/load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <strings.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <deque>

namespace crosswalk::bench {
namespace {

struct Line {  // one connection
    int socket = -1;
    bool busy = false, connecting = true;
    std::size_t index = 0, written = 0;
    std::string_view out{};
    std::string in{};
    Steady::time_point since{};
};

int open_socket(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS) {
        ::close(socket);
        return -1;
    }
    return socket;
}

struct Whole {
    int status = 0;
    std::size_t bytes = 0;  // 0: not all here yet
    bool close = false;
};

// Enough of HTTP for a server of our own: a status line, headers, Content-Length.
Whole whole_answer(std::string_view in) {
    const auto end = in.find("\r\n\r\n");
    if (end == std::string_view::npos || in.size() < 12) return {};
    Whole answer;
    std::from_chars(in.data() + 9, in.data() + 12, answer.status);
    std::size_t length = 0;
    auto head = in.substr(0, end + 2);
    for (auto at = head.find("\r\n"); at != std::string_view::npos && at + 2 < head.size();
         at = head.find("\r\n", at + 2)) {
        const auto line = head.substr(at + 2);
        constexpr std::string_view kLength = "Content-Length:", kClose = "Connection: close";
        if (::strncasecmp(line.data(), kLength.data(), std::min(line.size(), kLength.size())) == 0) {
            auto number = line.substr(kLength.size());
            while (number.starts_with(' ')) number.remove_prefix(1);
            std::from_chars(number.data(), number.data() + number.size(), length);
        } else if (::strncasecmp(line.data(), kClose.data(), std::min(line.size(), kClose.size())) == 0) {
            answer.close = true;
        }
    }
    if (in.size() >= end + 4 + length) answer.bytes = end + 4 + length;
    return answer;
}

class Load {
public:
    explicit Load(const LoadPlan& plan) : plan_(plan), lines_(static_cast<std::size_t>(plan.connections)) {
        poll_ = ::epoll_create1(EPOLL_CLOEXEC);
        for (std::size_t i = 0; i < lines_.size(); ++i) reopen(i);
    }
    ~Load() {
        for (const Line& line : lines_)
            if (line.socket >= 0) ::close(line.socket);
        ::close(poll_);
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    LoadResult run() {
        start_ = last_ = Steady::now();
        const auto stop_sending = start_ + plan_.duration;
        const auto give_up = stop_sending + plan_.patience;
        for (;;) {
            const auto now = Steady::now();
            stopped_ = stopped_ || now >= stop_sending || (plan_.stop && plan_.stop());
            if (!stopped_) feed(now);
            const bool done = next_ >= plan_.requests || stopped_;
            if ((done && busy_ == 0) || now >= give_up || broken_) break;
            wait();
        }
        result_.seconds = std::chrono::duration<double>(last_ - start_).count();
        return std::move(result_);
    }

private:
    // Hands out what is due to the lines that are free.
    void feed(Steady::time_point now) {
        while (!idle_.empty() && next_ < plan_.requests) {
            auto since = now;
            if (plan_.rate > 0) {
                since = start_ + std::chrono::duration_cast<Steady::duration>(
                                     std::chrono::duration<double>(static_cast<double>(next_) / plan_.rate)
                                 );
                if (since > now) return;
            }
            const std::size_t at = idle_.front();
            idle_.pop_front();
            Line& line = lines_[at];
            line.busy = true;
            ++busy_;
            line.index = next_++;
            line.out = plan_.request(line.index);
            line.written = 0;
            line.since = since;
            if (plan_.sent) plan_.sent(line.index, now);
            ++result_.sent;
            write(at);
        }
    }

    void wait() {
        std::array<epoll_event, 256> events{};
        const int n = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 1);
        for (int i = 0; i < n; ++i) {
            const std::size_t at = events[static_cast<std::size_t>(i)].data.u64;
            const auto what = events[static_cast<std::size_t>(i)].events;
            if (what & EPOLLOUT) connected_or_writable(at);
            if (what & (EPOLLIN | EPOLLHUP | EPOLLERR)) read(at);
        }
    }

    void connected_or_writable(std::size_t at) {
        Line& line = lines_[at];
        if (line.connecting) {
            int error = 0;
            socklen_t size = sizeof error;
            ::getsockopt(line.socket, SOL_SOCKET, SO_ERROR, &error, &size);
            if (error != 0) return broke(at);
            line.connecting = false;
            idle_.push_back(at);
            watch(at, EPOLLIN, EPOLL_CTL_MOD);
        } else if (line.busy) {
            write(at);
        }
    }

    void write(std::size_t at) {
        Line& line = lines_[at];
        while (line.written < line.out.size()) {
            const auto n = ::send(
                line.socket, line.out.data() + line.written, line.out.size() - line.written, MSG_NOSIGNAL
            );
            if (n < 0 && errno == EAGAIN) return watch(at, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
            if (n <= 0) return broke(at);
            const bool whole = static_cast<std::size_t>(n) == line.out.size();
            line.written += static_cast<std::size_t>(n);
            if (!whole && line.written == line.out.size()) watch(at, EPOLLIN, EPOLL_CTL_MOD);
        }
    }

    void read(std::size_t at) {
        Line& line = lines_[at];
        std::array<char, 16'384> bytes{};
        const auto n = ::recv(line.socket, bytes.data(), bytes.size(), 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n <= 0) return broke(at);
        line.in.append(bytes.data(), static_cast<std::size_t>(n));
        const Whole answer = whole_answer(line.in);
        if (answer.bytes == 0 || !line.busy) return;
        last_ = Steady::now();
        result_.milliseconds.push_back(milliseconds_between(line.since, last_));
        ++result_.statuses[answer.status];
        if (answer.status >= 200 && answer.status < 300) ++result_.ok;
        if (plan_.answered)
            plan_.answered(line.index, answer.status, std::string_view(line.in).substr(0, answer.bytes));
        line.in.erase(0, answer.bytes);
        line.busy = false;
        --busy_;
        if (answer.close) return reopen(at);
        idle_.push_back(at);
        if (!stopped_) feed(last_);
    }

    void broke(std::size_t at) {
        Line& line = lines_[at];
        if (line.busy) {
            --busy_;
            ++result_.broken;
        }
        std::erase(idle_, at);
        if (plan_.stop_when_broken) broken_ = true;
        reopen(at);
    }

    void reopen(std::size_t at) {
        Line& line = lines_[at];
        if (line.socket >= 0) ::close(line.socket);
        line = Line{};
        line.socket = open_socket(plan_.port);
        if (line.socket >= 0) watch(at, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
    }

    void watch(std::size_t at, std::uint32_t what, int how) {
        epoll_event event{};
        event.events = what;
        event.data.u64 = at;
        ::epoll_ctl(poll_, how, lines_[at].socket, &event);
    }

    const LoadPlan& plan_;
    std::vector<Line> lines_{};
    std::deque<std::size_t> idle_{};
    LoadResult result_{};
    Steady::time_point start_{}, last_{};
    std::size_t next_ = 0, busy_ = 0;
    int poll_ = -1;
    bool stopped_ = false, broken_ = false;
};

}  // namespace

LoadResult run_load(const LoadPlan& plan) { return Load(plan).run(); }

std::string post_bytes(std::string_view target, std::string_view header_lines, std::string_view body) {
    std::string bytes = "POST ";
    bytes.append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n").append(header_lines);
    bytes.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
    return bytes;
}

SingleAnswer ask_once(std::uint16_t port, std::string_view bytes) {
    SingleAnswer answer;
    LoadPlan plan;
    plan.port = port;
    plan.requests = 1;
    plan.duration = plan.patience = std::chrono::seconds(5);
    plan.stop_when_broken = true;
    plan.request = [&](std::size_t) { return bytes; };
    plan.answered = [&](std::size_t, int status, std::string_view whole) {
        answer.status = status;
        answer.body = whole.substr(whole.find("\r\n\r\n") + 4);
    };
    run_load(plan);
    return answer;
}

}  // namespace crosswalk::bench
