// Who may ask the admin side, and what it can be asked.
#include "connector/app/admin/admin_gate.h"
#include "connector/app/admin/admin_routes.h"
#include "connector/app/console/console_files.h"
#include "connector/contract/json_read.h"

#include <gtest/gtest.h>

namespace crosswalk::test {
namespace {

ServerRequest request(
    std::string method, std::string target, std::vector<std::pair<std::string, std::string>> more = {}
) {
    ServerRequest out{.method = std::move(method), .target = std::move(target)};
    out.headers = {{"Host", "127.0.0.1:8081"}, {"Authorization", "Bearer good"}};
    for (auto& [name, value] : more) {
        std::erase_if(out.headers, [&](const auto& header) { return header.first == name; });
        out.headers.emplace_back(name, value);
    }
    return out;
}

int status(const ServerRequest& asked) {
    const AdminGate gate{
        allowed_hosts("127.0.0.1:8081", {"crosswalk.example.com"}), [](const Presented& presented) {
            const bool good = presented.token == "good" || presented.session == "signed-in";
            return good ? std::optional(Admitted{}) : std::nullopt;
        }};
    const auto answer = admit(gate, asked);
    const auto* refused = std::get_if<ServerAnswer>(&answer);
    return refused != nullptr ? refused->status : 200;
}

TEST(AdminGate, WantsAGoodTokenForEverythingButHealth) {
    EXPECT_EQ(status(request("GET", "/api/v1/status")), 200);
    for (const std::string bad : {"", "Bearer", "Bearer ", "Bearer bad", "Basic good", "good"})
        EXPECT_EQ(status(request("GET", "/api/v1/status", {{"Authorization", bad}})), 401) << bad;
    EXPECT_EQ(status(request("GET", "/metrics", {{"Authorization", ""}})), 401);
    EXPECT_EQ(status(request("GET", "/nothing", {{"Authorization", ""}})), 401)
        << "a stranger learns no paths";
    EXPECT_EQ(status(request("GET", "/healthz", {{"Authorization", ""}})), 200);
    EXPECT_EQ(status(request("GET", "/readyz?x", {{"Authorization", ""}})), 200);
    EXPECT_EQ(status(request("GET", "/healthz/../api/v1/status", {{"Authorization", ""}})), 401);
    EXPECT_EQ(status(request("POST", "/healthz", {{"Authorization", ""}})), 401);
}

TEST(AdminGate, ShowsTheConsolesFilesToWhoeverKnowsTheHost) {
    EXPECT_EQ(status(request("GET", "/", {{"Authorization", ""}})), 200);
    EXPECT_EQ(status(request("GET", "/?x", {{"Authorization", ""}})), 200);
    EXPECT_EQ(status(request("HEAD", "/assets/main-AB12.js", {{"Authorization", ""}})), 200);
    EXPECT_EQ(status(request("POST", "/", {{"Authorization", ""}})), 401);
    EXPECT_EQ(status(request("GET", "/assets", {{"Authorization", ""}})), 401);
    EXPECT_EQ(status(request("GET", "//api/v1/status", {{"Authorization", ""}})), 401);
    EXPECT_EQ(status(request("GET", "/", {{"Host", "rebound.example.net"}})), 403);
}

std::string sent_header(const ServerAnswer& answer, std::string_view name) {
    for (const auto& [one, value] : answer.headers)
        if (one == name) return value;
    return {};
}

TEST(ConsoleFiles, AreServedAsTheyLieInTheProgramAndOnlyThePageIsAskedForAgain) {
    const ConsoleFile files[] = {{"/assets/main-AB12.js", "text/javascript", "zipped"}, {"/", "text/html", "page"}};
    const ServerAnswer page = console_answer(files, request("GET", "/?from=mail"));
    EXPECT_EQ(page.body, "page");
    EXPECT_EQ(page.content_type, "text/html");
    EXPECT_EQ(sent_header(page, "Cache-Control"), "no-cache");
    EXPECT_EQ(sent_header(page, "Strict-Transport-Security"), "");
    const ServerAnswer script = console_answer(files, request("GET", "/assets/main-AB12.js"));
    EXPECT_EQ(script.body, "zipped");
    EXPECT_EQ(sent_header(script, "Content-Encoding"), "gzip");
    EXPECT_NE(sent_header(script, "Cache-Control").find("immutable"), std::string::npos);
    EXPECT_EQ(sent_header(script, "Content-Security-Policy").find("unsafe"), std::string::npos);
    EXPECT_NE(sent_header(script, "Content-Security-Policy").find("default-src 'none'"), std::string::npos);
    ServerRequest by_tls = request("GET", "/");
    by_tls.tls = true;
    EXPECT_NE(sent_header(console_answer(files, by_tls), "Strict-Transport-Security"), "");
}

TEST(ConsoleFiles, WhoeverAsksForOneThatIsNotThereIsToldWhatToDo) {
    const ConsoleFile files[] = {{"/", "text/html", "page"}};
    const ServerAnswer old = console_answer(files, request("GET", "/assets/main-0000.js"));
    EXPECT_EQ(old.status, 404);
    EXPECT_EQ(sent_header(old, "Cache-Control"), "no-store");
    const ServerAnswer none = console_answer({}, request("GET", "/"));
    EXPECT_EQ(none.status, 404);
    EXPECT_NE(none.body.find("deploy/setup"), std::string::npos);
}

TEST(AdminGate, AnswersOnlyUnderItsOwnHosts) {
    const auto under = [](const std::string& host) {
        return status(request("GET", "/api/v1/status", {{"Host", host}}));
    };
    EXPECT_EQ(under("127.0.0.1:8081"), 200);
    EXPECT_EQ(under("localhost:8081"), 200);
    EXPECT_EQ(under("Crosswalk.example.com"), 200);
    EXPECT_EQ(under("crosswalk.example.com:443"), 200);
    EXPECT_EQ(under("127.0.0.1"), 403);
    EXPECT_EQ(under("127.0.0.1:80"), 403);
    EXPECT_EQ(under("rebound.example.net:8081"), 403);
    EXPECT_EQ(under("crosswalk.example.com.example.net"), 403);
    EXPECT_EQ(under(""), 403);
}

TEST(AdminGate, LetsNoForeignPageChangeAnything) {
    const auto post = [](std::vector<std::pair<std::string, std::string>> headers) {
        return status(request("POST", "/api/v1/parked/replay", std::move(headers)));
    };
    const std::pair<std::string, std::string> json{"Content-Type", "application/json; charset=utf-8"};
    EXPECT_EQ(post({json}), 200);
    EXPECT_EQ(post({json, {"Origin", "http://127.0.0.1:8081"}}), 200);
    EXPECT_EQ(post({json, {"Origin", "https://example.net"}}), 403);
    EXPECT_EQ(post({json, {"Origin", "http://127.0.0.1:9999"}}), 403);
    EXPECT_EQ(post({json, {"Origin", "null"}}), 403);
    EXPECT_EQ(post({}), 415);
    EXPECT_EQ(post({{"Content-Type", "application/x-www-form-urlencoded"}}), 415);
    EXPECT_EQ(post({{"Content-Type", "text/plain"}}), 415);
    EXPECT_EQ(post({{"Content-Type", "application/jsonp"}}), 415);
}

TEST(AdminGate, LetsASessionInByItsCookieAndByNothingElse) {
    const auto with = [](std::vector<std::pair<std::string, std::string>> headers) {
        headers.emplace_back("Authorization", "");
        return status(request("GET", "/api/v1/status", std::move(headers)));
    };
    EXPECT_EQ(with({{"Cookie", "theme=dark; __Host-crosswalk=signed-in"}}), 200);
    EXPECT_EQ(with({{"Cookie", "__Host-crosswalk=guess"}}), 401);
    EXPECT_EQ(with({{"Cookie", "crosswalk=signed-in"}}), 401) << "a name that another host can set";
    EXPECT_EQ(with({{"Cookie", "__Host-crosswalk=signed-in; __Host-crosswalk=other"}}), 401) << "whose is it?";
    EXPECT_EQ(status(request("GET", "/api/v1/status", {{"Authorization", "Bearer signed-in"}})), 401);
    EXPECT_EQ(with({{"Cookie", "__Host-crosswalk=good"}}), 401) << "a token is never taken from a cookie";
}

TEST(AdminGate, RefusesWhatTheBrowserSaysComesFromAnotherSite) {
    const auto from = [](const std::string& site) {
        return status(request("GET", "/api/v1/status", {{"Sec-Fetch-Site", site}}));
    };
    EXPECT_EQ(from("same-origin"), 200);
    EXPECT_EQ(from("none"), 200);
    EXPECT_EQ(from("cross-site"), 403);
    EXPECT_EQ(from("same-site"), 403);
    EXPECT_EQ(status(request("POST", "/api/v1/session", {{"Content-Type", "text/plain"}})), 415)
        << "a form that signs somebody in";
    EXPECT_EQ(
        status(request(
            "POST", "/api/v1/session", {{"Content-Type", "application/json"}, {"Origin", "https://example.net"}}
        )),
        403
    );
    EXPECT_EQ(
        status(request("POST", "/api/v1/session", {{"Content-Type", "application/json"}, {"Authorization", ""}})), 200
    ) << "nobody is known before they sign in";
}

TEST(AdminAnswers, CarryTheHeadersThatKeepBrowsersOut) {
    std::set<std::string> names;
    for (const auto& [name, value] : admin_answer(200, {}).headers) names.insert(name);
    EXPECT_TRUE(names.contains("Content-Security-Policy"));
    EXPECT_TRUE(names.contains("X-Content-Type-Options"));
    EXPECT_TRUE(names.contains("Cache-Control"));
}

ApiCall call(std::string_view method, std::string_view target, std::string_view body = "") {
    const auto found = find_call(method, target, body);
    EXPECT_TRUE(found.has_value()) << method << " " << target;
    return found ? *found : ApiCall{};
}

std::string refusal(std::string_view method, std::string_view target, std::string_view body = "") {
    const auto found = find_call(method, target, body);
    return found ? "found" : found.error().code;
}

TEST(AdminRoutes, TakeTheirArgumentsFromPathQueryAndBody) {
    EXPECT_EQ(
        call("GET", "/api/v1/leads/ada%2Bx%40example.com").args,
        boost::json::object({{"who", "ada+x@example.com"}})
    );
    EXPECT_EQ(
        call("GET", "/api/v1/leads/ada@example.com/history?limit=5&field=email&other=1").args,
        boost::json::object({{"who", "ada@example.com"}, {"limit", 5}, {"field", "email"}})
    );
    EXPECT_EQ(call("POST", "/api/v1/parked/12/replay", "{}").args, boost::json::object({{"id", 12}}));
    EXPECT_EQ(call("POST", "/api/v1/parked/replay", "").args, boost::json::object({{"all", true}}));
    const auto pause = call("POST", "/api/v1/connections/crm/pause", R"({"reason":"holiday"})");
    EXPECT_EQ(pause.args, boost::json::object({{"connection", "crm"}, {"reason", "holiday"}}));
    EXPECT_EQ(pause.route->command, "pause");
    EXPECT_NE(call("HEAD", "/api/v1/status").route, nullptr);
}

TEST(AdminRoutes, SayWhyTheyDoNotFit) {
    EXPECT_EQ(refusal("GET", "/api/v1/nothing"), "api.unknown");
    EXPECT_EQ(refusal("GET", "/api/v1/leads/"), "api.unknown");
    EXPECT_EQ(refusal("GET", "/"), "api.unknown");
    EXPECT_EQ(refusal("DELETE", "/api/v1/books"), "api.method");
    EXPECT_EQ(refusal("GET", "/api/v1/leads/%zz"), "api.path");
    EXPECT_EQ(refusal("GET", "/api/v1/leads/%ff"), "api.path");
    EXPECT_EQ(refusal("POST", "/api/v1/connections/crm/pause", "[1]"), "api.body");
    EXPECT_EQ(
        refusal("POST", "/api/v1/connections/crm/pause", "{\"reason\":\"a\",\"reason\":\"b\"}"), "api.body"
    );
}

TEST(OpenApi, DescribesEveryRouteOfTheTableAndWhatItAnswers) {
    const boost::json::value description = openapi();
    EXPECT_EQ(text_at(description, "/openapi"), "3.0.3");
    const auto& paths = description.at("paths").get_object();
    const auto& schemas = description.at("components").at("schemas").get_object();
    for (const ApiRoute& route : api_routes()) {
        const auto* path = paths.if_contains(route.path);
        ASSERT_NE(path, nullptr) << route.path;
        std::string method(route.method);
        std::ranges::transform(method, method.begin(), [](unsigned char c) { return std::tolower(c); });
        EXPECT_NE(path->get_object().if_contains(method), nullptr) << route.path;
        EXPECT_NE(schemas.if_contains(route.answer), nullptr) << route.path << " answers " << route.answer;
    }
}

TEST(AdminRoutes, LeadToCommandsThatExist) {
    const auto commands = admin_commands();
    const std::set<std::string_view> others{"vendors", "openapi", "changes", "desk begin", "desk show", "desk over", "desk touch", "desk passkey", "desk passkey made"};
    for (const ApiRoute& route : api_routes())
        if (!others.contains(route.command)) {
            EXPECT_EQ(std::ranges::count(commands, route.command), 1) << route.command;
        }
}

TEST(AdminRoutes, ShowNoListWithoutBounds) {
    EXPECT_EQ(refusal("GET", "/api/v1/parked?limit=0"), "api.query");
    EXPECT_EQ(refusal("GET", "/api/v1/parked?limit=201"), "api.query");
    EXPECT_EQ(refusal("POST", "/api/v1/leads/search", R"({"query":"an","limit":201})"), "api.query");
    EXPECT_EQ(refusal("GET", "/api/v1/parked?limit=200"), "found");
}

TEST(AdminRoutes, RefuseWhatTheyDoNotKnowInsteadOfIgnoringIt) {
    const auto code = [](std::string_view method, std::string_view target, std::string_view body = "{}") {
        const auto call = find_call(method, target, body);
        return call ? std::string() : call.error().code;
    };
    EXPECT_EQ(code("POST", "/api/v1/connections/crm/pause", R"({"reason":"x"})"), "");
    EXPECT_EQ(code("POST", "/api/v1/connections/crm/pause", R"({"raison":"x"})"), "api.body");
    EXPECT_EQ(code("POST", "/api/v1/connections/crm/pause", R"({"reason":"x","fix":true})"), "api.body");
    EXPECT_EQ(code("POST", "/api/v1/connections/crm/pause", R"({"reason":7})"), "api.body");
    EXPECT_EQ(code("POST", "/api/v1/connections/crm/pause", R"({"reason":null})"), "api.body");
    EXPECT_EQ(code("POST", "/api/v1/connections/crm/pause", R"(["reason"])"), "api.body");
    EXPECT_EQ(code("POST", "/api/v1/connections/crm/compare", R"({"fix":"true"})"), "api.body");
    EXPECT_EQ(code("POST", "/api/v1/connections/crm/compare", R"({"fix":true})"), "");
    EXPECT_EQ(code("POST", "/api/v1/leads/ada/erase", R"({"yes":true})"), "api.body");
    EXPECT_EQ(code("POST", "/api/v1/parked/7/choose", R"({"chosen":["1"]})"), "api.body");
    EXPECT_EQ(code("GET", "/api/v1/leads/ada/history?field=city&limit=5", ""), "");
    EXPECT_EQ(code("GET", "/api/v1/leads/ada/history?limit=five", ""), "api.query");
}

}  // namespace
}  // namespace crosswalk::test
