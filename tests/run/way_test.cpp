// The way of a lead through the tools, and what stops it from going round in circles.
#include "engine_story.h"
#include "tests/sync/small_way.h"

#include <unistd.h>

namespace crosswalk {
namespace {

using boost::json::value;

class OnTheWay : public EngineStory {
protected:
    OnTheWay() {
        mapping = small_way();
        mapping.connections[1].send_steps = SendSteps::each;
        start();
        crm = account("crm").add({{"Email", "ann@example.com"}, {"Status", "Open"}});
        hub = account("hub").add({{"email", "ann@example.com"}, {"stage", "lead"}});
        hears("crm", toy_event(crm, {{"Email", "ann@example.com"}, {"Status", "Open"}}));
        hears("hub", toy_event(hub, {{"email", "ann@example.com"}, {"stage", "lead"}}));
        hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 10}}));
        settle();
    }
    // Every value the hub's stage was given, in order.
    std::vector<std::string> shown_to_hub() {
        std::vector<std::string> out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto record = tx.leads.record({"hub", {"person"}, {hub}});
            const auto rows = tx.history.of((*record)->lead, "", 1'000);
            for (auto row = rows->rbegin(); row != rows->rend(); ++row)
                if (row->what == HistoryRow::What::write && row->connection == "hub" && row->field == "stage")
                    out.push_back(*row->after);
            return {};
        }));
        return out;
    }
    // When the crm's stage was written last.
    std::optional<Millis> stage_written_to_crm() {
        std::optional<Millis> out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto record = tx.leads.record({"crm", {"person"}, {crm}});
            if (const auto& ours = (*record)->fields.at("Status").written) out = ours->at;
            return {};
        }));
        return out;
    }
    void edits(std::string_view tool, const std::string& id, const std::string& field, value to) {
        account(tool).records[id][field] = to;
        hears(std::string(tool), toy_event(id, {{field, std::move(to)}}));
        settle();
    }
    std::string crm{}, hub{};
};

TEST_F(OnTheWay, AJumpInOneToolIsShownToTheOtherStepByStep) {
    edits("crm", crm, "Status", "Qualified");
    EXPECT_EQ(shown_to_hub(), (std::vector<std::string>{"\"mql\"", "\"sql\""}))
        << "sal has no word of its own";
    EXPECT_EQ(at("crm", crm, "Status"), value("Qualified")) << "who jumped is not rewound";
}

TEST_F(OnTheWay, WhoIsShownTheLastStepAloneGetsOneWrite) {
    edits("hub", hub, "stage", "sql");
    EXPECT_EQ(at("crm", crm, "Status"), value("Qualified"));
    EXPECT_TRUE(shown_to_hub().empty());
}

TEST_F(OnTheWay, AnIllegalMoveWaitsAndDroppingItTellsTheTruth) {
    edits("crm", crm, "Status", "Qualified");
    edits("hub", hub, "stage", "lead");
    EXPECT_EQ(at("hub", hub, "stage"), value("lead")) << "it waits for a person, and is left alone";
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].code, "stage.illegal_move");
    edits("crm", crm, "City", "Hanoi");
    EXPECT_EQ(at("hub", hub, "city"), value("Hanoi")) << "parking blocks only the steps";
    ASSERT_TRUE(*engine->drop(parked()[0].id));
    settle();
    EXPECT_EQ(at("hub", hub, "stage"), value("sql"));
    EXPECT_TRUE(parked().empty());
}

TEST_F(OnTheWay, AStageSetByHandInTheSecondOfOurOwnWriteIsHeardWhenItIsReadLater) {
    mapping.back.push_back({.from = {"sql"}, .to = "lead"});
    start();
    edits("hub", hub, "stage", "sql");
    ASSERT_EQ(at("crm", crm, "Status"), value("Qualified"));
    const auto ours = stage_written_to_crm();
    ASSERT_TRUE(ours);
    account("crm").records[crm]["Status"] = "Open";  // what stood there before
    account("crm").touched_at[crm] = *ours;
    clock.pass(std::chrono::minutes{5});
    hears("crm", toy_event(crm, {}, {}, "thin"));
    settle();
    EXPECT_EQ(at("crm", crm, "Status"), value("Open"));
    EXPECT_EQ(at("hub", hub, "stage"), value("lead")) << "the record's date alone says that it is ours";
    EXPECT_TRUE(parked().empty());
}

TEST_F(OnTheWay, AnAllowedMoveGoesOnWhenItIsReplayed) {
    edits("crm", crm, "Status", "Qualified");
    edits("hub", hub, "stage", "lead");
    mapping.back.push_back({.from = {"sql"}, .to = "lead"});
    start();
    EXPECT_EQ(*engine->replay(std::nullopt), 1U);
    settle();
    EXPECT_EQ(at("crm", crm, "Status"), value("Open"));
    EXPECT_TRUE(parked().empty());
}

TEST_F(OnTheWay, ASurgeAsksTheAdminFirst) {
    mapping.surge.leads_an_hour = 0;
    start();
    hears("mail", toy_event("m1", {{"score", 73}}));
    settle();
    EXPECT_EQ(at("crm", crm, "Status"), value("Open"));
    EXPECT_EQ(at("crm", crm, "Score"), value(73)) << "only the step is held back";
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].code, "stage.surge");
    engine->replay(parked()[0].id);
    settle();
    EXPECT_EQ(at("crm", crm, "Status"), value("MQL"));
    EXPECT_TRUE(parked().empty());
}

TEST_F(OnTheWay, ARejectedLeadComesBackWhenItsTimeIsOverThoughNobodySpeaks) {
    hears("mail", toy_event("m1", {{"score", 80}}));
    settle();
    edits("crm", crm, "Status", "Recycled");
    hears("mail", toy_event("m1", {{"score", 100}}));
    settle();
    EXPECT_EQ(at("crm", crm, "Status"), value("Recycled"));
    clock.pass(std::chrono::hours{24 * 31});
    engine->tick_step();
    settle();
    EXPECT_EQ(at("crm", crm, "Status"), value("MQL"));
}

TEST_F(OnTheWay, WhatGoesToAndFroIsStopped) {
    mapping.fields[2].rule = {Rule::Kind::always, "hub"};
    start();
    edits("hub", hub, "company", "Acme");
    for (int i = 0; i < 8; ++i) edits("crm", crm, "Company", value("Somebody " + std::to_string(i)));
    EXPECT_NE(at("crm", crm, "Company"), value("Acme")) << "after five rounds somebody must look";
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].code, "ping_pong");
    edits("hub", hub, "city", "Hue");
    EXPECT_EQ(at("crm", crm, "City"), value("Hue")) << "other fields go on";
}

class WaitingForAReason : public OnTheWay {
protected:
    WaitingForAReason() {
        mapping.wait_for_reason = true;
        start();
        edits("crm", crm, "Status", "MQL");
        edits("crm", crm, "Status", "Recycled");
        EXPECT_EQ(parked().size(), 1U);
        EXPECT_EQ(parked()[0].code, "stage.reason_missing");
        EXPECT_EQ(shown_to_hub().back(), "\"mql\"");
    }
    void expect_the_step_is_taken() {
        EXPECT_EQ(at("hub", hub, "stage"), value("lead"));
        EXPECT_TRUE(parked().empty());
        EXPECT_EQ(booked("crm", Book::changes, books::kParked), 0);
    }
};

TEST_F(WaitingForAReason, TheReasonAloneTakesTheStepAndSettlesTheItem) {
    edits("crm", crm, "Reason", "Budget");
    expect_the_step_is_taken();
}

TEST_F(WaitingForAReason, TheReasonTogetherWithTheStageDoesTheSame) {
    account("crm").records[crm]["Reason"] = "Budget";
    hears("crm", toy_event(crm, {{"Status", "Recycled"}, {"Reason", "Budget"}}));
    settle();
    expect_the_step_is_taken();
}

TEST_F(WaitingForAReason, APollThatFindsTheReasonDoesTheSame) {
    polls["crm"] = std::chrono::seconds{30};
    start();
    account("crm").records[crm]["Reason"] = "Budget";
    settle(std::chrono::seconds{60});
    expect_the_step_is_taken();
}

TEST_F(WaitingForAReason, PuttingTheStageBackSettlesTheItem) {
    edits("crm", crm, "Status", "MQL");
    EXPECT_TRUE(parked().empty());
    EXPECT_EQ(at("hub", hub, "stage"), value("mql"));
}

TEST_F(WaitingForAReason, DeletingTheRecordSettlesTheItem) {
    account("crm").records.erase(crm);
    hears("crm", toy_event(crm, {}, {}, "deleted"));
    settle();
    EXPECT_TRUE(parked().empty());
}

TEST_F(OnTheWay, AnIllegalMoveThatIsTakenBackWaitsForNobody) {
    edits("crm", crm, "Status", "Qualified");
    edits("hub", hub, "stage", "lead");
    ASSERT_EQ(parked().size(), 1U);
    edits("hub", hub, "stage", "sql");
    EXPECT_TRUE(parked().empty());
    EXPECT_EQ(booked("hub", Book::changes, books::kParked), 0);
}

TEST_F(OnTheWay, WhatTheToolHeldBeforeAnIllegalMoveDoesNotSettleIt) {
    edits("crm", crm, "Status", "Qualified");
    const auto before = clock.now().time_since_epoch().count();
    clock.pass(std::chrono::minutes{1});
    edits("hub", hub, "stage", "lead");
    ASSERT_EQ(parked().size(), 1U);
    hears(
        "hub",
        R"({"events":[{"id":")" + hub + R"(","at":)" + std::to_string(before) +
            R"(,"fields":{"stage":"sql"}}]})"
    );
    settle();
    EXPECT_EQ(parked().size(), 1U) << "it came late";
}

TEST_F(OnTheWay, AnIllegalMoveThatWeOverwriteWaitsForNobody) {
    edits("crm", crm, "Status", "Qualified");
    edits("hub", hub, "stage", "lead");
    ASSERT_EQ(parked().size(), 1U);
    edits("crm", crm, "Status", "Lost");
    edits("crm", crm, "Reason", "Budget");
    hears("crm", toy_event(crm, {{"Status", "Recycled"}, {"Reason", "Budget"}}));
    settle();
    EXPECT_EQ(at("hub", hub, "status"), value("UNQUALIFIED"));
    for (const Parked& item : parked()) EXPECT_NE(item.connection, "hub") << item.code;
}

TEST_F(OnTheWay, APromotionHeldBackIsSettledWhenTheLeadGetsThereAnotherWay) {
    mapping.surge.leads_an_hour = 0;
    start();
    hears("mail", toy_event("m1", {{"score", 73}}));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    edits("crm", crm, "Status", "MQL");
    EXPECT_TRUE(parked().empty());
}

}  // namespace
}  // namespace crosswalk
