// Cases 79 to 86, 93 to 100 and 106 to 109 of the fault list, played against the whole edge.
#include "tests/faults/edge_server.h"

#include <thread>

namespace crosswalk {
namespace {

using testing::brisk_limits;
using testing::EdgeServer;
using testing::RawAnswer;
using testing::RawClient;
using namespace std::chrono_literals;
using namespace std::string_literals;

std::string secret_path() { return "/hooks/silent/" + std::string(testing::kPathSecret); }
std::string post(const std::string& target, const std::string& headers, const std::string& body = "") {
    return "POST " + target + " HTTP/1.1\r\nHost: x\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
bool wait_until(const std::function<bool()>& done) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!done()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

TEST(Attack, ForgeriesAreAllAnsweredAlike) {
    EdgeServer edge;
    const ServerRequest good = edge.edge.signed_request("/hooks/signed", "[]");
    const auto bent = [&](const std::function<void(ServerRequest&)>& bend) {
        ServerRequest request = good;
        bend(request);
        return EdgeServer::raw(request);
    };
    const std::vector<std::pair<const char*, std::string>> all = {
        {"no signature", bent([](auto& r) { r.headers.resize(2); })},
        {"wrong signature", bent([](auto& r) { r.headers[2].second[0] ^= 1; })},
        {"signature twice", bent([](auto& r) { r.headers.push_back(r.headers[2]); })},
        {"timestamp twice", bent([](auto& r) { r.headers.push_back(r.headers[3]); })},
        {"weaker signature", bent([](auto& r) {
             r.headers[2] = {
                 "X-HubSpot-Signature",
                 crypto::hex(crypto::sha256(std::string(testing::kSigningSecret) + "[]"))};
             r.headers.emplace_back("X-HubSpot-Signature-Version", "v1");
         })},
        {"signed for another connection", bent([](auto& r) { r.target = "/hooks/silent"; })},
        {"body changed", bent([](auto& r) { r.body = "[ ]"; })},
        {"query added", bent([](auto& r) { r.target += "?x"; })},
        {"timestamp with sign", bent([](auto& r) { r.headers[3].second.insert(0, "+"); })},
        {"long signature", bent([](auto& r) { r.headers[2].second = std::string(9'000, 'A'); })},
        {"unknown connection", bent([](auto& r) { r.target = "/hooks/nobody"; })},
        {"wrong secret", post("/hooks/silent/Zk3v9QyF0a1b2c3d4e5f6g7i", "")},
        {"no secret", post("/hooks/silent", "")},
        {"spoofed address",
         post("/hooks/silent", "X-Forwarded-For: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\n")},
        {"dots", post("/hooks/../hooks/silent/" + std::string(testing::kPathSecret), "")},
        {"escaped dots", post("/hooks/%2e%2e/admin", "")},
        {"escaped zero", post(secret_path() + "%00", "")},
        {"twice escaped", post("/hooks/%2573ilent", "")},
        {"parameter", post(secret_path() + ";x", "")},
        {"other case", post("/hooks/SILENT/" + std::string(testing::kPathSecret), "")},
        {"dot at the end", post(secret_path() + ".", "")},
    };
    std::optional<std::string> first;
    for (const auto& [name, bytes] : all) {
        RawAnswer answer = RawClient(edge.address()).ask(bytes);
        EXPECT_EQ(answer.status, 401) << name;
        answer.head.erase(answer.head.find("Date: "), 37);
        if (!first) first = answer.head + answer.body;
        EXPECT_EQ(answer.head + answer.body, *first) << name;
    }
    EXPECT_TRUE(edge.edge.store.journal().empty());
    EXPECT_TRUE(edge.serves_the_next_one());
}

TEST(Attack, ADeliveryOfExactlyTheLimitIsTakenAndOneByteMoreIsNot) {
    EdgeServer edge;
    EXPECT_EQ(RawClient(edge.address()).ask(post(secret_path(), "", std::string(64, 'x'))).status, 200);
    EXPECT_EQ(RawClient(edge.address()).ask(post(secret_path(), "", std::string(65, 'x'))).status, 413);
    const std::string whole = edge.edge.signed_request("/hooks/signed", std::string(1'048'576, 'x')).body;
    EXPECT_EQ(
        RawClient(edge.address())
            .ask(EdgeServer::raw(edge.edge.signed_request("/hooks/signed", whole)))
            .status,
        200
    );
    EXPECT_EQ(
        RawClient(edge.address())
            .ask(EdgeServer::raw(edge.edge.signed_request("/hooks/signed", whole + "x")))
            .status,
        413
    );
    EXPECT_EQ(edge.edge.store.journal().size(), 2U);
}

TEST(Attack, SafeChunksAreTakenByteForByte) {
    EdgeServer edge;
    const std::string head =
        "POST " + secret_path() + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string body =
        "5;a=b;c=\"d e\"\r\nhello\r\n0000A\r\n,\r\nworld\r\n\r\n0;last\r\nX-Trailer: t\r\n\r\n";
    EXPECT_EQ(RawClient(edge.address()).ask(head + body).status, 200);
    ASSERT_EQ(edge.edge.store.journal().size(), 1U);
    EXPECT_EQ(edge.edge.store.journal()[0].delivery.body, "hello,\r\nworld\r\n");
    EXPECT_EQ(edge.edge.store.journal()[0].delivery.headers.count("X-Trailer"), 0U);
}

TEST(Attack, ATabAtTheEdgeOfAPacketChangesNothing) {
    EdgeServer edge;
    const std::string whole = post(secret_path(), "X-A: a\tb\r\nContent-Type: text/plain\r\n", "hello");
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        RawClient client(edge.address());
        client.send(whole.substr(0, cut));
        client.send(whole.substr(cut));
        EXPECT_EQ(client.answer().status, 200) << cut;
    }
    for (const NewEvent& event : edge.edge.store.journal()) EXPECT_EQ(event.delivery.body, "hello");
}

TEST(Attack, NothingBehindARefusalOrACloseIsARequest) {
    EdgeServer edge;
    const std::string hidden = post(secret_path(), "", "hidden");
    for (const std::string& first :
         {post(secret_path(), "Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
          "POST / HTTP/1.1\r\n\r\n"s,
          post(secret_path(), "Connection: close\r\n"),
          post(secret_path(), "Connection: x, CLOSE\r\n"),
          "POST /hooks/nobody HTTP/1.0\r\nHost: x\r\nContent-Length: 0\r\n\r\n"s}) {
        RawClient client(edge.address());
        client.send(first + hidden);
        client.answer();
        client.end_of_sending();
        EXPECT_TRUE(client.closed());
        EXPECT_TRUE(client.nothing_more());
    }
    for (const NewEvent& event : edge.edge.store.journal()) EXPECT_NE(event.delivery.body, "hidden");
}

TEST(Attack, ARequestBehindAnUnreadBodyStaysBody) {
    EdgeServer edge;
    const std::string inner = post(secret_path(), "", "inner");
    RawClient client(edge.address());
    client.send(post("/nowhere", "", inner) + post(secret_path(), "", "outer"));
    EXPECT_EQ(client.answer().status, 404);
    EXPECT_EQ(client.answer().status, 200);
    ASSERT_EQ(edge.edge.store.journal().size(), 1U);
    EXPECT_EQ(edge.edge.store.journal()[0].delivery.body, "outer");
}

TEST(Attack, ContinueIsSaidOnceAndOnlyWhenABodyIsWanted) {
    EdgeServer edge;
    RawClient client(edge.address());
    client.send(
        "POST " + secret_path() + " HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n"
    );
    EXPECT_EQ(client.answer().status, 100);
    client.send("he");
    client.send("llo");
    EXPECT_EQ(client.answer().status, 200);
    client.send(
        "POST " + secret_path() + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n"
    );
    EXPECT_EQ(client.answer().status, 200);
}

TEST(Attack, SlowSendersAreShownTheDoor) {
    EdgeServer edge;
    RawClient headers(edge.address()), body(edge.address()), silent(edge.address());
    const auto began = std::chrono::steady_clock::now();
    std::thread drip([&] {
        headers.send("POST / HTTP/1.1\r\n");
        body.send("POST " + secret_path() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 60\r\n\r\n");
        for (int i = 0; i < 100; ++i) {
            std::this_thread::sleep_for(20ms);
            const bool still = headers.send("X-A: b\r\n");
            if (!body.send("x") && !still) break;
        }
    });
    EXPECT_EQ(headers.answer().status, 408);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 700ms);
    EXPECT_EQ(body.answer().status, 408);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 1'200ms);
    EXPECT_TRUE(edge.serves_the_next_one());
    drip.join();
    EXPECT_TRUE(silent.closed());
    EXPECT_TRUE(wait_until([&] { return edge.server().open_connections() == 0; }));
}

TEST(Attack, HalfSentBodiesHoldUpNobody) {
    EdgeServer edge;
    std::vector<std::unique_ptr<RawClient>> half;
    for (int i = 0; i < 200; ++i) {
        half.push_back(std::make_unique<RawClient>(edge.address()));
        half.back()->send(
            post(secret_path(), "", "hello").substr(0, post(secret_path(), "", "hello").size() - 3)
        );
    }
    EXPECT_TRUE(edge.serves_the_next_one());
    for (const auto& client : half) EXPECT_EQ(client->answer().status, 408);
    EXPECT_TRUE(edge.serves_the_next_one());
}

TEST(Attack, TooManyWaitingRequestsAreSentAwayAndOthersStay) {
    ServerLimits limits = brisk_limits();
    limits.answer_deadline = 10s;
    limits.connections = 20;
    EdgeServer edge(limits);
    edge.edge.store.be(testing::FakeStore::Mood::slow);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(edge.address()));
        clients.back()->send(post(secret_path(), "", std::to_string(i)));
    }
    EXPECT_TRUE(wait_until([&] { return edge.edge.store.queued() == 20; }));
    for (int i = 0; i < 20; ++i) EXPECT_EQ(RawClient(edge.address()).answer().status, 503);
    edge.edge.store.commit();
    for (const auto& client : clients) EXPECT_EQ(client->answer().status, 200);
    edge.edge.store.be(testing::FakeStore::Mood::prompt);
    EXPECT_TRUE(edge.serves_the_next_one());
}

TEST(Attack, IdleConnectionsMakeRoomForTheNextOne) {
    ServerLimits limits = brisk_limits();
    limits.idle = 10s;
    limits.connections = 20;
    EdgeServer edge(limits);
    std::vector<std::unique_ptr<RawClient>> idle;
    for (int i = 0; i < 20; ++i) {
        idle.push_back(std::make_unique<RawClient>(edge.address()));
        EXPECT_EQ(idle.back()->ask("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    }
    EXPECT_EQ(idle.front()->ask("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    EXPECT_TRUE(edge.serves_the_next_one());
    EXPECT_TRUE(idle[1]->closed()) << "it was idle the longest";
    EXPECT_EQ(idle.front()->ask("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST(Attack, ASlowDiskShedsLoadAndStillTakesWhatItHas) {
    EdgeServer edge;
    edge.edge.store.be(testing::FakeStore::Mood::slow);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<RawClient>(edge.address()));
        clients.back()->send(post(secret_path(), "", std::to_string(i)));
    }
    EXPECT_TRUE(wait_until([&] { return edge.edge.store.queued() == 50; }));
    EXPECT_EQ(RawClient(edge.address()).ask("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    for (const auto& client : clients) EXPECT_EQ(client->answer().status, 503);
    edge.edge.store.commit();
    EXPECT_EQ(edge.edge.store.journal().size(), 50U);
    edge.edge.store.be(testing::FakeStore::Mood::prompt);
    EXPECT_TRUE(edge.serves_the_next_one());
}

TEST(Attack, EveryAcknowledgementIsInTheJournalWhenTheServerStops) {
    auto edge = std::make_unique<EdgeServer>();
    edge->edge.store.be(testing::FakeStore::Mood::slow);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(edge->address()));
        clients.back()->send(post(secret_path(), "", std::to_string(i)));
    }
    EXPECT_TRUE(wait_until([&] { return edge->edge.store.queued() == 20; }));
    std::thread stopper([&] { edge->server().stop(10s); });
    edge->edge.store.commit();
    for (const auto& client : clients) {
        EXPECT_EQ(client->answer().status, 200);
        client->end_of_sending();
    }
    stopper.join();
    EXPECT_EQ(edge->edge.store.journal().size(), 20U);
    EXPECT_EQ(edge->server().open_connections(), 0U);
}

}  // namespace
}  // namespace crosswalk
