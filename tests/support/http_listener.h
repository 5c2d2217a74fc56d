// tests/support/http_listener.h - a plain HTTP/1.1 server for the doubles: one thread a connection,
// keep-alive, loopback. Boost.Beast and not cpp-httplib, whose Debian build refuses URIs over 8,192 bytes
// (vendors allow 16,384) and cannot cut an answer short.
#pragma once

#include <functional>
#include <memory>

#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

class HttpListener {
public:
    using Handler = std::function<Answer(Call)>;  // called from many threads

    HttpListener(int port, Handler);
    ~HttpListener();
    HttpListener(const HttpListener&) = delete;
    HttpListener& operator=(const HttpListener&) = delete;

    void stop();
    int port() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace crosswalk::doubles
