// Who gets the connections and the memory when there are not enough for everybody.
#include "tests/server/served.h"

#include <atomic>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;
using testing::Desk;
using testing::echo;
using testing::kGet;
using testing::post;
using testing::RawClient;
using testing::short_limits;
using testing::started;
using testing::wait_until;

TEST(Room, HasRoomForSoManyWaitingRequestsOfOneAddress) {
    Desk desk;
    ServerLimits limits;
    limits.connections_per_address = 3;
    const auto server = started(desk.handler(), limits);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(server->address()));
        clients.back()->send(kGet);
        EXPECT_TRUE(wait_until([&] { return desk.waiting() == i + 1; }));
    }
    RawClient fourth(server->address());
    EXPECT_EQ(fourth.answer().status, 503);
    EXPECT_TRUE(fourth.closed());
    RawClient stranger(server->address(), "127.0.0.2");
    stranger.send(kGet);
    EXPECT_TRUE(wait_until([&] { return desk.waiting() == 4; }));
    clients.pop_back();
    EXPECT_TRUE(wait_until([&] { return server->open_connections() == 4; }));
    for (int i = 0; i < 4; ++i) desk.take().second({});
    EXPECT_EQ(stranger.answer().status, 200);
}

TEST(Room, AnIdleConnectionOfTheSameAddressMakesRoom) {
    ServerLimits limits;
    limits.connections_per_address = 3;
    const auto server = started(echo, limits);
    RawClient other(server->address(), "127.0.0.2");
    EXPECT_EQ(other.ask(kGet).status, 200);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<RawClient>(server->address()));
        EXPECT_EQ(clients.back()->ask(kGet).status, 200);
    }
    EXPECT_TRUE(clients[0]->closed());
    EXPECT_TRUE(clients[1]->closed());
    EXPECT_EQ(clients[2]->ask(kGet).status, 200);
    EXPECT_EQ(other.ask(kGet).status, 200);
}

TEST(Room, HalfSentHeadsMakeRoomBeforeHalfSentBodies) {
    ServerLimits limits;
    limits.connections = 2;
    const auto server = started(echo, limits);
    RawClient body(server->address()), head(server->address());
    body.send("POST /b HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(body.answer().status, 100);
    head.send("GET / HT");
    EXPECT_TRUE(wait_until([&] { return server->open_connections() == 2; }));
    EXPECT_EQ(RawClient(server->address()).ask(kGet).status, 200);
    EXPECT_TRUE(head.closed());
    EXPECT_EQ(body.ask("half").body, "POST /b half");
}

TEST(Room, ABodyThatIsNotWantedIsAnsweredBeforeItComes) {
    ServerLimits limits;
    limits.early_answer = [](const ServerRequest& head) -> std::optional<ServerAnswer> {
        if (head.target == "/wanted") return std::nullopt;
        return ServerAnswer{.status = 404, .body = head.method + "?"};
    };
    const auto server = started(echo, limits);
    RawClient large(server->address());
    EXPECT_EQ(large.ask("POST /no HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n").status, 404);
    large.end_of_sending();
    EXPECT_TRUE(large.closed());
    RawClient chunked(server->address());
    EXPECT_EQ(
        chunked.ask("POST /no HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n").status, 404
    );
    chunked.end_of_sending();
    EXPECT_TRUE(chunked.closed());
    RawClient shy(server->address());
    const std::string expecting = "POST /no HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n";
    EXPECT_EQ(shy.ask(expecting).status, 404);
    shy.end_of_sending();
    EXPECT_TRUE(shy.closed());
    RawClient small(server->address());
    EXPECT_EQ(small.ask("POST /no HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n").body, "POST?");
    small.send("body");
    EXPECT_EQ(small.ask(post("/wanted", "x")).body, "POST /wanted x");
}

TEST(Room, AnUnwantedBodyThatDoesNotComeIsWaitedForNoLongerThanAnyOther) {
    ServerLimits limits = short_limits();
    limits.early_answer = [](const ServerRequest&) -> std::optional<ServerAnswer> {
        return ServerAnswer{.status = 404};
    };
    const auto server = started(echo, limits);
    RawClient client(server->address());
    EXPECT_EQ(client.ask("POST /no HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nb").status, 404);
    EXPECT_TRUE(client.closed(2s));
    EXPECT_TRUE(client.nothing_more()) << "answered twice";
}

TEST(Room, HalfReadBodiesShareOneBudgetAndTheLargestHolderGivesWay) {
    ServerLimits limits;
    limits.bytes_in_flight = 800'000;
    std::atomic<int> refused = 0;
    limits.on_refused = [&](std::string_view method, std::string_view target, int status) {
        EXPECT_EQ(method, "POST");
        EXPECT_EQ(target, "/x");
        EXPECT_EQ(status, 503);
        ++refused;
    };
    const auto server = started(echo, limits, 2);
    const std::string half = post("/x", std::string(200'000, 'b')).substr(0, 90'000);
    std::vector<std::unique_ptr<RawClient>> greedy;
    for (int i = 0; i < 20; ++i) {
        greedy.push_back(std::make_unique<RawClient>(server->address(), "127.0.0.9"));
        greedy.back()->send(half);
    }
    EXPECT_TRUE(wait_until([&] { return refused >= 7; }));
    RawClient modest(server->address());
    EXPECT_EQ(modest.ask(post("/mine", std::string(100'000, 'm'))).status, 200);
    EXPECT_EQ(greedy.front()->answer().status, 503);
    greedy.clear();
    EXPECT_TRUE(wait_until([&] { return server->open_connections() == 1; }));
    EXPECT_LT(server->bytes_in_use(), 100'000U);
}

TEST(Room, WhatWaitsForItsAnswerCountsUntilTheHandlerIsDone) {
    Desk desk;
    ServerLimits limits;
    limits.bytes_in_flight = 320'000;
    const auto server = started(desk.handler(), limits);
    RawClient first(server->address()), second(server->address());
    first.send(post("/x", std::string(140'000, 'b')));
    std::optional waiting(desk.take());
    EXPECT_EQ(second.ask(post("/x", std::string(140'000, 'b'))).status, 503) << "it cannot take the first one's";
    waiting->second({});
    EXPECT_EQ(first.answer().status, 200);
    waiting.reset();
    RawClient third(server->address());
    third.send(post("/x", std::string(140'000, 'b')));
    desk.take().second({});
    EXPECT_EQ(third.answer().status, 200);
}

}  // namespace
}  // namespace crosswalk
