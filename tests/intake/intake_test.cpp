#include "webhooks/intake/intake.h"

#include "tests/intake/edge.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using testing::Edge;
using testing::FakeStore;

std::string path(std::string_view secret = testing::kPathSecret) {
    return "/hooks/silent/" + std::string(secret);
}

// The answer, if it has come.
struct Told {
    std::shared_ptr<std::optional<ServerAnswer>> answer = std::make_shared<std::optional<ServerAnswer>>();

    Respond respond() {
        return [kept = answer](ServerAnswer said) {
            EXPECT_FALSE(kept->has_value()) << "answered twice";
            *kept = std::move(said);
        };
    }
    bool come() const { return answer->has_value(); }
    const ServerAnswer& get() const { return answer->value(); }
};

Told tell(Edge& edge, ServerRequest request) {
    Told told;
    edge.intake().handle(std::move(request), told.respond());
    return told;
}
ServerAnswer ask(Edge& edge, ServerRequest request) { return tell(edge, std::move(request)).get(); }

std::string header(const ServerAnswer& answer, std::string_view name) {
    const auto it = std::ranges::find(answer.headers, name, &std::pair<std::string, std::string>::first);
    return it == answer.headers.end() ? "" : it->second;
}

TEST(Intake, EmptiesWhatTheVendorSendsOfItsOwnSecretsBeforeItIsKept) {
    for (const auto& [body, kept] : std::vector<std::pair<std::string, std::string>>{
             {"<Session>00D!AQ</Session><Id>1</Id>", "<Session></Session><Id>1</Id>"},
             {"<s:Session a='b'>00D!AQ</s:Session>", "<s:Session a='b'></s:Session>"},
             {"<Session><![CDATA[00D!AQ]]></Session>", "<Session></Session>"},
             {"<Session xsi:nil='true'/><Id>1</Id>", "<Session xsi:nil='true'/><Id>1</Id>"},
             {"<Sessions>two</Sessions>", "<Sessions>two</Sessions>"},
             {"<Session>cut", "<Session>cut"}}) {
        Edge edge;
        ServerRequest request{"POST", path(), {{"Content-Type", "text/xml"}}, body, "", false};
        EXPECT_EQ(ask(edge, request).status, 200) << body;
        const auto journal = edge.store.journal();
        ASSERT_EQ(journal.size(), 1U);
        EXPECT_EQ(journal.front().delivery.body, kept);
    }
}

TEST(Intake, TakesNothingWhileItWouldWaitTooLongToBeApplied) {
    Edge edge;
    const ServerRequest request{"POST", path(), {{"Content-Type", "text/xml"}}, "<a/>", "", false};
    EXPECT_EQ(ask(edge, request).status, 200);
    edge.pace.taken(1'000'000, edge.clock.steady());
    const ServerAnswer busy = ask(edge, request);
    EXPECT_EQ(busy.status, 429) << "what this vendor understands as busy";
    EXPECT_EQ(header(busy, "Retry-After"), "7");
    EXPECT_EQ(edge.store.journal().size(), 1U);
    EXPECT_EQ(edge.intake().counts().refused, 1U);
    ServerRequest forged = request;
    forged.target = path("0000000000000000000000xx");
    EXPECT_EQ(ask(edge, forged).status, 401) << "who is not proven learns nothing of our trouble";
    edge.pace.applied({.mark = 1'000'000, .events = 9, .took = std::chrono::milliseconds{1}});
    EXPECT_EQ(ask(edge, request).status, 200);
}

TEST(Intake, TakesFromAVendorThatNeverComesAgainWhateverWaits) {
    Edge edge;
    edge.silent().manifest.webhook.comes_again = false;
    edge.pace.taken(1'000'000, edge.clock.steady());
    EXPECT_EQ(ask(edge, {"POST", path(), {{"Content-Type", "text/xml"}}, "<a/>", "", false}).status, 200);
}

TEST(Intake, KeepsADeliveryAsItCameButWithoutItsSecret) {
    Edge edge;
    ServerRequest request{
        "POST",
        path() + "?src=a%20b",
        {{"Content-Type", "text/x"}, {"Cookie", "c"}, {"X-Api-Key", "k"}},
        "a\0b",
        "",
        false};
    request.body = std::string("a\0\xff", 3);
    const ServerAnswer answer = ask(edge, request);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "text/xml");
    EXPECT_EQ(answer.body, "<ack/>");
    const auto journal = edge.store.journal();
    ASSERT_EQ(journal.size(), 1U);
    const NewEvent& event = journal.front();
    EXPECT_EQ(event.connection, "silent");
    EXPECT_EQ(event.kind, EventKind::webhook);
    EXPECT_EQ(event.delivery.method, "POST");
    EXPECT_EQ(event.delivery.target, "/hooks/silent?src=a%20b");
    EXPECT_EQ(event.delivery.body, request.body);
    EXPECT_EQ(event.delivery.received_at, edge.clock.now());
    EXPECT_EQ(event.delivery.headers, (Headers{{"Content-Type", "text/x"}}));
    EXPECT_EQ(edge.woken, 1);
    EXPECT_EQ(edge.intake().counts().accepted, 1U);
}

TEST(Intake, AnswersOnlyWhenTheDeliveryIsOnDisk) {
    Edge edge;
    edge.store.be(FakeStore::Mood::slow);
    const Told told = tell(edge, edge.signed_request("/hooks/signed", "[]"));
    EXPECT_FALSE(told.come());
    EXPECT_EQ(edge.intake().counts().accepted, 0U);
    edge.store.commit();
    EXPECT_EQ(told.get().status, 200);
    EXPECT_EQ(edge.woken, 1);
}

TEST(Intake, SaysBusyInTheVendorsWayWhenTheStoreFails) {
    Edge edge;
    edge.store.be(FakeStore::Mood::broken);
    const ServerAnswer usual = ask(edge, edge.signed_request("/hooks/signed", "[]"));
    EXPECT_EQ(usual.status, 503);
    EXPECT_EQ(header(usual, "Retry-After"), "5");
    const ServerAnswer declared = ask(edge, {.method = "POST", .target = path()});
    EXPECT_EQ(declared.status, 429);
    EXPECT_EQ(header(declared, "Retry-After"), "7");
    EXPECT_EQ(edge.woken, 0);
    EXPECT_EQ(edge.intake().counts().refused, 2U);
}

TEST(Intake, SaysBusyInTheVendorsWayWhenTheStoreDropsTheWork) {
    Edge edge;
    edge.store.be(FakeStore::Mood::slow);
    const Told told = tell(edge, {.method = "POST", .target = path()});
    edge.store.drop();
    EXPECT_EQ(told.get().status, 429);
}

TEST(Intake, KnowsWhatTheVendorOfATargetMustHearWhenTheServerIsBusy) {
    Edge edge;
    const auto busy = edge.intake().busy_answer("POST", path());
    ASSERT_TRUE(busy.has_value());
    EXPECT_EQ(busy->status, 429);
    EXPECT_FALSE(edge.intake().busy_answer("POST", "/hooks/nobody"));
    EXPECT_FALSE(edge.intake().busy_answer("GET", path()));
    EXPECT_FALSE(edge.intake().busy_answer("", ""));
}

TEST(Intake, TakesTheNameOfADeliveryFromTheBody) {
    Edge edge;
    edge.silent().manifest.webhook.delivery_id = "/event/id";
    for (const char* body : {R"({"event":{"id":"e-1"}})", R"({"event":{"id":"e-1"}})", R"({"event":{"id":2}})", "no json"})
        EXPECT_EQ(ask(edge, {.method = "POST", .target = path(), .body = body}).status, 200);
    ASSERT_EQ(edge.store.journal().size(), 3U);
    EXPECT_EQ(edge.store.journal()[0].delivery_id, "e-1");
    EXPECT_EQ(edge.store.journal()[1].delivery_id, "2");
    EXPECT_EQ(edge.store.journal()[2].delivery_id, "");
}

TEST(Intake, SaysOkToADeliveryItAlreadyHas) {
    Edge edge;
    ServerRequest request = edge.signed_request("/hooks/signed", "[1]");
    request.headers.emplace_back("x-delivery", "d-1");
    EXPECT_EQ(ask(edge, request).status, 200);
    EXPECT_EQ(ask(edge, request).status, 200);
    EXPECT_EQ(edge.store.journal().size(), 1U);
    EXPECT_EQ(edge.store.journal().front().delivery_id, "d-1");
    EXPECT_EQ(edge.woken, 1);
}

TEST(Intake, NeverSwallowsASecondDeliveryWithTheSameBody) {
    Edge edge;
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(ask(edge, {.method = "POST", .target = path(), .body = "score=60"}).status, 200);
    EXPECT_EQ(edge.store.journal().size(), 2U);
}

TEST(Intake, TellsNobodyWhatWasWrong) {
    Edge edge;
    ServerRequest forged = edge.signed_request("/hooks/signed", "[]");
    forged.body = "[1]";
    const std::vector<ServerRequest> all = {
        forged,
        {.method = "POST", .target = "/hooks/signed"},
        {.method = "POST", .target = "/hooks/unknown"},
        {.method = "POST", .target = "/hooks/unknown/" + std::string(testing::kPathSecret)},
        {.method = "POST", .target = "/hooks/silent"},
        {.method = "POST", .target = "/hooks/silent/"},
        {.method = "POST", .target = path("wrong")},
        {.method = "POST", .target = path() + "/more"},
        {.method = "POST", .target = "/hooks/"},
        {.method = "POST", .target = "/hooks/../healthz"},
    };
    for (const ServerRequest& request : all) {
        const ServerAnswer answer = ask(edge, request);
        EXPECT_EQ(answer.status, 401) << request.target;
        EXPECT_EQ(answer.body, "Unauthorized\n");
        EXPECT_EQ(answer.content_type, "text/plain");
        EXPECT_TRUE(answer.headers.empty());
    }
    EXPECT_TRUE(edge.store.journal().empty());
    EXPECT_EQ(edge.intake().counts().forged, all.size());
}

TEST(Intake, TakesAGenuineDeliveryThatOurOutageMadeOld) {
    Edge edge;
    const ServerRequest request = edge.signed_request("/hooks/signed", "[]");
    edge.clock.millis += 3'600'000;
    EXPECT_EQ(ask(edge, request).status, 200);
    edge.clock.millis += 1;
    EXPECT_EQ(ask(edge, request).status, 401);
    EXPECT_EQ(edge.intake().counts().accepted, 1U);
    EXPECT_EQ(edge.intake().counts().stale, 1U);
}

TEST(Intake, RefusesEncodedAndOversizedBodiesOnlyOfTheVendor) {
    Edge edge;
    const std::vector<std::pair<std::string, std::string>> gzip = {{"Content-Encoding", "gzip"}};
    EXPECT_EQ(ask(edge, {.method = "POST", .target = path(), .headers = gzip}).status, 415);
    EXPECT_EQ(ask(edge, {.method = "POST", .target = path("wrong"), .headers = gzip}).status, 401);
    EXPECT_EQ(ask(edge, {.method = "POST", .target = path(), .body = std::string(64, 'x')}).status, 200);
    EXPECT_EQ(ask(edge, {.method = "POST", .target = path(), .body = std::string(65, 'x')}).status, 413);
    EXPECT_EQ(
        ask(edge, {.method = "POST", .target = path(), .headers = {{"content-encoding", "identity"}}}).status,
        200
    );
    EXPECT_EQ(edge.store.journal().size(), 2U);
    EXPECT_EQ(edge.intake().counts().refused, 2U);
}

TEST(Intake, KnowsTheLimitOfEachTarget) {
    Edge edge;
    EXPECT_EQ(edge.intake().body_limit(path() + "?x"), 64U);
    EXPECT_EQ(edge.intake().body_limit("/hooks/signed"), 1'048'576U);
    EXPECT_EQ(edge.intake().body_limit("/hooks/unknown"), 0U);
    EXPECT_EQ(edge.intake().body_limit("/"), 0U);
}

TEST(Intake, ReadsOnlyBodiesThatCanBeGenuine) {
    Edge edge;
    const auto status = [&](const ServerRequest& head) {
        const auto early = edge.intake().early_answer(head);
        return early ? early->status : 0;
    };
    const auto post = [](std::string target) {
        return ServerRequest{.method = "POST", .target = std::move(target)};
    };
    const auto bent = [&](const std::function<void(ServerRequest&)>& bend) {
        ServerRequest request = edge.signed_request("/hooks/signed", "[]");
        bend(request);
        return request;
    };
    EXPECT_EQ(status(post(path())), 0);
    EXPECT_EQ(status(post(path("wrong"))), 401);
    EXPECT_EQ(status(post("/hooks/silent")), 401);
    EXPECT_EQ(status(post("/hooks/signed")), 401);
    EXPECT_EQ(status(post("/hooks/unknown")), 401);
    EXPECT_EQ(status(post("/nowhere")), 404);
    EXPECT_EQ(status(post("/healthz")), 405);
    EXPECT_EQ(status({.method = "PUT", .target = path()}), 405);
    EXPECT_EQ(status({.method = "GET", .target = path()}), 200);
    EXPECT_EQ(status(bent([](ServerRequest&) {})), 0);
    EXPECT_EQ(status(bent([](ServerRequest& r) { r.headers[2].second = "AAAA"; })), 401);
    EXPECT_EQ(status(bent([](ServerRequest& r) { r.headers[3].second = "today"; })), 401);
    EXPECT_EQ(status(bent([](ServerRequest& r) { r.headers.pop_back(); })), 401);
    EXPECT_EQ(status(bent([](ServerRequest& r) { r.headers.push_back(r.headers[2]); })), 401);
    EXPECT_EQ(status(bent([](ServerRequest& r) { r.target = "/hooks/unknown"; })), 0) << "the time tells nothing";
    EXPECT_TRUE(edge.store.journal().empty());
}

TEST(Intake, CountsEveryRefusalUnderItsConnection) {
    Edge edge;
    EXPECT_TRUE(edge.intake().refused().empty());
    ask(edge, {.method = "POST", .target = path("wrong")});
    ask(edge, {.method = "POST", .target = path(), .body = std::string(65, 'x')});
    ask(edge, {.method = "POST", .target = path(), .headers = {{"Content-Encoding", "br"}}});
    ask(edge, {.method = "POST", .target = "/hooks/unknown"});
    ask(edge, {.method = "GET", .target = path()});
    ask(edge, {.method = "POST", .target = "/nowhere"});
    edge.intake().early_answer({.method = "POST", .target = "/hooks/signed"});
    edge.intake().note_refused("POST", "/hooks/signed?x", 408);
    edge.intake().note_refused("POST", "/elsewhere", 413);
    edge.intake().note_refused("", "", 400);
    edge.clock.millis += 5;
    edge.store.be(FakeStore::Mood::broken);
    ask(edge, {.method = "POST", .target = path()});
    using Counts = std::map<int, std::uint64_t>;
    const auto refused = edge.intake().refused();
    ASSERT_EQ(refused.size(), 3U);
    EXPECT_EQ(refused.at("silent").by_status, (Counts{{401, 1}, {413, 1}, {415, 1}, {429, 1}}));
    EXPECT_EQ(refused.at("silent").last_status, 429);
    EXPECT_EQ(refused.at("silent").last_at, edge.clock.now());
    EXPECT_EQ(refused.at("signed").by_status, (Counts{{401, 1}, {408, 1}}));
    EXPECT_EQ(refused.at("").by_status, (Counts{{400, 1}, {401, 1}}));
}

TEST(Intake, KeepsNoKnownSecretOfABody) {
    Edge edge;
    const auto scrubber = std::make_shared<crypto::Scrubber>();
    scrubber->learn(testing::kPathSecret);
    const Intake intake(edge.hooks(), edge.store, edge.clock, {}, {.scrubber = scrubber});
    Told told;
    const std::string secret(testing::kPathSecret);
    intake.handle(
        {.method = "POST",
         .target = path() + "?from=" + secret,
         .headers = {{"Content-Type", "text/" + secret}},
         .body = "hook=%2Fhooks%2F" + secret},
        told.respond()
    );
    EXPECT_EQ(told.get().status, 200);
    ASSERT_EQ(edge.store.journal().size(), 1U);
    const Delivery delivery = edge.store.journal().front().delivery;
    EXPECT_EQ(delivery.target, "/hooks/silent?from=[secret]");
    EXPECT_EQ(delivery.headers, (Headers{{"Content-Type", "text/[secret]"}}));
    EXPECT_EQ(delivery.body, "hook=%2Fhooks%2F[secret]");
}

TEST(Intake, GreetsEveryLookAlike) {
    Edge edge;
    std::vector<ServerAnswer> answers;
    for (const char* method : {"GET", "HEAD"}) {
        for (const std::string& target :
             {path(), path("wrong"), std::string("/hooks/signed"), std::string("/hooks/x?y")}) {
            answers.push_back(ask(edge, {.method = method, .target = target}));
        }
    }
    for (const ServerAnswer& answer : answers) {
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, answers.front().body);
    }
    EXPECT_EQ(ask(edge, {.method = "GET", .target = "/healthz"}).status, 200);
    EXPECT_EQ(ask(edge, {.method = "GET", .target = "/"}).status, 404);
    const ServerAnswer wrong = ask(edge, {.method = "PUT", .target = path()});
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(header(wrong, "Allow"), "GET, HEAD, POST");
    EXPECT_TRUE(edge.store.journal().empty());
}

TEST(Intake, SaysADeclaredChallengeBack) {
    Edge edge;
    edge.silent().manifest.webhook.handshake = {HandshakeStyle::echo_query, "challenge"};
    edge.signing().manifest.webhook.handshake = {HandshakeStyle::echo_json, "challenge"};
    EXPECT_EQ(ask(edge, {.method = "GET", .target = path() + "?a=b&challenge=c%2Dd"}).body, "c-d");
    EXPECT_EQ(ask(edge, edge.signed_request("/hooks/signed", R"({"challenge":"abc"})")).body, "abc");
    ServerRequest forged = edge.signed_request("/hooks/signed", R"({"challenge":"abc"})");
    forged.headers.clear();
    EXPECT_EQ(ask(edge, forged).status, 401);
    EXPECT_TRUE(edge.store.journal().empty());
    EXPECT_EQ(ask(edge, edge.signed_request("/hooks/signed", R"([{"challenge":"abc"}])")).body, "");
    EXPECT_EQ(edge.store.journal().size(), 1U);
}

TEST(Intake, MayBeGoneWhenTheDiskAnswers) {
    auto edge = std::make_unique<Edge>();
    edge->store.be(FakeStore::Mood::slow);
    Told told;
    {
        const Intake brief(edge->hooks(), edge->store, edge->clock, {});
        brief.handle({.method = "POST", .target = path()}, told.respond());
    }
    edge->store.commit();
    EXPECT_EQ(told.get().status, 200);
}

}  // namespace
}  // namespace crosswalk
