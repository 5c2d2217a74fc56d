// Every route in every role; whose people a rep sees, and how much of them a viewer.
#include "tests/app/console_desk.h"

#include "connector/console/access/mask.h"
#include "tests/run/handoff_story.h"

namespace crosswalk {
namespace {

std::string filled_in(std::string_view pattern) {
    std::string out;
    for (const auto segment : path_segments(pattern)) {
        const auto name = placeholder_in(segment);
        out += "/" + (name.empty() ? std::string(segment) : name == "id" ? "4711" : "nobody");
    }
    return out;
}

class RolesOfTheConsole : public HandoffStory {
protected:
    RolesOfTheConsole() { qualify(); }
    std::string id() { return handoffs().at(0).id; }
    std::string body_of(const DeskAnswer& answer) { return boost::json::serialize(answer.data); }

    Config config{};
    AdminService admin{config, *store, *engine, clock, true};
    ConsoleDesk desk{admin};
};

TEST_F(RolesOfTheConsole, EveryRouteIsOpenToExactlyTheRolesThatTheTableNames) {
    std::size_t refused = 0, allowed = 0;
    for (const access::Role role : access::all_roles()) {
        const std::string name(to_string(role));
        for (const bool by_token : {true, false})
            for (const ApiRoute& route : api_routes()) {
                if (is_open(route.method, route.path)) continue;
                // A session of its own each time: some of them end it.
                const auto headers = by_token ? desk.token(name) : desk.sign_in("walker " + name, name);
                const auto answer = desk.ask(
                    std::string(route.method), filled_in(route.path), route.method == "GET" ? "" : "{}", headers
                );
                const bool is_refused = answer.status == 403 && answer.code() == "access.role";
                EXPECT_EQ(is_refused, !route.roles.has(role))
                    << name << " " << route.method << " " << route.path << ": " << answer.status;
                EXPECT_TRUE(answer.status != 401 || route.command.starts_with("desk passkey")) << name << " " << route.method << " " << route.path;
                (is_refused ? refused : allowed) += 1;
            }
    }
    EXPECT_GT(refused, 100U);
    EXPECT_GT(allowed, 100U);
}

TEST_F(RolesOfTheConsole, NobodyComesInWithoutATokenOrASession) {
    for (const ApiRoute& route : api_routes()) {
        const auto answer =
            desk.ask(std::string(route.method), filled_in(route.path), route.method == "GET" ? "" : "{}", {});
        if (route.command != "desk touch") {
            EXPECT_EQ(answer.status, 401) << route.method << " " << route.path;
        }
    }
}

TEST_F(RolesOfTheConsole, WhatTellsOfPeopleIsARepsOwnOrNotForReps) {
    for (const ApiRoute& route : api_routes())
        if (route.people && route.command != "review" && route.roles.has(access::Role::rep)) {
            EXPECT_TRUE(route.own) << route.method << " " << route.path;
        }
}

TEST_F(RolesOfTheConsole, ARepSeesAndAnswersTheirOwnHandoffsAndNobodyElses) {
    const auto an = desk.sign_in("an", "rep"), binh = desk.sign_in("binh", "rep");
    const auto lists = [&](const std::string& path, const RequestHeaders& who, const char* list) {
        return desk.ask("GET", path, "", who).data.at(list).get_array().size();
    };
    EXPECT_EQ(lists("/api/v1/handoffs", an, "handoffs"), 1U);
    EXPECT_EQ(lists("/api/v1/handoffs", binh, "handoffs"), 0U);
    EXPECT_EQ(lists("/api/v1/handoffs?owner=an", binh, "handoffs"), 0U) << "asking for another's changes nothing";
    EXPECT_EQ(lists("/api/v1/leads", an, "leads"), 1U);
    EXPECT_EQ(lists("/api/v1/leads", binh, "leads"), 0U);
    const std::string lead = handoffs().at(0).lead.text;
    for (const std::string& path :
         {"/api/v1/handoffs/" + id(),
          "/api/v1/handoffs/" + id() + "/explain",
          "/api/v1/leads/" + lead,
          "/api/v1/leads/" + lead + "/history",
          "/api/v1/leads/" + lead + "/timeline",
          "/api/v1/leads/" + lead + "/why/stage"}) {
        EXPECT_EQ(desk.ask("GET", path, "", an).status, 200) << path;
        EXPECT_EQ(desk.ask("GET", path, "", binh).status, 404) << path;
    }
    const auto found = [&](const RequestHeaders& who) {
        return desk.ask("POST", "/api/v1/leads/search", R"({"query":"ann@example.com"})", who)
            .data.at("leads")
            .get_array()
            .size();
    };
    EXPECT_EQ(found(an), 1U);
    EXPECT_EQ(found(binh), 0U);
    const std::string accept = "/api/v1/handoffs/" + id() + "/accept";
    EXPECT_EQ(desk.ask("POST", accept, "{}", binh).status, 404);
    EXPECT_FALSE(state_of(handoffs()[0]).accepted);
    EXPECT_EQ(desk.ask("POST", accept, R"({"by":"binh"})", an).status, 200);
    EXPECT_EQ(state_of(handoffs()[0]).accepted->by, "an") << "nobody answers in another's name";
}

TEST_F(RolesOfTheConsole, WhoActedStandsInTheHistoryAndInTheLog) {
    const auto an = desk.sign_in("an", "rep");
    EXPECT_EQ(desk.ask("POST", "/api/v1/handoffs/" + id() + "/accept", "{}", an).status, 200);
    const auto steps = desk.command("lead history", {{"who", "ann@example.com"}, {"field", "stage"}}).data;
    EXPECT_EQ(text_at(steps, "/steps/" + std::to_string(steps.at("steps").get_array().size() - 1) + "/who"), "an");
    const auto logged = desk.command("log list", {{"what", "handoffs accept"}}).data;
    EXPECT_EQ(text_at(logged, "/log/0/who"), "an");
    EXPECT_EQ(text_at(logged, "/log/0/about"), id());
    EXPECT_EQ(text_at(logged, "/log/0/from"), "192.0.2.7");
}

TEST_F(RolesOfTheConsole, AViewerSeesThatSomebodyIsThereAndNotWho) {
    const auto viewer = desk.sign_in("ha", "viewer"), editor = desk.sign_in("mai", "editor");
    const std::string lead = handoffs().at(0).lead.text;
    for (const std::string& path :
         {std::string("/api/v1/leads"),
          "/api/v1/leads/" + lead,
          "/api/v1/leads/" + lead + "/history",
          "/api/v1/leads/" + lead + "/timeline",
          "/api/v1/leads/" + lead + "/why/email",
          std::string("/api/v1/handoffs"),
          "/api/v1/handoffs/" + id(),
          "/api/v1/handoffs/" + id() + "/explain"}) {
        const auto masked = desk.ask("GET", path, "", viewer);
        EXPECT_EQ(masked.status, 200) << path;
        EXPECT_EQ(body_of(masked).find("ann@example.com"), std::string::npos) << path << body_of(masked);
        EXPECT_EQ(desk.ask("GET", path, "", editor).status, 200) << path;
    }
    EXPECT_NE(body_of(desk.ask("GET", "/api/v1/leads", "", editor)).find("ann@example.com"), std::string::npos);
    EXPECT_EQ(desk.command("log list", {{"what", "lead show"}}).data.at("log").get_array().size(), 1U)
        << "that the editor looked is in the log";
}

TEST(Masks, KeepEnoughToTellTwoApart) {
    EXPECT_EQ(access::masked("annabel@example.com"), "an…@example.com");
    EXPECT_EQ(access::masked("+84912345678"), "+84…78");
    EXPECT_EQ(access::masked("Đặng"), "Đ…");
    boost::json::value answer{
        {"given_name", {{"value", "Ann"}, {"why", {{"connection", "crm"}, {"rule", "newest"}}}}},
        {"history", {{{"field", "given_name"}, {"before", "Anna"}, {"after", "Ann"}, {"at", "2026-11-30T10:00:00.000Z"}}}},
        {"note", "sent to ann@example.com, again"},
        {"rows", {"0912 345 678", "2026-11-30"}}};
    access::mask_people(answer, [](std::string_view field) { return field == "given_name"; });
    EXPECT_EQ(
        boost::json::serialize(answer),
        R"({"given_name":{"value":"A…","why":{"connection":"crm","rule":"newest"}},"history":[{"field":"given_name","before":"A…","after":"A…","at":"2026-11-30T10:00:00.000Z"}],"note":"sent to a…@example.com, again","rows":["091…78","2026-11-30"]})"
    );
}

}  // namespace
}  // namespace crosswalk
