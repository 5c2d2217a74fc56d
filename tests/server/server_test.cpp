#include "tests/server/served.h"

#include <sys/resource.h>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;
using testing::Desk;
using testing::echo;
using testing::kGet;
using testing::post;
using testing::RawAnswer;
using testing::RawClient;
using testing::short_limits;
using testing::started;
using testing::wait_until;

TEST(Server, AnswersOneRequestAfterAnother) {
    const auto server = started(echo);
    RawClient client(server->address());
    for (int i = 0; i < 3; ++i) {
        const RawAnswer answer = client.ask(kGet);
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "GET /hello ");
        EXPECT_TRUE(answer.has("Content-Type: text/plain\r\n"));
        EXPECT_FALSE(answer.has("Connection: close"));
    }
    EXPECT_EQ(server->open_connections(), 1U);
}

TEST(Server, HandsOverTheRawTargetTheHeadersInOrderAndTheBody) {
    Desk desk;
    const auto server = started(desk.handler());
    RawClient client(server->address());
    client.send(
        "POST /a%2Fb?x=%3a&y HTTP/1.1\r\nHost: h\r\nX-A:  one \r\nx-a: two\r\nContent-Length: "
        "3\r\n\r\n\x01\xff\n"
    );
    const auto [request, respond] = desk.take();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/a%2Fb?x=%3a&y");
    EXPECT_EQ(request.body, "\x01\xff\n");
    EXPECT_EQ(request.remote, "127.0.0.1");
    EXPECT_FALSE(request.tls);
    ASSERT_EQ(request.headers.size(), 4U);
    EXPECT_EQ(request.headers[1], std::pair(std::string("X-A"), std::string("one")));
    EXPECT_EQ(request.headers[2], std::pair(std::string("x-a"), std::string("two")));
    EXPECT_EQ(request.header("HOST"), "h");
    EXPECT_EQ(request.header("x-a"), "");
    EXPECT_EQ(request.header("absent"), "");
    respond({});
    EXPECT_EQ(client.answer().status, 200);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    const auto server = started(echo);
    RawClient client(server->address());
    std::string all;
    for (int i = 0; i < 100; ++i)
        all += post("/" + std::to_string(i), std::string(static_cast<std::size_t>(i), 'b'));
    std::thread sender([&] { client.send(all); });
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(
            client.answer().body,
            "POST /" + std::to_string(i) + " " + std::string(static_cast<std::size_t>(i), 'b')
        );
    }
    sender.join();
    EXPECT_TRUE(client.nothing_more());
}

TEST(Server, TakesARequestByteByByte) {
    const auto server = started(echo);
    RawClient client(server->address());
    for (const char c : post("/slow", "body") +
                            "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "2;x=\"y\"\r\nbo\r\n2\r\ndy\r\n0\r\nTrailer: t\r\n\r\n") {
        client.send({&c, 1});
    }
    EXPECT_EQ(client.answer().body, "POST /slow body");
    EXPECT_EQ(client.answer().body, "POST /c body");
}

TEST(Server, TellsTheLengthButNoBodyToHead) {
    const auto server = started(echo);
    RawClient client(server->address());
    client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    const RawAnswer answer = client.answer(true);
    EXPECT_TRUE(answer.has("Content-Length: 7\r\n"));
    EXPECT_EQ(client.ask(kGet).body, "GET /hello ");
}

TEST(Server, ClosesWhenTheClientWantsItOrSpeaksHttp10) {
    const auto server = started(echo);
    for (const char* ask :
         {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.0\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n"}) {
        RawClient client(server->address());
        const RawAnswer answer = client.ask(ask);
        EXPECT_EQ(answer.status, 200);
        EXPECT_TRUE(answer.has("Connection: close\r\n"));
        client.end_of_sending();
        EXPECT_TRUE(client.closed());
    }
}

TEST(Server, SaysContinueBeforeTheBodyAndRefusesALargeOneInstead) {
    ServerLimits limits;
    limits.body_limit = [](std::string_view target) { return target == "/small" ? std::size_t{4} : 0; };
    const auto server = started(echo, limits);
    RawClient client(server->address());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(client.answer().status, 100);
    EXPECT_EQ(client.ask("hello").body, "POST / hello");
    const RawAnswer small =
        client.ask("POST /small HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(small.status, 413);
    client.end_of_sending();
    EXPECT_TRUE(client.closed());
}

TEST(Server, TakesAnswersFromAnyThread) {
    const auto server = started(
        [](ServerRequest request, Respond respond) {
            std::thread([target = request.target, respond] { respond({.body = target}); }).detach();
        },
        {},
        2
    );
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 16; ++i) clients.push_back(std::make_unique<RawClient>(server->address()));
    for (int round = 0; round < 20; ++round) {
        for (std::size_t i = 0; i < clients.size(); ++i) {
            clients[i]->send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        for (std::size_t i = 0; i < clients.size(); ++i) {
            EXPECT_EQ(clients[i]->answer().body, "/" + std::to_string(i));
        }
    }
}

TEST(Server, SaysBusyInTheWordsOfTheTarget) {
    Desk desk;
    ServerLimits limits = short_limits();
    limits.busy_answer = [](std::string_view method, std::string_view target) -> std::optional<ServerAnswer> {
        if (method != "POST" || target != "/hooks/tool") return std::nullopt;
        return ServerAnswer{.status = 429};
    };
    const auto server = started(desk.handler(), limits);
    RawClient late(server->address()), other(server->address()), slow(server->address());
    late.send(post("/hooks/tool", "[]"));
    const auto unanswered = desk.take();
    EXPECT_EQ(late.answer().status, 429);
    other.send(post("/hooks/other", "[]"));
    desk.take();
    EXPECT_EQ(other.answer().status, 503);
    slow.send("POST /hooks/tool HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n[");
    EXPECT_EQ(slow.answer().status, 429) << "a body that comes too slowly may come again";
}

TEST(Server, SaysBusyWhenTheHandlerForgetsOrIsTooLate) {
    Desk desk;
    const auto server = started(desk.handler(), short_limits());
    RawClient forgotten(server->address()), late(server->address());
    forgotten.send(kGet);
    desk.take();
    const RawAnswer first = forgotten.answer();
    EXPECT_EQ(first.status, 503);
    EXPECT_TRUE(first.has("Retry-After: "));
    late.send(kGet);
    const auto [request, respond] = desk.take();
    EXPECT_EQ(late.answer().status, 503);
    respond({});
    EXPECT_TRUE(late.closed());
    EXPECT_TRUE(late.nothing_more());
}

TEST(Server, GivesUpOnSlowRequests) {
    const auto server = started(echo, short_limits());
    RawClient head(server->address()), body(server->address()), idle(server->address());
    head.send("GET / HTTP/1.1\r\nHo");
    body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
    EXPECT_EQ(head.answer().status, 408);
    EXPECT_EQ(body.answer().status, 408);
    EXPECT_TRUE(idle.closed());
    EXPECT_TRUE(idle.nothing_more());
    EXPECT_TRUE(wait_until([&] { return server->open_connections() == 0; }));
}

TEST(Server, DropsReadersThatNeverRead) {
    const auto server = started(
        [](ServerRequest, Respond respond) { respond({.body = std::string(32'000'000, 'x')}); },
        short_limits()
    );
    RawClient client(server->address());
    client.read_slowly();
    client.send(kGet);
    EXPECT_TRUE(wait_until([&] { return server->open_connections() == 1; }));
    EXPECT_TRUE(wait_until([&] { return server->open_connections() == 0; }));
}

TEST(Server, SurvivesClientsThatVanish) {
    Desk desk;
    const auto server = started(desk.handler());
    for (int i = 0; i < 20; ++i) {
        RawClient client(server->address());
        client.send(i % 2 == 0 ? kGet : "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf");
        if (i % 2 == 0) {
            const auto [request, respond] = desk.take();
            client.vanish();
            respond({.body = "for nobody"});
        } else {
            client.vanish();
        }
    }
    EXPECT_TRUE(wait_until([&] { return server->open_connections() == 0; }));
}

TEST(Server, WaitsWhenThereAreNoFileDescriptors) {
    const auto server = started(echo);
    RawClient before(server->address());
    EXPECT_EQ(before.ask(kGet).status, 200);
    rlimit had{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &had), 0);
    RawClient waiting(server->address());  // its descriptor is open before the limit falls
    EXPECT_EQ(waiting.ask(kGet).status, 200);
    const int probe = ::dup(0);
    ::close(probe);
    RawClient starved(server->address());
    const rlimit few{.rlim_cur = static_cast<rlim_t>(probe), .rlim_max = had.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    starved.send(kGet);
    EXPECT_EQ(before.ask(kGet).status, 200);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &had), 0);
    EXPECT_EQ(starved.answer().status, 200);
}

TEST(Server, FinishesWhatWasStartedWhenItStops) {
    Desk desk;
    auto server = started(desk.handler());
    const std::string address = server->address();
    RawClient asked(address), half(address), idle(address);
    asked.send(kGet);
    auto [request, respond] = desk.take();
    half.send("POST /half HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(half.answer().status, 100);
    idle.send(kGet);
    desk.take().second({});
    EXPECT_EQ(idle.answer().status, 200);
    EXPECT_TRUE(wait_until([&] { return server->open_connections() == 3; }));

    std::thread stopper([&] { server->stop(10s); });
    EXPECT_TRUE(idle.closed());
    EXPECT_FALSE(RawClient(address).connected());
    respond({.body = "done"});
    const RawAnswer answer = asked.answer();
    EXPECT_EQ(answer.body, "done");
    EXPECT_TRUE(answer.has("Connection: close\r\n"));
    asked.end_of_sending();
    half.send("half");
    desk.take().second({.body = "half done"});
    EXPECT_EQ(half.answer().body, "half done");
    half.end_of_sending();
    stopper.join();
    EXPECT_EQ(server->open_connections(), 0U);
}

TEST(Server, StopsWithinItsPatience) {
    Desk desk;
    Respond late;
    {
        auto server = started(desk.handler());
        RawClient client(server->address());
        client.send(kGet);
        late = desk.take().second;
        const auto began = std::chrono::steady_clock::now();
        server->stop(50ms);
        EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
        EXPECT_TRUE(client.closed());
    }
    late({.body = "after the end"});
}

TEST(Server, SaysWhyItCannotListen) {
    const auto server = started(echo);
    for (const std::string& address :
         {server->address(),
          std::string("127.0.0.1"),
          std::string("127.0.0.1:x"),
          std::string("127.0.0.1:99999"),
          std::string("192.0.2.1:0")}) {
        const auto second = HttpServer::start(address, echo);
        ASSERT_FALSE(second) << address;
        EXPECT_EQ(second.error().code, "server.address");
        EXPECT_NE(second.error().what.find(address), std::string::npos);
    }
}

TEST(Server, NeverSendsAHeaderThatBreaksItsLine) {
    const auto server = started([](ServerRequest, Respond respond) {
        respond({.headers = {{"X-Bad", "a\r\nSet-Cookie: b"}, {"X-Good", "c"}}});
    });
    const RawAnswer answer = RawClient(server->address()).ask(kGet);
    EXPECT_FALSE(answer.has("Set-Cookie"));
    EXPECT_TRUE(answer.has("X-Good: c\r\n"));
}

}  // namespace
}  // namespace crosswalk
