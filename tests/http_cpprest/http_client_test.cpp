// The five guards around cpprestsdk, each against a vendor that does its worst.
#include "connector/io/http_cpprest/http_client.h"

#include "tests/http_cpprest/raw_vendor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;
using testing::Peer;
using testing::RawVendor;
using Steady = std::chrono::steady_clock;

BaseUrl base_of(const std::string& url) {
    const auto base = parse_base_url(url);
    EXPECT_TRUE(base.has_value()) << url;
    return base ? *base : BaseUrl{};
}

Result<HttpResponse> get(HttpClient& http, const std::string& url, Steady::duration patience = 10s) {
    return http.send(base_of(url), {.path = "/leads"}, Steady::now() + patience);
}

Result<HttpResponse> post(HttpClient& http, const std::string& url, Steady::duration patience = 10s) {
    return http.send(
        base_of(url),
        {.method = "POST", .path = "/leads", .body = R"({"score":60})"},
        Steady::now() + patience
    );
}

// Says these bytes to everybody, then ends the connection.
RawVendor::Story says(std::string bytes) {
    return [bytes = std::move(bytes)](Peer& peer) {
        peer.read_request();
        peer.say(bytes);
    };
}

void expect_fault(const Result<HttpResponse>& answer, std::string_view code) {
    ASSERT_FALSE(answer.has_value()) << "status " << answer->status;
    EXPECT_EQ(answer.error().code, code) << answer.error().what;
    EXPECT_FALSE(answer.error().remedy.empty());
}

TEST(HttpClient, HandsBackTheAnswerAsBytes) {
    const std::string bytes("{\"a\":\0\xff}", 8);
    RawVendor vendor([&](Peer& peer) {
        peer.read_request();
        peer.answer(bytes, 207, "X-Left: 7\r\n");
    });
    HttpClient http({});
    const auto answer = get(http, vendor.url());
    ASSERT_TRUE(answer.has_value()) << answer.error().what;
    EXPECT_EQ(answer->status, 207);
    EXPECT_EQ(answer->body, bytes);
    EXPECT_EQ(answer->headers.at("x-left"), "7");
}

TEST(HttpClient, SendsExactlyWhatItWasGiven) {
    std::string seen;
    RawVendor vendor([&](Peer& peer) {
        seen = peer.read_request();
        peer.answer("{}");
    });
    HttpClient http({});
    const HttpRequest request{
        .method = "PATCH",
        .path = "/a//b/?filters[x]=1&q=a%20b c",
        .headers = {{"Authorization", "Bearer t"}, {"Content-Type", "application/json"}},
        .body = std::string("{\"x\":\0}", 7)};
    ASSERT_TRUE(http.send(base_of(vendor.url() + "/v3/"), request, Steady::now() + 10s).has_value());
    EXPECT_TRUE(seen.starts_with("PATCH /v3/a//b/?filters%5Bx%5D=1&q=a%20b%20c HTTP/1.1\r\n")) << seen;
    EXPECT_NE(seen.find("Content-Type:application/json\r\n"), std::string::npos) << seen;
    EXPECT_NE(seen.find("Content-Length:7\r\n"), std::string::npos) << seen;
    EXPECT_TRUE(seen.ends_with(std::string("\r\n\r\n{\"x\":\0}", 11))) << seen;
    EXPECT_EQ(seen.find("Accept-Encoding"), std::string::npos) << seen;
}

TEST(HttpClient, ReadsAChunkedAnswer) {
    RawVendor vendor(
        says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n")
    );
    HttpClient http({});
    const auto answer = get(http, vendor.url());
    ASSERT_TRUE(answer.has_value()) << answer.error().what;
    EXPECT_EQ(answer->body, "abcdefg");
}

TEST(HttpClient, AnswersWithoutABodyNeedNoLength) {
    RawVendor vendor(says("HTTP/1.1 204 No Content\r\n\r\n"));
    HttpClient http({});
    const auto answer = get(http, vendor.url());
    ASSERT_TRUE(answer.has_value()) << answer.error().what;
    EXPECT_EQ(answer->status, 204);
}

TEST(HttpClient, SurvivesANegativeChunkSizeAndGoesOnWorking) {
    for (const char* size : {"-1", "-2", "-3", "-7fffffff"}) {
        RawVendor vendor([&](Peer& peer) {
            peer.read_request();
            peer.say(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n" + std::string(size) +
                "\r\nxyz\r\n0\r\n\r\n"
            );
            peer.linger();
        });
        HttpClient http({});
        expect_fault(post(http, vendor.url(), 300ms), "send.no_answer");
        RawVendor sane([](Peer& peer) {
            peer.read_request();
            peer.answer("fine");
        });
        const auto next = get(http, sane.url());
        ASSERT_TRUE(next.has_value()) << size << ": " << next.error().what;
        EXPECT_EQ(next->body, "fine");
    }
}

TEST(HttpClient, SurvivesANegativeFirstChunk) {
    RawVendor vendor([](Peer& peer) {
        peer.read_request();
        peer.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nxyz\r\n0\r\n\r\n");
        peer.linger();
    });
    HttpClient http({});
    expect_fault(post(http, vendor.url(), 300ms), "send.no_answer");
}

TEST(HttpClient, ACutAnswerIsNeverSuccess) {
    for (const char* cut :
         {"HTTP/1.1 200 OK\r\n\r\n{\"half\":",                                 // until the connection ends
          "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}",                    // perhaps whole, perhaps not
          "HTTP/1.0 200 OK\r\n\r\n{}",                                         //
          "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":",          //
          "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n{}",                 //
          "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}",                  //
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"hal",  //
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",  // the last chunk is missing
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",  //
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{}",                        //
          "HTTP/1.1 200 OK\r\nContent-Le",                                               //
          "HTTP/1.1 100 Continue\r\n\r\n",                                               //
          "HTTP/1.1 999 What\r\nContent-Length: 2\r\n\r\n{}",                            //
          "hello\r\n\r\n",
          ""}) {
        RawVendor vendor(says(cut));
        HttpClient http({});
        const auto answer = post(http, vendor.url());
        ASSERT_FALSE(answer.has_value()) << cut;
        EXPECT_EQ(answer.error().code, "send.no_answer") << cut;
    }
}

TEST(HttpClient, ARefusalStaysARefusalHoweverItEnds) {
    RawVendor vendor(says("HTTP/1.0 503 Busy\r\nRetry-After: 7\r\n\r\n<html>"));
    HttpClient http({});
    const auto answer = post(http, vendor.url());
    ASSERT_TRUE(answer.has_value()) << answer.error().what;
    EXPECT_EQ(answer->status, 503);
    EXPECT_EQ(answer->headers.at("Retry-After"), "7");
}

// Talks until the caller hangs up or 200 MB are said; how much that was.
RawVendor::Story floods(std::string head, std::string piece, std::atomic<std::size_t>& said) {
    return [head = std::move(head), piece = std::move(piece), &said](Peer& peer) {
        peer.read_request();
        peer.say(head);
        while (said < 209'715'200 && peer.say(piece)) said += piece.size();
    };
}

TEST(HttpClient, AFloodIsCutOffHoweverItIsFramed) {
    const std::string megabyte(1'048'576, 'x');
    const std::string chunk = "100000\r\n" + megabyte + "\r\n";
    const std::pair<std::string, std::string> floods_of[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n", megabyte},
        {"HTTP/1.1 200 OK\r\n\r\n", megabyte},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc800000\r\n", megabyte},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", megabyte},  // one endless chunk size
        {"HTTP/1.1 200 OK\r\nX-Long: ", megabyte},
    };
    for (const auto& [head, piece] : floods_of) {
        std::atomic<std::size_t> said{0};
        RawVendor vendor(floods(head, piece, said));
        HttpClient http({.max_body = 1'048'576});
        expect_fault(get(http, vendor.url(), 20s), "send.no_answer");
        EXPECT_LT(said, 150'000'000u) << head;
    }
}

TEST(HttpClient, AnAnswerOfExactlyTheLimitIsAccepted) {
    RawVendor vendor([](Peer& peer) {
        peer.read_request();
        peer.answer(std::string(65'536, 'x'));
    });
    HttpClient exact({.max_body = 65'536}), smaller({.max_body = 65'535});
    EXPECT_TRUE(get(exact, vendor.url()).has_value());
    expect_fault(get(smaller, vendor.url()), "send.no_answer");
}

TEST(HttpClient, ADripEndsAtTheDeadline) {
    RawVendor vendor([](Peer& peer) {
        peer.read_request();
        peer.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        while (peer.say("x")) std::this_thread::sleep_for(50ms);
    });
    HttpClient http({});
    const auto start = Steady::now();
    expect_fault(post(http, vendor.url(), 400ms), "send.no_answer");
    EXPECT_LT(Steady::now() - start, 3s);
}

TEST(HttpClient, SilenceEndsAtTheDeadlineAndTheConnectionIsClosed) {
    std::promise<void> hung_up;
    RawVendor vendor([&](Peer& peer) {
        peer.read_request();
        peer.linger();
        hung_up.set_value();
    });
    HttpClient http({});
    expect_fault(post(http, vendor.url(), 200ms), "send.no_answer");
    EXPECT_EQ(hung_up.get_future().wait_for(10s), std::future_status::ready);
}

TEST(HttpClient, ARedirectIsHandedBackAndNobodyElseIsCalled) {
    RawVendor thief([](Peer& peer) {
        peer.read_request();
        peer.answer("thanks");
    });
    for (const int status : {301, 302, 303, 307, 308}) {
        RawVendor vendor([&](Peer& peer) {
            peer.read_request();
            peer.answer("", status, "Location: " + thief.url() + "/leads\r\n");
        });
        HttpClient http({});
        const HttpRequest request{.path = "/leads", .headers = {{"Authorization", "Bearer t"}}};
        const auto answer = http.send(base_of(vendor.url()), request, Steady::now() + 10s);
        ASSERT_TRUE(answer.has_value()) << answer.error().what;
        EXPECT_EQ(answer->status, status);
    }
    EXPECT_EQ(thief.connections(), 0);
}

TEST(HttpClient, NothingIsSentTwiceWhenTheVendorHangsUpAfterReading) {
    std::atomic<int> posts{0};
    RawVendor vendor([&](Peer& peer) {  // well behaved at first, so that a pool would keep the connection
        while (!peer.read_request().empty()) {
            if (++posts > 1) return;
            peer.answer("{}");
        }
    });
    HttpClient http({});
    EXPECT_TRUE(post(http, vendor.url()).has_value());
    for (int i = 0; i < 5; ++i) {
        posts = 1;
        expect_fault(post(http, vendor.url()), "send.no_answer");
        EXPECT_EQ(posts, 2);
    }
}

TEST(HttpClient, ARefusedConnectionIsToldAtOnceWithItsAddress) {
    const std::string port = std::to_string(testing::closed_port());
    HttpClient http({});
    const auto start = Steady::now();
    const auto answer = post(http, "http://127.0.0.1:" + port);
    expect_fault(answer, "send.unreachable");
    EXPECT_LT(Steady::now() - start, 3s);
    EXPECT_NE(answer.error().what.find("127.0.0.1:" + port), std::string::npos) << answer.error().what;
}

TEST(HttpClient, ThisMachineMayBeCalledByItsName) {
    RawVendor vendor([](Peer& peer) {
        peer.read_request();
        peer.answer("{}");
    });
    HttpClient http({});
    const auto answer = get(http, "http://localhost:" + std::to_string(vendor.port()));
    EXPECT_TRUE(answer.has_value()) << answer.error().what;
}

TEST(HttpClient, StopEndsWaitingAndComingCallsAtOnce) {
    RawVendor vendor([](Peer& peer) { peer.linger(); });
    HttpClient http({});
    Result<HttpResponse> waiting = HttpResponse{};
    std::thread caller([&] { waiting = post(http, vendor.url(), 60s); });
    ASSERT_TRUE(vendor.wait_for_connections(1));
    const auto start = Steady::now();
    http.stop();
    caller.join();
    EXPECT_LT(Steady::now() - start, 5s);
    expect_fault(waiting, "send.stopped");
    expect_fault(post(http, vendor.url()), "send.stopped");
}

TEST(HttpClient, ARequestThatCouldBeReadAsTwoIsNotSent) {
    RawVendor vendor([](Peer& peer) { peer.linger(); });
    HttpClient http({});
    const HttpRequest bad[] = {
        {.method = "GET", .path = "/a\r\nX: y"},
        {.method = "GET", .path = "//other.example.com/a"},
        {.method = "GET", .path = "https://other.example.com/a"},
        {.method = "GE T", .path = "/a"},
        {.method = "", .path = "/a"},
        {.path = "/a", .headers = {{"X-Name", "a\r\nHost: other.example.com"}}},
        {.path = "/a", .headers = {{"X Name", "a"}}},
        {.path = "/a", .headers = {{"host", "other.example.com"}}},
        {.path = "/a", .headers = {{"Transfer-Encoding", "chunked"}}},
    };
    for (const HttpRequest& request : bad)
        expect_fault(http.send(base_of(vendor.url()), request, Steady::now() + 2s), "send.bad_request");
    EXPECT_EQ(vendor.connections(), 0);
}

TEST(HttpClient, ManyCallsAtOnceAllEnd) {
    RawVendor vendor([](Peer& peer) {
        peer.read_request();
        peer.answer("{}");
    });
    HttpClient http({});
    std::atomic<int> fine{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < 16; ++i)
        callers.emplace_back([&] {
            for (int j = 0; j < 10; ++j) fine += post(http, vendor.url(), 30s).has_value() ? 1 : 0;
        });
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(fine, 160);
}

}  // namespace
}  // namespace crosswalk
