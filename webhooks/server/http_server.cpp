#include "webhooks/server/http_server.h"

#include "webhooks/server/listener.h"

#include <algorithm>

namespace crosswalk {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view ServerRequest::header(std::string_view name) const {
    const auto alike = [name](const auto& header) {
        return header.first.size() == name.size() &&
               std::equal(name.begin(), name.end(), header.first.begin(), [](char a, char b) {
                   return lower(a) == lower(b);
               });
    };
    const auto it = std::ranges::find_if(headers, alike);
    if (it == headers.end() || std::find_if(std::next(it), headers.end(), alike) != headers.end()) return {};
    return it->second;
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(
    const std::string& address, Handler handler, ServerLimits limits, ServerTls tls, int threads
) {
    auto server = std::make_unique<Listener>(std::move(handler), std::move(limits), std::max(threads, 1));
    if (!tls.certificate_file.empty()) {
        if (auto loaded = server->load(tls); !loaded) return loaded.error();
    }
    if (auto bound = server->bind(address); !bound) return bound.error();
    server->run();
    return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace crosswalk
