// What every route really answers, held to what openapi.json says of it.
#include "tests/app/console_desk.h"
#include "tests/app/soft_key.h"

#include "connector/app/daemon/runtime.h"
#include "connector/io/log_spdlog/json_log.h"
#include "tests/app/toy_vendor.h"
#include "tests/run/handoff_story.h"
#include "tests/support/json_schema.h"

#include <sstream>

namespace crosswalk {
namespace {

class Answers : public HandoffStory {
protected:
    // Asks, holds the answer to its schema, and remembers the route.
    DeskAnswer ask(
        ConsoleDesk& desk, const std::string& method, const std::string& target, const std::string& body,
        const RequestHeaders& headers
    ) {
        const auto answer = desk.ask(method, target, body, headers);
        const auto call = find_call(method, target, body);
        EXPECT_TRUE(call) << method << " " << target;
        if (!call) return answer;
        EXPECT_EQ(answer.status, 200) << method << " " << target << boost::json::serialize(answer.data);
        if (answer.status != 200) return answer;
        const auto schemas = openapi().at("components").at("schemas").get_object();
        for (const std::string& line :
             test::misfits(answer.data, schemas.at(call->route->answer).as_object(), schemas))
            ADD_FAILURE() << method << " " << target << " " << line;
        held.insert(std::string(call->route->method) + " " + std::string(call->route->path));
        return answer;
    }
    void people_are_told(ConsoleDesk& desk, const RequestHeaders& headers);
    void handoffs_are_answered(ConsoleDesk& desk, const RequestHeaders& headers);
    void access_is_managed(ConsoleDesk& desk, const RequestHeaders& headers);
    void the_service_is_run(ConsoleDesk& desk, const RequestHeaders& headers);
    void passkeys_are_kept(AdminService& here);
    void items_are_decided(ConsoleDesk& desk, const RequestHeaders& headers);

    std::set<std::string> held{};
    Config config{};
};

void Answers::people_are_told(ConsoleDesk& desk, const RequestHeaders& headers) {
    for (const char* path :
         {"/api/v1/leads",
          "/api/v1/leads?limit=1",
          "/api/v1/leads/ann@example.com",
          "/api/v1/leads/ann@example.com/history",
          "/api/v1/leads/ann@example.com/history?field=email&limit=1",
          "/api/v1/leads/ann@example.com/timeline",
          "/api/v1/leads/ann@example.com/why/email",
          "/api/v1/leads/ann@example.com/why/stage",
          "/api/v1/leads/ann@example.com/why/owner",
          "/api/v1/leads/ann@example.com/why/consent",
          "/api/v1/parked/causes"})
        ask(desk, "GET", path, "", headers);
    ask(desk, "POST", "/api/v1/leads/search", R"({"query":"ann@example.com"})", headers);
    ask(desk, "POST", "/api/v1/leads/ann@example.com/sync", "{}", headers);
}

void Answers::handoffs_are_answered(ConsoleDesk& desk, const RequestHeaders& headers) {
    const std::string first = "/api/v1/handoffs/" + handoffs().at(0).id;
    ask(desk, "GET", "/api/v1/handoffs", "", headers);
    ask(desk, "GET", "/api/v1/handoffs?all=true&owner=an", "", headers);
    ask(desk, "GET", first, "", headers);
    ask(desk, "GET", first + "/explain", "", headers);
    ask(desk, "POST", first + "/reassign", R"({"to":"binh"})", headers);
    const std::string second = "/api/v1/handoffs/" + handoffs().at(1).id;
    ask(desk, "POST", second + "/accept", "{}", headers);
    ask(desk, "POST", second + "/contact", "{}", headers);
    ask(desk, "POST", second + "/contacted", "{}", headers);
    ask(desk, "POST", second + "/reject", R"({"reason":"budget"})", headers);
    ask(desk, "GET", second, "", headers);
    ask(desk, "GET", "/api/v1/agreement", "", headers);
    ask(desk, "GET", "/api/v1/review", "", headers);
    ask(desk, "GET", "/api/v1/review?from=2026-01-01&to=2027-12-31&lang=vi", "", headers);
}

void Answers::access_is_managed(ConsoleDesk& desk, const RequestHeaders& headers) {
    const auto invited = ask(desk, "POST", "/api/v1/users", R"({"name":"mai","role":"rep"})", headers);
    const std::string link(text_at(invited.data, "/link"));
    const std::string body =
        boost::json::serialize(boost::json::object{{"invite", link.substr(link.rfind('/') + 1)}});
    const auto mai = ConsoleDesk::cookie(ask(desk, "POST", "/api/v1/session", body, {}));
    ask(desk, "GET", "/api/v1/session", "", mai);
    ask(desk, "GET", "/api/v1/session", "", headers);
    ask(desk, "GET", "/api/v1/passkeys", "", mai);
    const auto sessions = ask(desk, "GET", "/api/v1/sessions", "", mai);
    ask(desk, "DELETE", "/api/v1/sessions/" + std::string(text_at(sessions.data, "/sessions/0/id")), "{}", mai);
    ask(desk, "DELETE", "/api/v1/session", "{}", desk.sign_in("mai", ""));
    ask(desk, "GET", "/api/v1/users", "", headers);
    ask(desk, "POST", "/api/v1/users/mai/disable", "{}", headers);
    ask(desk, "POST", "/api/v1/users/mai/enable", "{}", headers);
    const auto made = ask(desk, "POST", "/api/v1/tokens", R"({"name":"sheets","role":"viewer","expires":3})", headers);
    ask(desk, "GET", "/api/v1/tokens", "", headers);
    ask(desk, "DELETE", "/api/v1/tokens/" + std::string(text_at(made.data, "/id")), "{}", headers);
    ask(desk, "GET", "/api/v1/log", "", headers);
    ask(desk, "GET", "/api/v1/log/check", "", headers);
}

void Answers::the_service_is_run(ConsoleDesk& desk, const RequestHeaders& headers) {
    for (const char* path :
         {"/api/v1/status",
          "/api/v1/books",
          "/api/v1/changes",
          "/api/v1/vendors",
          "/api/v1/openapi.json",
          "/api/v1/mapping",
          "/api/v1/mapping/plan",
          "/api/v1/mapping/versions/1",
          "/api/v1/mapping/diff",
          "/api/v1/mapping/history"})
        ask(desk, "GET", path, "", headers);
    ask(desk, "POST", "/api/v1/connections/crm/pause", R"({"reason":"holiday"})", headers);
    ask(desk, "POST", "/api/v1/connections/crm/resume", "{}", headers);
}

void Answers::passkeys_are_kept(AdminService& here) {
    ConsoleDesk desk(here, "localhost:8081");
    const SoftKey key;
    const auto signed_in = desk.sign_in("ha", "viewer");
    const auto asked = ask(desk, "POST", "/api/v1/passkeys/options", "{}", signed_in);
    const auto made =
        ask(desk, "POST", "/api/v1/passkeys", key.made_body(text_at(asked.data, "/challenge")), signed_in);
    ask(desk, "GET", "/api/v1/passkeys", "", signed_in);
    const auto options = ask(desk, "POST", "/api/v1/session/options", "{}", {});
    ask(desk, "POST", "/api/v1/session", key.touch_body(text_at(options.data, "/challenge")), {});
    ask(desk, "DELETE", "/api/v1/passkeys/" + std::string(text_at(made.data, "/id")), "{}", signed_in);
}

// Items that no story leaves behind by itself.
void Answers::items_are_decided(ConsoleDesk& desk, const RequestHeaders& headers) {
    const auto park = [&] {
        std::int64_t id = 0;
        EXPECT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
            const auto kept = tx.parked.park(
                {.what = Parked::What::event, .connection = "crm", .code = "decode.not_json", .says = "?", .since = clock.now()}
            );
            if (!kept) return kept.error();
            tx.books.add("crm", Book::deliveries, books::kUndecodable, 0);
            id = *kept;
            return {};
        }));
        return std::to_string(id);
    };
    const std::string dropped = park();
    ask(desk, "GET", "/api/v1/parked", "", headers);
    ask(desk, "GET", "/api/v1/parked/causes", "", headers);
    ask(desk, "POST", "/api/v1/parked/" + dropped + "/drop", "{}", headers);
}

// Each of these stands for a person's word, and `tests/run/decisions_test.cpp` shows what it does; comparing, activating
// and undoing need a vendor or files, and their answers are held below.
const std::set<std::string> kElsewhere{
    "POST /api/v1/parked/{id}/choose",
    "POST /api/v1/parked/{id}/link",
    "POST /api/v1/parked/{id}/join",
    "POST /api/v1/parked/{id}/keep-apart",
    "POST /api/v1/parked/{id}/replay",
};

TEST_F(Answers, AreWhatTheDescriptionSays) {
    KpiPlan kpi{.zone = "UTC", .currency = "EUR", .path = {"lead", "mql", "sal"}, .qualified = "mql", .accepted = "sal"};
    mapping.kpi = std::make_shared<const KpiPlan>(kpi);
    begin();
    qualify();
    AdminService here{config, *store, *engine, clock, true};
    ConsoleDesk desk(here);
    const auto headers = desk.token("admin");
    people_are_told(desk, headers);
    handoffs_are_answered(desk, headers);
    access_is_managed(desk, headers);
    items_are_decided(desk, headers);
    ask(desk, "POST", "/api/v1/connections/crm/compare", "{}", headers);
    ask(desk, "GET", "/api/v1/connections/crm/compare", "", headers);
    ask(desk, "GET", "/api/v1/status", "", headers);
    ask(desk, "POST", "/api/v1/parked/replay", "{}", headers);
    ask(desk, "POST", "/api/v1/leads/ann@example.com/erase", "{}", headers);

    const test::Household house;
    std::ostringstream lines;
    const auto quiet = make_json_log(lines, Level::error);
    std::vector<Finding> findings;
    const auto shop = Runtime::open(house.config(), *quiet, Runtime::Use::serve, findings);
    ASSERT_TRUE(shop);
    ConsoleDesk office((*shop)->admin());
    const auto token = office.token("admin");
    the_service_is_run(office, token);
    const auto file = house.folder().path() / "mappings/fields.yaml";
    house.folder().write("mappings/fields.yaml", test::read_all(file) + "    means: How keen somebody is.\n");
    ask(office, "GET", "/api/v1/mapping/diff", "", token);
    ask(office, "POST", "/api/v1/mapping/activate", "{}", token);
    ask(office, "POST", "/api/v1/mapping/undo", "{}", token);
    ask(office, "GET", "/api/v1/mapping/history?limit=2", "", token);
    for (const std::string& text : {test::read_all(file), std::string("format: 1\n")})
        ask(office, "POST", "/api/v1/mapping/check", boost::json::serialize(boost::json::object{{"files", {{"fields.yaml", text}}}}), token);
    const boost::json::object draft{{"files", {{"fields.yaml", test::read_all(file)}}}, {"days", 7}};
    ask(office, "POST", "/api/v1/mapping/what-if", boost::json::serialize(draft), token);
    ask(office, "GET", "/api/v1/status", "", token);
    passkeys_are_kept((*shop)->admin());

    for (const ApiRoute& route : api_routes()) {
        const std::string name = std::string(route.method) + " " + std::string(route.path);
        EXPECT_TRUE(held.contains(name) || kElsewhere.contains(name)) << name << " was not asked";
    }
}

TEST(JsonSchema, TellsWhatDoesNotFit) {
    const auto said = [](boost::json::value value, boost::json::object schema) {
        const boost::json::object all{{"Name", {{"type", "string"}}}};
        const auto lines = test::misfits(value, schema, all);
        return lines.empty() ? std::string() : lines.front();
    };
    const boost::json::object user{
        {"type", "object"},
        {"properties", {{"name", {{"$ref", "#/components/schemas/Name"}}}, {"seen", {{"type", "integer"}, {"nullable", true}}}}},
        {"required", {"name"}},
        {"additionalProperties", false}};
    EXPECT_EQ(said({{"name", "an"}, {"seen", nullptr}}, user), "");
    EXPECT_EQ(said({{"name", 7}}, user), "/name: is a integer, not a string");
    EXPECT_EQ(said({{"name", nullptr}}, user), "/name: is a null, not a string");
    EXPECT_EQ(said(boost::json::object{}, user), ": lacks 'name'");
    EXPECT_EQ(said({{"name", "an"}, {"more", 1}}, user), "/more: is not in the schema");
    EXPECT_EQ(said({{"at", "now"}}, {{"type", "object"}, {"additionalProperties", {{"type", "string"}, {"format", "date-time"}}}}), "/at: 'now' is no moment");
    EXPECT_EQ(said("king", {{"type", "string"}, {"enum", {"rep", "admin"}}}), ": 'king' is none of the words");
    EXPECT_EQ(said(boost::json::array{1, "x"}, {{"type", "array"}, {"items", {{"type", "integer"}}}}), "/1: is a string, not a integer");
    EXPECT_EQ(said("x", {{"pattern", "y"}}), ": the schema says 'pattern'");
}

}  // namespace
}  // namespace crosswalk
