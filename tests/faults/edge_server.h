// The whole public edge on a free port: server, route, verify, intake, over a store in memory.
#pragma once

#include "tests/intake/edge.h"
#include "tests/server/raw_client.h"
#include "webhooks/server/http_server.h"

#include <gtest/gtest.h>

namespace crosswalk::testing {

inline ServerLimits brisk_limits() {
    using namespace std::chrono_literals;
    ServerLimits limits;
    limits.header_deadline = 300ms;
    limits.request_deadline = 600ms;
    limits.idle = 1s;
    limits.answer_deadline = 600ms;
    return limits;
}

class EdgeServer {
public:
    explicit EdgeServer(ServerLimits limits = brisk_limits(), ServerTls tls = {}) {
        Intake& intake = edge.intake();
        limits.body_limit = [&intake](std::string_view target) { return intake.body_limit(target); };
        limits.early_answer = [&intake](const ServerRequest& head) { return intake.early_answer(head); };
        limits.on_refused = [&intake](std::string_view method, std::string_view target, int status) {
            intake.note_refused(method, target, status);
        };
        auto started = HttpServer::start(
            "127.0.0.1:0",
            [&intake](ServerRequest request, Respond respond) {
                intake.handle(std::move(request), std::move(respond));
            },
            std::move(limits),
            std::move(tls)
        );
        EXPECT_TRUE(started);
        server_ = std::move(*started);
    }

    std::string address() const { return server_->address(); }
    HttpServer& server() { return *server_; }

    static std::string raw(const ServerRequest& request) {
        std::string out = request.method + " " + request.target + " HTTP/1.1\r\n";
        for (const auto& [name, value] : request.headers) out += name + ": " + value + "\r\n";
        return out + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
    }

    // The next good delivery is taken within a second, and is in the journal.
    ::testing::AssertionResult serves_the_next_one() {
        const std::size_t before = edge.store.journal().size();
        const auto began = std::chrono::steady_clock::now();
        const RawAnswer answer =
            RawClient(address()).ask(raw(edge.signed_request("/hooks/signed", "[\"good\"]")));
        const auto took = std::chrono::steady_clock::now() - began;
        if (answer.status != 200) return ::testing::AssertionFailure() << "status " << answer.status;
        if (took > std::chrono::seconds(1)) return ::testing::AssertionFailure() << "more than a second";
        if (edge.store.journal().size() != before + 1)
            return ::testing::AssertionFailure() << "not in the journal";
        return ::testing::AssertionSuccess();
    }

    Edge edge;

private:
    std::unique_ptr<HttpServer> server_;
};

}  // namespace crosswalk::testing
