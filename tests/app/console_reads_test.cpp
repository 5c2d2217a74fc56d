// What pages read: changes as they come, one person's story, why, lists page by page, and the log.
#include "tests/app/console_desk.h"

#include "tests/run/handoff_story.h"

namespace crosswalk {
namespace {

class ConsoleReads : public HandoffStory {
protected:
    DeskAnswer get(const std::string& path) { return desk.ask("GET", path, "", headers); }
    std::set<std::string> topics(const DeskAnswer& answer) {
        std::set<std::string> out;
        for (const auto& one : answer.data.at("topics").get_array()) out.emplace(one.get_string());
        return out;
    }
    // The rows of all pages, one by one.
    std::vector<std::string> paged(const std::string& path, const char* list, const char* member) {
        std::vector<std::string> out;
        std::string after;
        do {
            const auto page = get(path + (path.find('?') == std::string::npos ? "?" : "&") + "limit=1" + after);
            EXPECT_EQ(page.status, 200) << path << after;
            if (page.status != 200) break;
            for (const auto& row : page.data.at(list).get_array()) out.push_back(scalar_at(row, "/" + std::string(member)));
            const auto& next = page.data.at("next");
            after = next.is_string() ? "&after=" + std::string(next.get_string()) : "";
        } while (!after.empty());
        return out;
    }

    Config config{};
    AdminService admin{config, *store, *engine, clock, true};
    ConsoleDesk desk{admin};
    RequestHeaders headers = desk.token("admin");
};

TEST_F(ConsoleReads, WhoeverWaitsIsToldWhatChangedAndNotBefore) {
    qualify();
    const auto first = get("/api/v1/changes");
    EXPECT_EQ(topics(first), (std::set<std::string>{"leads", "handoffs", "parked", "connections", "mapping"}))
        << "whoever has seen nothing is told everything";
    const std::string place = scalar_at(first.data, "/now");
    auto waiting = desk.begin("GET", "/api/v1/changes?after=" + place, "", headers);
    EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds{300}), std::future_status::timeout);
    EXPECT_EQ(get("/api/v1/status").status, 200) << "and nobody waits for whoever waits";
    hears("mail", toy_event("m1", {{"score", 75}}));
    turn();
    const auto told = ConsoleDesk::read(waiting.get());
    EXPECT_EQ(topics(told), (std::set<std::string>{"leads"}));
    EXPECT_GT(std::stoll(scalar_at(told.data, "/now")), std::stoll(place));
    EXPECT_EQ(topics(get("/api/v1/changes?after=" + place)), (std::set<std::string>{"leads"})) << "told again at once";
}

TEST_F(ConsoleReads, WhoeverWaitsForNothingIsAnsweredAfterTwelveSeconds) {
    const std::string place = scalar_at(get("/api/v1/changes").data, "/now");
    auto waiting = desk.begin("GET", "/api/v1/changes?after=" + place, "", headers);
    EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds{300}), std::future_status::timeout);
    clock.pass(std::chrono::seconds{12});
    const auto told = ConsoleDesk::read(waiting.get());
    EXPECT_EQ(told.status, 200);
    EXPECT_TRUE(topics(told).empty());
    EXPECT_EQ(scalar_at(told.data, "/now"), place);
}

TEST_F(ConsoleReads, APlaceOfAnotherProcessIsAnsweredAtOnceWithEverything) {
    EXPECT_EQ(topics(get("/api/v1/changes?after=9000000000000000000")).size(), 5U);
    EXPECT_EQ(topics(get("/api/v1/changes?after=0")).size(), 5U);
    EXPECT_EQ(get("/api/v1/changes?after=yesterday").status, 400);
}

TEST_F(ConsoleReads, APauseAndAHandoffAreTopicsOfTheirOwn) {
    qualify();
    std::string place = scalar_at(get("/api/v1/changes").data, "/now");
    EXPECT_EQ(desk.ask("POST", "/api/v1/connections/crm/pause", "{}", headers).status, 200);
    EXPECT_EQ(topics(get("/api/v1/changes?after=" + place)), (std::set<std::string>{"connections"}));
    place = scalar_at(get("/api/v1/changes").data, "/now");
    EXPECT_EQ(desk.ask("POST", "/api/v1/handoffs/" + handoffs().at(0).id + "/accept", "{}", headers).status, 200);
    EXPECT_TRUE(topics(get("/api/v1/changes?after=" + place)).contains("handoffs"));
}

TEST_F(ConsoleReads, WhoeverWaitsWhenTheServiceStopsIsAnswered) {
    const std::string place = scalar_at(get("/api/v1/changes").data, "/now");
    auto waiting = desk.begin("GET", "/api/v1/changes?after=" + place, "", headers);
    EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds{100}), std::future_status::timeout);
    desk.desk().let_go();
    EXPECT_EQ(waiting.get().status, 200);
}

TEST_F(ConsoleReads, TheTimelineTellsOneStoryAndEveryRowOnce) {
    qualify();
    ASSERT_EQ(desk.ask("POST", "/api/v1/handoffs/" + handoffs().at(0).id + "/accept", "{}", headers).status, 200);
    turn();
    const auto whole = get("/api/v1/leads/ann@example.com/timeline?limit=200");
    std::multiset<std::string> at_once, one_by_one;
    std::set<std::string> kinds;
    for (const auto& row : whole.data.at("timeline").get_array()) {
        kinds.insert(scalar_at(row, "/what"));
        at_once.insert(boost::json::serialize(row));
    }
    EXPECT_EQ(kinds, (std::set<std::string>{"value", "step", "write", "handoff"}));
    EXPECT_TRUE(whole.data.at("next").is_null());
    std::string after;
    do {
        const auto page = get("/api/v1/leads/ann@example.com/timeline?limit=2" + after);
        for (const auto& row : page.data.at("timeline").get_array()) one_by_one.insert(boost::json::serialize(row));
        const auto& next = page.data.at("next");
        after = next.is_string() ? "&after=" + std::string(next.get_string()) : "";
    } while (!after.empty());
    EXPECT_EQ(one_by_one, at_once);
}

TEST_F(ConsoleReads, WhyNamesTheWinnerTheLosersAndWhatWouldHaveToDiffer) {
    qualify();
    hears("crm", toy_event(crm, {{"Email", "ann2@example.com"}}));
    turn();
    const auto email = get("/api/v1/leads/ann2@example.com/why/email");
    EXPECT_EQ(text_at(email.data, "/winner/connection"), "crm");
    EXPECT_EQ(text_at(email.data, "/losers/0/connection"), "mail");
    EXPECT_EQ(text_at(email.data, "/losers/0/would_win"), "It would count if mail had said it last.");
    const auto stage = get("/api/v1/leads/ann2@example.com/why/stage");
    EXPECT_EQ(text_at(stage.data, "/value"), "mql");
    EXPECT_NE(text_at(stage.data, "/because/0").find("It became 'mql'"), std::string::npos);
    const auto owner = get("/api/v1/leads/ann2@example.com/why/owner");
    EXPECT_EQ(text_at(owner.data, "/value"), "an");
    EXPECT_FALSE(owner.data.at("would_differ").get_array().empty());
    const auto consent = get("/api/v1/leads/ann2@example.com/why/consent");
    EXPECT_FALSE(consent.data.at("because").get_array().empty());
    EXPECT_EQ(get("/api/v1/leads/ann2@example.com/why/weather").status, 404);
}

TEST_F(ConsoleReads, EveryListIsReadPageByPage) {
    qualify();
    for (const char* who : {"b", "c", "d"})
        hears("mail", toy_event(who, {{"address", boost::json::value(std::string(who) + "@example.com")}, {"score", 1}}));
    turn();
    EXPECT_EQ(paged("/api/v1/leads", "leads", "id").size(), 4U);
    EXPECT_EQ(
        paged("/api/v1/leads/ann@example.com/history", "history", "event").size(),
        get("/api/v1/leads/ann@example.com/history?limit=200").data.at("history").get_array().size()
    );
    EXPECT_EQ(desk.ask("POST", "/api/v1/handoffs/" + handoffs().at(0).id + "/reassign", "{}", headers).status, 200);
    EXPECT_EQ(paged("/api/v1/handoffs?all=true", "handoffs", "id").size(), 2U);
    EXPECT_EQ(paged("/api/v1/handoffs?all=true&owner=an", "handoffs", "id").size(), 1U);
    for (const char* name : {"u1", "u2", "u3"}) desk.invite(name, "viewer");
    EXPECT_EQ(paged("/api/v1/users", "users", "name"), (Lines{"u1", "u2", "u3"}));
    hears("mail", "no JSON");
    hears("mail", "neither");
    turn();
    EXPECT_EQ(paged("/api/v1/parked", "parked", "id").size(), 2U);
    EXPECT_EQ(paged("/api/v1/parked?connection=crm", "parked", "id").size(), 0U);
    EXPECT_EQ(scalar_at(get("/api/v1/parked/causes").data, "/causes/0/count"), "2");
    const auto rows = paged("/api/v1/log", "log", "n");
    EXPECT_EQ(rows.front(), std::to_string(rows.size())) << "newest first";
    EXPECT_EQ(std::set<std::string>(rows.begin(), rows.end()).size(), rows.size());
}

// A store in which the second look takes as long as the test wants: the one that counts, behind the one that lets in.
class StoreWithASlowLook : public Store {
public:
    explicit StoreWithASlowLook(Store& whole) : whole_(whole) {}
    void submit(Lane lane, Unit unit, Done done) override { whole_.submit(lane, std::move(unit), std::move(done)); }
    std::vector<Result<void>> run(std::vector<Unit> units) override { return whole_.run(std::move(units)); }
    Result<void> read(const Unit& unit) override {
        if (++looks_ == 2) released_.wait();
        return whole_.read(unit);
    }
    Result<void> writable() const override { return whole_.writable(); }
    bool is_looking() const { return looks_ >= 2; }
    void release() { release_.set_value(); }

private:
    Store& whole_;
    std::atomic<int> looks_ = 0;
    std::promise<void> release_{};
    std::future<void> released_ = release_.get_future();
};

TEST_F(ConsoleReads, AReviewThatTakesLongHoldsUpNobodyWhoAccepts) {
    KpiPlan kpi{.zone = "UTC", .currency = "EUR", .path = {"lead", "mql", "sal"}, .qualified = "mql", .accepted = "sal"};
    mapping.kpi = std::make_shared<const KpiPlan>(kpi);
    begin();
    qualify();
    StoreWithASlowLook slow(*store);
    AdminService here{config, slow, *engine, clock, true};
    ConsoleDesk busy(here);
    auto review = busy.begin("GET", "/api/v1/review", "", headers);
    while (!slow.is_looking()) std::this_thread::yield();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(busy.ask("POST", "/api/v1/handoffs/" + handoffs().at(0).id + "/accept", "{}", headers).status, 200);
    EXPECT_EQ(review.wait_for(std::chrono::seconds{0}), std::future_status::timeout);
    slow.release();
    EXPECT_EQ(review.get().status, 200);
}

TEST_F(ConsoleReads, SomebodyIsFoundByAddressByRecordAndById) {
    qualify();
    const std::string id = lead("ann@example.com").id.text;
    for (const std::string& query : {std::string("ANN@example.com"), crm, std::string("m1"), id}) {
        const auto found = desk.ask(
            "POST",
            "/api/v1/leads/search",
            boost::json::serialize(boost::json::object{{"query", query}}),
            headers
        );
        EXPECT_EQ(text_at(found.data, "/leads/0/id"), id) << query;
    }
    EXPECT_EQ(desk.ask("POST", "/api/v1/leads/search", "{}", headers).status, 400);
    EXPECT_TRUE(desk.ask("POST", "/api/v1/leads/search", R"({"query":"zed"})", headers).data.at("leads").get_array().empty());
}

TEST_F(ConsoleReads, WhoeverLooksPeopleUpReadsNoNameInThePlaceOfTheNextPage) {
    const std::vector<std::string> ids{"ann", "anna", "annabel"};
    for (const std::string& id : ids)
        ASSERT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
            const auto saved = tx.leads.save(Lead{.id = {id}, .called = {id + " secretname"}});
            return saved ? Result<void>{} : saved.error();
        }));
    std::vector<std::string> seen;
    std::string after;
    do {
        const boost::json::object query{{"query", "ann"}, {"limit", 1}, {"after", after}};
        const auto page = desk.ask("POST", "/api/v1/leads/search", boost::json::serialize(query), headers);
        ASSERT_EQ(page.status, 200);
        seen.emplace_back(text_at(page.data, "/leads/0/id"));
        after = text_at(page.data, "/next");
        EXPECT_EQ(after.find("secretname"), std::string::npos);
    } while (!after.empty() && seen.size() < 9);
    EXPECT_EQ(seen, ids);
    for (const char* place : {"1 ann secretname", "AAAA", "%"}) {
        const boost::json::object query{{"query", "ann"}, {"after", place}};
        EXPECT_EQ(desk.ask("POST", "/api/v1/leads/search", boost::json::serialize(query), headers).status, 400) << place;
    }
}

TEST_F(ConsoleReads, TheLogHoldsWhoDidWhatAndNoAddressAndAMissingRowShows) {
    qualify();
    const auto mai = desk.sign_in("mai", "admin");
    EXPECT_EQ(desk.ask("POST", "/api/v1/leads/ann@example.com/sync", "{}", mai).status, 200);
    EXPECT_EQ(desk.ask("POST", "/api/v1/connections/crm/pause", R"({"reason":"holiday"})", mai).status, 200);
    const auto paused = get("/api/v1/log?what=pause");
    EXPECT_EQ(text_at(paused.data, "/log/0/who"), "mai");
    EXPECT_EQ(text_at(paused.data, "/log/0/about"), "crm");
    EXPECT_EQ(text_at(paused.data, "/log/0/detail/reason"), "holiday");
    EXPECT_EQ(text_at(get("/api/v1/log?what=lead+sync").data, "/log/0/about"), lead("ann@example.com").id.text);
    EXPECT_EQ(boost::json::serialize(get("/api/v1/log").data).find("ann@example.com"), std::string::npos);
    EXPECT_EQ(get("/api/v1/log/check").data.at("whole"), boost::json::value(true));
}

}  // namespace
}  // namespace crosswalk
