// What goes wrong at a vendor or in the store, and what is left of it afterwards.
#include "engine_story.h"

#include <unistd.h>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;
// A store whose disk is full for a while.
class FullDisk : public Store {
public:
    explicit FullDisk(std::unique_ptr<Store> whole) : whole_(std::move(whole)) {}
    bool full = false;

    void submit(Lane lane, Unit unit, Done done) override {
        if (full) return done(no());
        whole_->submit(lane, std::move(unit), std::move(done));
    }
    std::vector<Result<void>> run(std::vector<Unit> units) override {
        if (full) return std::vector<Result<void>>(units.size(), no());
        return whole_->run(std::move(units));
    }
    Result<void> read(const Unit& unit) override { return whole_->read(unit); }
    Result<void> writable() const override { return full ? Result<void>(no()) : whole_->writable(); }

private:
    static Fault no() { return {"store.unavailable", "The disk is full.", "Make room."}; }
    std::unique_ptr<Store> whole_;
};

class Trouble : public EngineStory {
protected:
    FullDisk& on_a_disk_that_fills() {
        engine.reset();
        auto disk = std::make_unique<FullDisk>(std::move(store));
        FullDisk& out = *disk;
        store = std::move(disk);
        start();
        return out;
    }
    // Four people in both CRMs; the third one's company is `company`.
    void four_people(const std::string& company) {
        for (int i = 0; i < 4; ++i) {
            const std::string email = "p" + std::to_string(i) + "@example.com";
            account("crm").records["c" + std::to_string(i)] = Fields{{"Email", value(email)}};
            const Fields told{{"email", value(email)}, {"company", value(i == 2 ? company : "Acme")}};
            hears("hub", toy_event("h" + std::to_string(i), told));
        }
    }
};

TEST_F(Trouble, ARecordThatMakesTheVendorFailIsSoonAloneAndThenWaits) {
    account("crm").fails_on = {"Poison"};
    four_people("Poison");
    settle(60s);
    EXPECT_EQ(at("crm", "c0", "Company"), value("Acme"));
    EXPECT_EQ(at("crm", "c3", "Company"), value("Acme"));
    for (int i = 0; i < 40; ++i) {
        hears("hub", toy_event("h0", {{"city", value(std::to_string(i))}}));
        settle(60s);
    }
    EXPECT_EQ(at("crm", "c0", "City"), value("39"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked().front().code, "http_500");
    EXPECT_EQ(booked("crm", Book::writes, books::kParked), 1);
}

TEST_F(Trouble, AVendorThatFailsForHoursParksNobody) {
    account("crm").fails_on = {"Acme", "Poison"};
    four_people("Poison");
    for (int i = 0; i < 120; ++i) {
        clock.pass(2min);
        settle(1s);
    }
    EXPECT_TRUE(parked().empty());
    account("crm").fails_on.clear();
    for (int i = 0; i < 6; ++i) {
        clock.pass(5min);
        settle(2s);
    }
    EXPECT_EQ(at("crm", "c0", "Company"), value("Acme"));
    EXPECT_EQ(at("crm", "c2", "Company"), value("Poison"));
    EXPECT_EQ(booked("crm", Book::writes, books::kInFlight), 0);
}

TEST_F(Trouble, AVerdictThatFindsTheDiskFullIsNotForgotten) {
    account("crm").records["c1"] = {{"Email", "ann@example.com"}};
    FullDisk& disk = on_a_disk_that_fills();
    cloud.next.push_back({.path = "/update", .carried_out = true, .meanwhile = [&] { disk.full = true; }});
    hears("mail", toy_event("m1", kAnn));
    for (int i = 0; i < 20 && !disk.full; ++i) {
        engine->settle_all();
        clock.pass(1s);
    }
    ASSERT_TRUE(disk.full);
    const auto calls_before = account("crm").calls.size();
    for (int i = 0; i < 20; ++i) {
        engine->settle_all();
        clock.pass(1s);
    }
    EXPECT_EQ(account("crm").calls.size(), calls_before) << "without a store there is no point in asking";
    disk.full = false;
    settle(60s);
    EXPECT_EQ(account("crm").written_rows, 1) << "read back, not written twice";
    EXPECT_EQ(booked("crm", Book::writes, books::kInFlight), 0);
    EXPECT_EQ(booked("crm", Book::writes, books::kApplied), 1);
}

TEST_F(Trouble, NewsThatFindTheDiskFullAreAppliedAfterwards) {
    account("crm").records["c1"] = {{"Email", "ann@example.com"}};
    FullDisk& disk = on_a_disk_that_fills();
    account("mail").records["m1"] = kAnn;
    hears("mail", toy_event("m1", {}, "", "thin"));
    engine->apply_step();
    cloud.next.push_back({.path = "/read", .carried_out = true, .meanwhile = [&] { disk.full = true; }});
    EXPECT_FALSE(engine->enrich_step("mail")) << "an answer that was not kept is no progress";
    EXPECT_FALSE(engine->enrich_step("mail"));
    EXPECT_EQ(calls("mail", "/read"), 1U);
    disk.full = false;
    settle(60s);
    EXPECT_EQ(at("crm", "c1", "Score"), value(73));
    EXPECT_EQ(booked("mail", Book::changes, books::kWaiting), 0);
}

TEST_F(Trouble, TheSameRefusalAgainAndAgainWaitsOnce) {
    account("crm").refuses = {"Poison", "Venom"};
    account("crm").records["c1"] = {{"Email", "ann@example.com"}};
    hears("hub", toy_event("h1", {{"email", "ann@example.com"}}));
    settle();
    for (const char* company : {"Poison", "Venom", "Poison", "Venom"}) {
        hears("hub", toy_event("h1", {{"company", company}}));
        settle();
    }
    EXPECT_EQ(parked().size(), 1U);
    EXPECT_EQ(booked("crm", Book::writes, books::kParked), 1);
}

TEST_F(Trouble, OnlyTheFieldTheVendorRefusesWaits) {
    account("crm").refuses = {"Poison"};
    account("crm").records["c1"] = {{"Email", "ann@example.com"}};
    hears("hub", toy_event("h1", {{"email", "ann@example.com"}}));
    settle();
    hears("hub", toy_event("h1", {{"company", "Poison"}, {"city", "Hanoi"}}));
    settle();
    EXPECT_EQ(at("crm", "c1", "City"), value("Hanoi"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked().front().fields, FieldSet{"company"});
    account("crm").refuses.clear();
    EXPECT_EQ(*engine->replay({}), 1U);
    settle();
    EXPECT_EQ(at("crm", "c1", "Company"), value("Poison"));
    EXPECT_EQ(booked("crm", Book::writes, books::kParked), 0);
}

TEST_F(Trouble, OneWhoCannotBeLookedUpKeepsNobodyElseBack) {
    account("crm").will_not_look_up = {"p1@example.com"};
    four_people("Acme");
    settle(60s);
    EXPECT_EQ(at("crm", "c0", "Company"), value("Acme"));
    EXPECT_EQ(at("crm", "c3", "Company"), value("Acme"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked().front().code, "http_405");
}

TEST_F(Trouble, OneWhoCannotBeReadKeepsNobodyElseBack) {
    account("crm").records["c1"] = {{"Email", "ann@example.com"}};
    account("mail").records["m1"] = kAnn;
    account("mail").will_not_look_up = {"m2"};
    for (const char* id : {"m2", "m1", "m2", "m3"}) hears("mail", toy_event(id, {}, "", "thin"));
    settle(60s);
    EXPECT_EQ(at("crm", "c1", "Score"), value(73));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked().front().record, "m2");
    EXPECT_EQ(booked("mail", Book::changes, books::kWaiting), 0);
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 1);
    account("mail").will_not_look_up.clear();
    account("mail").records["m2"] = {{"address", "bob@example.com"}, {"score", 5}};
    account("crm").records["c2"] = {{"Email", "bob@example.com"}};
    EXPECT_EQ(*engine->replay({}), 1U);
    settle(60s);
    EXPECT_EQ(at("crm", "c2", "Score"), value(5));
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 0);
}

TEST_F(Trouble, DamageBehindOneRecordDoesNotStopTheLine) {
    account("crm").records["c1"] = {{"Email", "ann@example.com"}};
    ASSERT_TRUE(run_one(*store, [](Transaction& tx) {
        return tx.leads.save(RecordState{.key = {"hub", {"person"}, {"h9"}}, .lead = {"nobody"}});
    }));
    hears("hub", toy_event("h9", {{"city", "Hanoi"}}));
    hears("mail", toy_event("m1", kAnn));
    settle();
    EXPECT_EQ(at("crm", "c1", "Score"), value(73));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked().front().code, "store.corrupt");
}

TEST_F(Trouble, ACallThatTheStopCutOffIsLookedAtBeforeItIsMadeAgain) {
    mapping.connections[0].create.when = CreatePolicy::When::always;
    start();
    cloud.next.push_back(
        {.path = "/create", .fault = Fault{"send.stopped", "Stopping.", ""}, .carried_out = true}
    );
    hears("mail", toy_event("m1", kAnn));
    settle(60s);
    EXPECT_EQ(account("crm").records.size(), 1U);
    EXPECT_EQ(calls("crm", "/create"), 1U);
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
}

TEST_F(Trouble, APollThatFailsIsTriedAgainSoonAndNotAWholePeriodLater) {
    polls["mail"] = 60min;
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", 41}};
    cloud.next.push_back({.path = "/read", .answer = HttpResponse{.status = 429}});
    start();
    settle(90s);
    EXPECT_EQ(at("crm", crm, "Score"), value(41));
}

TEST_F(EngineStory, AnAnswerThatBreaksOffHalfwayIsAskedForAgain) {
    account("mail").answers_in_two_turns = true;
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", 41}};
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    hears("mail", toy_event("m1", {}, {}, "thin"));
    settle();
    ASSERT_EQ(at("crm", crm, "Score"), boost::json::value(41));
    account("mail").records["m1"]["score"] = 73;
    hears("mail", toy_event("m1", {}, {}, "thin"));
    cloud.next.push_back({.path = "/read", .carried_out = true});
    cloud.next.push_back({.path = "/read", .answer = HttpResponse{429, {{"Retry-After", "1"}}, "{}"}});
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), boost::json::value(73)) << "the second turn was refused for a moment";
}

}  // namespace
}  // namespace crosswalk
