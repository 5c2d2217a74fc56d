// The whole service in this process: what it answers from outside, and how it begins and ends.
#include "connector/app/daemon/serve.h"

#include "connector/app/admin/control_socket.h"
#include "connector/contract/json_read.h"
#include "connector/io/log_spdlog/json_log.h"
#include "tests/app/toy_vendor.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <sstream>

namespace crosswalk::test {
namespace {

class Town {
public:
    explicit Town(const Household& house) : config_(house.config()) {
        auto started = Service::start(config_, *log_, findings);
        if (started)
            service = std::move(*started);
        else
            fault = started.error();
    }
    httplib::Client admin() const { return httplib::Client("http://" + service->admin_address()); }
    httplib::Client edge() const { return httplib::Client("http://" + service->public_address()); }
    CommandAnswer command(const std::string& name, boost::json::object args = {}) const {
        auto answer = ask_service(config_.store_path, {name, std::move(args), "ada"});
        EXPECT_TRUE(answer.has_value() && answer->has_value());
        return answer && *answer ? std::move(**answer) : CommandAnswer{};
    }
    httplib::Headers token() const {
        std::string text = command("token create").text;
        text.pop_back();
        return {{"Authorization", "Bearer " + text}};
    }

    std::vector<Finding> findings{};
    std::optional<Fault> fault{};
    std::unique_ptr<Service> service{};

private:
    std::ostringstream lines_{};
    std::unique_ptr<Log> log_ = make_json_log(lines_, Level::debug);
    const Config config_;
};

TEST(Service, ShowsNothingButHealthToSomebodyWithoutAToken) {
    const Household house;
    const Town town(house);
    ASSERT_NE(town.service, nullptr) << town.fault->what;
    auto admin = town.admin();
    EXPECT_EQ(admin.Get("/healthz")->status, 200);
    EXPECT_EQ(admin.Get("/readyz")->status, 200);
    for (const auto* path : {"/metrics", "/api/v1/status", "/api/v1/openapi.json", "/api/v1/leads/ada@example.com"})
        EXPECT_EQ(admin.Get(path)->status, 401) << path;
    // The console's page holds no data: it is the same for everybody, and asks for what it shows.
    EXPECT_EQ(admin.Get("/")->body, admin.Get("/", {{"Authorization", "Bearer guess"}})->body);
    EXPECT_EQ(admin.Get("/api/v1/status", {{"Authorization", "Bearer guess"}})->status, 401);
}

TEST(Service, AnswersItsApiToSomebodyWithAToken) {
    const Household house;
    const Town town(house);
    ASSERT_NE(town.service, nullptr) << town.fault->what;
    auto admin = town.admin();
    const auto token = town.token();
    EXPECT_EQ(admin.Get("/api/v1/status", token)->status, 200);
    EXPECT_EQ(admin.Get("/api/v1/leads/nobody%40example.com", token)->status, 404);
    EXPECT_EQ(admin.Get("/api/v1/nothing", token)->status, 404);
    EXPECT_EQ(admin.Delete("/api/v1/books", token, "{}", "application/json")->status, 405);
    EXPECT_EQ(admin.Post("/api/v1/connections/crm/pause", token, "{}", "application/json")->status, 200);
    EXPECT_EQ(
        admin.Post("/api/v1/connections/crm/pause", token, "reason=x", "application/x-www-form-urlencoded")
            ->status,
        415
    );
    EXPECT_EQ(admin.Post("/api/v1/connections/nobody/resume", token, "{}", "application/json")->status, 404);
    const auto numbers = admin.Get("/metrics", token);
    EXPECT_NE(
        numbers->body.find("crosswalk_book_items{connection=\"mail\",book=\"deliveries\",word=\"total\"} 0"),
        std::string::npos
    );
    EXPECT_NE(numbers->body.find("crosswalk_store_writable 1"), std::string::npos);
}

TEST(Service, LetsSomebodyInByALinkThatTheCommandLinePrinted) {
    const Household house;
    const Town town(house);
    ASSERT_NE(town.service, nullptr) << town.fault->what;
    const std::string link = town.command("user invite", {{"name", "mai"}, {"role", "admin"}}).text;
    const std::string begins = "http://" + town.service->admin_address() + "/#/invite/";
    ASSERT_TRUE(link.starts_with(begins)) << link;
    const std::string body = R"({"invite":")" + link.substr(begins.size(), 43) + "\"}";
    auto admin = town.admin();
    const auto signed_in = admin.Post("/api/v1/session", body, "application/json");
    ASSERT_EQ(signed_in->status, 200) << signed_in->body;
    const std::string set = signed_in->get_header_value("Set-Cookie");
    const httplib::Headers cookie{{"Cookie", set.substr(0, set.find(';'))}};
    EXPECT_EQ(admin.Get("/api/v1/users", cookie)->status, 200);
    EXPECT_EQ(admin.Get("/api/v1/users")->status, 401);
    const auto changes = admin.Get("/api/v1/changes", cookie);
    EXPECT_EQ(changes->status, 200);
    EXPECT_NE(changes->body.find("\"mapping\""), std::string::npos) << changes->body;
    EXPECT_EQ(admin.Delete("/api/v1/session", cookie)->status, 200);
    EXPECT_EQ(admin.Get("/api/v1/users", cookie)->status, 401);
    EXPECT_EQ(admin.Post("/api/v1/session", body, "application/json")->status, 401);
}

TEST(Service, CarriesADeliveryFromTheEdgeToTheLead) {
    const Household house;
    const Town town(house);
    ASSERT_NE(town.service, nullptr) << town.fault->what;
    auto edge = town.edge();
    const std::string body = R"({"id":"7","email":"ada@example.com","score":73})";
    EXPECT_EQ(edge.Post("/hooks/mail/wrong", body, "application/json")->status, 401);
    EXPECT_EQ(edge.Post("/hooks/mail/" + std::string(kPathSecret), body, "application/json")->status, 200);
    EXPECT_EQ(edge.Get("/api/v1/status")->status, 404) << "the admin side is not on the public edge";
    CommandAnswer shown;
    for (int looks = 0; looks < 500; ++looks) {
        shown = town.command("lead show", {{"who", "ada@example.com"}});
        if (shown.exit == kFine) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(text_at(shown.data, "/values/lead_score/value"), "73");
    EXPECT_EQ(town.command("books").exit, kFine);
}

TEST(Service, KeepsWhatItAcknowledgedWhenItStopsAndStartsAgain) {
    const Household house;
    {
        const Town town(house);
        ASSERT_NE(town.service, nullptr) << town.fault->what;
        auto edge = town.edge();
        const auto answer = edge.Post(
            "/hooks/mail/" + std::string(kPathSecret),
            R"({"id":"7","email":"ada@example.com"})",
            "application/json"
        );
        EXPECT_EQ(answer->status, 200);
        town.service->stop();
        town.service->stop();
    }
    const Town again(house);
    ASSERT_NE(again.service, nullptr) << again.fault->what;
    const auto books = again.command("books");
    EXPECT_EQ(*value_at(books.data, "/connections/mail/deliveries/total"), boost::json::value(1));
}

TEST(Service, RefusesASecondOneOnTheSameStore) {
    const Household house;
    const Town first(house);
    ASSERT_NE(first.service, nullptr) << first.fault->what;
    const Town second(house);
    ASSERT_TRUE(second.fault.has_value());
    EXPECT_EQ(second.fault->code, "store.locked");
}

TEST(Service, RefusesToStartOnANewStoreWithABrokenMappingAndSaysAllThatIsWrong) {
    const Household house;
    house.folder().write("mappings/fields.yaml", "format: 1\nfeilds: {}\nconnectoins: {}\n");
    const Town town(house);
    ASSERT_TRUE(town.fault.has_value());
    EXPECT_EQ(town.fault->code, "mapping.broken");
    EXPECT_GE(town.findings.size(), 2u);
}

TEST(Service, StartsWithWhatIsActiveThoughTheFileOnDiskIsBroken) {
    const Household house;
    { const Town first(house); }
    house.folder().write("mappings/fields.yaml", "format: 1\nfeilds: {}\n");
    const Town again(house);
    ASSERT_NE(again.service, nullptr) << again.fault->what;
    const auto status = again.command("status");
    EXPECT_EQ(status.exit, kFine);
    EXPECT_EQ(*value_at(status.data, "/mapping/disk_is_fine"), boost::json::value(false));
}

TEST(Service, RefusesAKeyThatDoesNotFitTheStore) {
    const Household house;
    { const Town first(house); }
    std::string text = read_all(house.config_path());
    text.replace(text.find("AAEC"), 4, "BAEC");
    house.folder().write("crosswalk.yaml", text);
    const Town again(house);
    ASSERT_TRUE(again.fault.has_value());
    EXPECT_EQ(again.fault->code, "secrets.wrong_key");
}

}  // namespace
}  // namespace crosswalk::test
