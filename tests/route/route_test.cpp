#include "webhooks/route/route.h"

#include "webhooks/route/handshake.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

WebhookEndpoints hooks() {
    WebhookEndpoints out;
    out.hooks = {{.connection = "ac"}, {.connection = "hubspot-eu"}};
    return out;
}

TEST(Route, FindsTheConnectionAndKeepsTheSecretAsItCame) {
    const WebhookEndpoints all = hooks();
    const Route plain = route(all, "POST", "/hooks/hubspot-eu?a=/x/../y%00");
    EXPECT_EQ(plain.place, Place::deliver);
    EXPECT_EQ(plain.hook, &all.hooks[1]);
    EXPECT_EQ(plain.path_secret, "");
    const Route secret = route(all, "POST", "/hooks/ac/S3cret_-.~?src=x");
    EXPECT_EQ(secret.hook, &all.hooks[0]);
    EXPECT_EQ(secret.path_secret, "S3cret_-.~");
}

TEST(Route, AChannelIsCalledBelowAPathOfItsOwn) {
    WebhookEndpoints all = hooks();
    all.hooks.push_back({.connection = "chat", .channel = true});
    const Route found = route(all, "POST", "/channels/chat/S3cret?x=1");
    EXPECT_EQ(found.place, Place::deliver);
    EXPECT_EQ(found.hook, &all.hooks[2]);
    EXPECT_EQ(found.path_secret, "S3cret");
    EXPECT_EQ(redact("/channels/chat/S3cret?x=1"), "/channels/chat?x=1");
    EXPECT_EQ(route(all, "POST", "/hooks/chat/S3cret").hook, nullptr);
    EXPECT_EQ(route(all, "POST", "/channels/ac").hook, nullptr);
    EXPECT_EQ(route(all, "GET", "/channels/chat").place, Place::handshake);
}

TEST(Route, NeverTidiesUpAPath) {
    const WebhookEndpoints all = hooks();
    for (const char* target :
         {"/hooks/",       "/hooks//ac",    "/hooks/ac/",          "/hooks/ac//s",  "/hooks/ac/s/",
          "/hooks/ac/s/t", "/hooks/AC",     "/hooks/ac.",          "/hooks/ac%2F",  "/hooks/%61c",
          "/hooks/ac;v=1", "/hooks/./ac",   "/hooks/../ac",        "/hooks/ac/..",  "/hooks/ac/.",
          "/hooks/ac/s;x", "/hooks/ac/%73", "/hooks/ac\\s",        "/hooks/ac/s:t", "/hooks/x/../ac",
          "/hooks/a c",    "/hooks/ac,ac",  "/hooks/%2e%2e/admin", "/hooks/ac%00"}) {
        const Route found = route(all, "POST", target);
        EXPECT_EQ(found.place, Place::deliver) << target;
        EXPECT_EQ(found.path_secret, "") << target;
        EXPECT_EQ(found.hook, nullptr) << target;
    }
}

TEST(Route, KnowsNothingElse) {
    const WebhookEndpoints all = hooks();
    for (const char* target :
         {"/",
          "/hooks",
          "/Hooks/ac",
          "/hook/ac",
          "//hooks/ac",
          "/healthz/",
          "/admin",
          "",
          "/%68ooks/ac",
          "/hooks%2Fac",
          "*"}) {
        EXPECT_EQ(route(all, "POST", target).place, Place::nowhere) << target;
        EXPECT_EQ(route(all, "GET", target).place, Place::nowhere) << target;
    }
}

TEST(Route, TakesDeliveriesByPostAlone) {
    const WebhookEndpoints all = hooks();
    for (const char* method : {"PUT", "DELETE", "PATCH", "OPTIONS", "post"}) {
        EXPECT_EQ(route(all, method, "/hooks/ac").place, Place::wrong_method) << method;
        EXPECT_EQ(route(all, method, "/hooks/nobody").allow, "GET, HEAD, POST") << method;
    }
    EXPECT_EQ(route(all, "POST", "/healthz").place, Place::wrong_method);
}

TEST(Route, GreetsWithoutSayingWhoIsThere) {
    const WebhookEndpoints all = hooks();
    for (const char* method : {"GET", "HEAD"}) {
        EXPECT_EQ(route(all, method, "/hooks/ac/x").place, Place::handshake);
        EXPECT_EQ(route(all, method, "/hooks/nobody?x").place, Place::handshake);
        EXPECT_EQ(route(all, method, "/healthz?probe").place, Place::health);
        EXPECT_EQ(route(all, method, "/hooks/../admin").place, Place::nowhere);
    }
}

TEST(Redact, CutsTheSecretAndNothingElse) {
    EXPECT_EQ(redact("/hooks/ac/secret?src=x/y"), "/hooks/ac?src=x/y");
    EXPECT_EQ(redact("/hooks/ac/secret"), "/hooks/ac");
    EXPECT_EQ(redact("/hooks/ac/secret/more?x"), "/hooks/ac?x");
    EXPECT_EQ(redact("/hooks/ac?x=/a"), "/hooks/ac?x=/a");
    EXPECT_EQ(redact("/hooks/ac"), "/hooks/ac");
    EXPECT_EQ(redact("/hooks/"), "/hooks/");
    EXPECT_EQ(redact("/channels/slack/secret"), "/channels/slack");
    EXPECT_EQ(redact("/act/token"), "/act/token") << "no delivery, and never kept";
}

TEST(Handshake, EchoesOnlyShortPrintableText) {
    const HandshakeRule query{HandshakeStyle::echo_query, "hub.challenge"};
    EXPECT_EQ(echo_of_query(query, "/x?a=b&hub.challenge=1%20+2&c"), "1  2");
    EXPECT_EQ(echo_of_query(query, "/x?hub%2Echallenge=y"), "y");
    for (const char* target :
         {"/x", "/x?", "/x?hub.challenge", "/x?hub.challenge=", "/x?hub.challenge=%0d%0a", "/x?&&="}) {
        EXPECT_FALSE(echo_of_query(query, target)) << target;
    }
    EXPECT_FALSE(echo_of_query(query, "/x?hub.challenge=" + std::string(513, 'a')));
    EXPECT_FALSE(echo_of_query({}, "/x?hub.challenge=a"));

    const HandshakeRule body{HandshakeStyle::echo_json, "challenge"};
    EXPECT_EQ(echo_of_body(body, R"({"type":"url_verification","challenge":"abc"})"), "abc");
    for (const char* json :
         {"",
          "[]",
          "{",
          R"({"challenge":7})",
          R"({"challenge":""})",
          R"({"challenge":"\u0000"})",
          R"({"other":"abc"})",
          R"({"challenge":"a","challenge":"b"})"}) {
        EXPECT_FALSE(echo_of_body(body, json)) << json;
    }
    EXPECT_FALSE(echo_of_body({}, R"({"challenge":"abc"})"));
}

}  // namespace
}  // namespace crosswalk
