// Who moved a lead: through the journal, into the steps, and out of them again when the person is erased.
#include "connector/run/inbound/event_codec.h"
#include "engine_story.h"
#include "tests/sync/small_way.h"

#include <unistd.h>

namespace crosswalk {
namespace {

TEST(JournalledReads, KeepWhoTheToolNames) {
    AskedChange asked;
    asked.change = {.kind = {"Lead"}, .id = {"r1"}, .who = "userId:12", .last_by = "005000000000001AAA"};
    const auto again = from_journal(journal_form({&asked, 1}));
    ASSERT_TRUE(again);
    ASSERT_EQ(again->size(), 1U);
    EXPECT_EQ(again->front().change.who, "userId:12");
    EXPECT_EQ(again->front().change.last_by, "005000000000001AAA");

    asked.change.who = asked.change.last_by = "";
    EXPECT_EQ(journal_form({&asked, 1}).find("_by"), std::string::npos) << "what is not told costs nothing";
}

// A webhook body that names who did it.
std::string said_by(const std::string& who, const std::string& id, const Fields& fields) {
    namespace json = boost::json;
    const json::object event{
        {"id", id}, {"fields", json::object(fields.begin(), fields.end())}, {"who", who}};
    return json::serialize(json::object{{"events", json::array{event}}});
}

class WhoMovedIt : public EngineStory {
protected:
    WhoMovedIt() {
        mapping = small_way();
        start();
        crm = account("crm").add({{"Email", "ann@example.com"}, {"Status", "Open"}});
        hears("crm", toy_event(crm, {{"Email", "ann@example.com"}, {"Status", "Open"}}));
        settle();
    }
    LeadId ann() {
        LeadId out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto record = tx.leads.record({"crm", {"person"}, {crm}});
            if (record && *record) out = (*record)->lead;
            return {};
        }));
        return out;
    }
    std::vector<Step> steps(const LeadId& id) {
        std::vector<Step> out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            auto all = tx.history.steps(id, 0, true);
            if (!all) return all.error();
            out = std::move(*all);
            return {};
        }));
        return out;
    }
    void moves(const std::string& to, const std::string& who) {
        account("crm").records[crm]["Status"] = to;
        hears("crm", said_by(who, crm, {{"Status", boost::json::value(to)}}));
        settle();
    }
    // The step to this stage names this one.
    std::string who_led_to(std::string_view stage) {
        for (const Step& step : steps(ann()))
            if (step.to == stage) return step.who;
        return "(no such step)";
    }
    std::string crm{};
};

TEST_F(WhoMovedIt, IsHeardOfAWebhook) {
    moves("Qualified", "userId:12");
    EXPECT_EQ(who_led_to("lead"), "");
    EXPECT_EQ(who_led_to("sql"), "userId:12");
}

TEST_F(WhoMovedIt, IsHeardOfAPollAfterItWasJournalled) {
    polls["crm"] = std::chrono::minutes{5};
    start();
    settle(std::chrono::minutes{6});
    account("crm").records[crm]["Status"] = "Qualified";
    account("crm").touched_by[crm] = "005000000000001AAA";
    settle(std::chrono::minutes{6});
    EXPECT_EQ(who_led_to("sql"), "005000000000001AAA");
}

// A read may bring the stage between the edit and its webhook, and does not say who made it.
TEST_F(WhoMovedIt, IsToldLateByTheWebhookOfAMoveThatAReadBrought) {
    account("crm").records[crm]["Status"] = "Qualified";
    hears("crm", toy_event(crm, {{"Status", "Qualified"}}));
    settle();
    ASSERT_EQ(who_led_to("sql"), "");
    hears("crm", said_by("userId:12", crm, {{"Status", boost::json::value("Qualified")}}));
    settle();
    EXPECT_EQ(who_led_to("sql"), "userId:12");
    EXPECT_EQ(who_led_to("mql"), "userId:12") << "what lay between was one move with it";
    EXPECT_EQ(who_led_to("lead"), "") << "she stood there when we met her";

    hears("crm", said_by("userId:99", crm, {{"Status", boost::json::value("Qualified")}}));
    settle();
    EXPECT_EQ(who_led_to("sql"), "userId:12") << "a name that was told is not told anew";
}

TEST_F(WhoMovedIt, IsNotWhoSaysInAnotherToolWhatOneToolSaidFirst) {
    const std::string other = account("hub").add({{"email", "ann@example.com"}, {"stage", "lead"}});
    hears("hub", toy_event(other, {{"email", "ann@example.com"}, {"stage", "lead"}}));
    settle();
    account("crm").records[crm]["Status"] = "Qualified";
    hears("crm", toy_event(crm, {{"Status", "Qualified"}}));
    settle();
    hears("hub", said_by("userId:12", other, {{"stage", boost::json::value("sql")}}));
    settle();
    EXPECT_EQ(who_led_to("sql"), "");
}

TEST_F(WhoMovedIt, IsNobodyWhereARuleDid) {
    hears("mail", said_by("userId:12", "m1", {{"address", "ann@example.com"}, {"score", 73}}));
    settle();
    EXPECT_EQ(who_led_to("mql"), "");
}

TEST_F(WhoMovedIt, IsForgottenWithThePerson) {
    moves("Qualified", "userId:12");
    const LeadId id = ann();
    ASSERT_EQ(steps(id).back().who, "userId:12");
    ASSERT_TRUE(engine->erase(id));
    EXPECT_TRUE(steps(id).empty());
}

}  // namespace
}  // namespace crosswalk
