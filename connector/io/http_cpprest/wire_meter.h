// connector/io/http_cpprest/wire_meter.h - how much a socket has received.
#pragma once

#include <cstdint>

namespace crosswalk {

// Watches one TCP socket through a descriptor of its own, so that it never looks at a stranger's.
// Not safe to share between threads.
class WireMeter {
public:
    // Duplicates the descriptor; one that cannot be duplicated is not watched.
    explicit WireMeter(int socket);
    ~WireMeter();
    WireMeter(const WireMeter&) = delete;
    WireMeter& operator=(const WireMeter&) = delete;

    // Bytes received so far, as the kernel counts them; 0 when it does not tell.
    std::uint64_t received() const;

private:
    int socket_;
};

}  // namespace crosswalk
