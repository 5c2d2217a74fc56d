#include "connector/io/http_cpprest/wire_meter.h"

#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace crosswalk {

WireMeter::WireMeter(int socket) : socket_(::fcntl(socket, F_DUPFD_CLOEXEC, 0)) {}

WireMeter::~WireMeter() {
    if (socket_ >= 0) ::close(socket_);
}

std::uint64_t WireMeter::received() const {
    ::tcp_info info{};
    ::socklen_t size = sizeof info;
    if (socket_ < 0 || ::getsockopt(socket_, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
    return info.tcpi_bytes_received;
}

}  // namespace crosswalk
