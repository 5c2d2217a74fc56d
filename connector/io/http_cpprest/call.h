// connector/io/http_cpprest/call.h - what one call knows, shared by the thread that waits and the threads
// that work.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/io/http_cpprest/wire_meter.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace crosswalk {

// Safe to share between threads. Outlives the wait: cpprestsdk lets go of an abandoned call in its own time.
class CallInFlight {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    // What may come over the wire for a body of `max_body`: headers and chunk sizes take their part.
    explicit CallInFlight(std::size_t max_body) : max_body_(max_body), max_wire_(max_body * 2 + 1'048'576) {}

    // -- the working threads
    // Bytes of the request's body went out (0: its headers did). False: nobody waits any more, so send no
    // more.
    bool note_sent();
    // So many bytes of the answer's body are, or are about to be, here. False: too many, or fewer than
    // before, which only a malformed chunk size explains.
    bool note_received(std::uint64_t total);
    void note_wire(std::size_t more);           // bytes of an encrypted connection
    void note_trouble(std::string_view words);  // what cpprestsdk's own message leaves out
    void watch(int socket);                     // meter this one
    void note_head(int status, Headers);
    void finish(std::string body);
    void fail(std::string_view words);

    // -- the waiting thread
    // Returns when the answer is whole, it failed, grew too big, was stopped, or one of the deadlines passed.
    // Afterwards the working threads find the call abandoned.
    void wait(Deadline connected_by, Deadline done_by);
    void stop();

    enum class End { none, whole, failed, too_big, malformed, stopped, not_connected, late };
    struct Outcome {
        End end = End::none;
        bool sent = false;  // the vendor may have seen the request
        std::string trouble{};
        HttpResponse answer{};
    };
    // After wait(); once.
    Outcome take();

private:
    bool ended() const { return out_.end != End::none; }
    void end(End);

    const std::size_t max_body_, max_wire_;
    std::mutex mutex_{};
    std::condition_variable changed_{};
    Outcome out_{};
    std::uint64_t received_ = 0, wire_ = 0;
    std::unique_ptr<WireMeter> meter_{};
};

}  // namespace crosswalk
