// tests/bench/load.h - a small keep-alive HTTP/1.1 client that loads a server from one thread (epoll).
#pragma once

#include "tests/bench/numbers.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace crosswalk::bench {

struct LoadPlan {
    std::uint16_t port = 0;  // on 127.0.0.1
    int connections = 1;
    std::chrono::milliseconds duration{5'000};  // stop sending after this
    std::chrono::milliseconds patience{5'000};  // then wait this long for the answers still out
    double rate = 0;                  // requests a second, whatever the answers do; 0: one after the other
    std::size_t requests = SIZE_MAX;  // at most this many
    // The whole bytes of request number i; they must stay where they are until it is answered.
    std::function<std::string_view(std::size_t i)> request{};
    std::function<void(std::size_t i, Steady::time_point)> sent{};  // optional
    std::function<void(std::size_t i, int status, std::string_view)>
        answered{};                 // optional; with the answer's bytes
    bool stop_when_broken = false;  // end at the first connection that breaks (the server was killed)
    std::function<bool()> stop{};   // optional: asked every few milliseconds
};

struct LoadResult {
    std::size_t sent = 0, ok = 0, broken = 0;  // broken: the connection ended without an answer
    std::map<int, std::size_t> statuses{};
    // One for each answer: from when it was sent, in an open loop from when it was due.
    std::vector<double> milliseconds{};
    double seconds = 0;  // from the first request to the last answer

    double per_second() const { return seconds > 0 ? static_cast<double>(ok) / seconds : 0; }
};

LoadResult run_load(const LoadPlan&);

// "POST target HTTP/1.1" with these header lines (each ending in CRLF), Host and Content-Length.
std::string post_bytes(std::string_view target, std::string_view header_lines, std::string_view body);

// One request on a connection of its own; status 0: no answer within 10 s.
struct SingleAnswer {
    int status = 0;
    std::string body{};
};
SingleAnswer ask_once(std::uint16_t port, std::string_view bytes);

}  // namespace crosswalk::bench
