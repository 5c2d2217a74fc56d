// The commands about hand-offs.
#include "connector/app/admin/admin_service.h"

#include "tests/run/handoff_story.h"

namespace crosswalk {
namespace {

class HandoffCommands : public HandoffStory {
protected:
    HandoffCommands() { qualify(); }
    CommandAnswer run(const std::string& command, boost::json::object args = {}) {
        AdminService admin{config, *store, *engine, clock, true};
        return run_command(admin, {command, std::move(args), "an"});
    }
    std::string id() { return handoffs().at(0).id; }

    Config config{};
};

TEST_F(HandoffCommands, TheOpenOnesAreListedWithOwnerAndDeadline) {
    const auto listed = run("handoffs list");
    EXPECT_EQ(listed.exit, kFine);
    EXPECT_NE(listed.text.find("ann@example.com"), std::string::npos) << listed.text;
    EXPECT_EQ(text_at(listed.data, "/handoffs/0/owner"), "an");
    EXPECT_EQ(text_at(listed.data, "/handoffs/0/standing"), "notified");
    ASSERT_EQ(run("handoffs reject", {{"id", id()}, {"reason", "budget"}}).exit, kFine);
    EXPECT_EQ(run("handoffs list").text, "No hand-off is open.\n");
    EXPECT_EQ(text_at(run("handoffs list", {{"all", true}}).data, "/handoffs/0/standing"), "rejected");
}

TEST_F(HandoffCommands, OneIsShownWithItsClockAndItsNotices) {
    const auto shown = run("handoffs show", {{"id", id()}});
    EXPECT_NE(shown.text.find("notice to an by chat: sent"), std::string::npos) << shown.text;
    EXPECT_EQ(text_at(shown.data, "/notices/0/state"), "sent");
    EXPECT_EQ(text_at(run("handoffs show", {{"id", "none"}}).data, "/error/code"), "handoff.unknown");
}

TEST_F(HandoffCommands, WhyItWentThereIsToldFromWhatWasStored) {
    const std::string first = run("handoffs explain", {{"id", id()}}).text;
    EXPECT_NE(first.find("in turn"), std::string::npos) << first;
    plan.routing.front().choose = Choose::member;
    plan.routing.front().member = "binh";
    begin();
    EXPECT_EQ(run("handoffs explain", {{"id", id()}}).text, first) << "the rules of today have no say in it";
}

TEST_F(HandoffCommands, AnAnswerSaysWhoWasFirst) {
    EXPECT_EQ(run("handoffs accept", {{"id", id()}}).text, "Done.\n");
    const auto late = run("handoffs accept", {{"id", id()}, {"by", "binh"}});
    EXPECT_EQ(late.exit, kNotFine);
    EXPECT_NE(late.text.find("Somebody was first: accepted by an"), std::string::npos) << late.text;
    EXPECT_EQ(text_at(late.data, "/first_by"), "an");
    EXPECT_EQ(
        text_at(run("handoffs reject", {{"id", id()}, {"reason", "x"}}).data, "/error/code"), "handoff.unknown_reason"
    );
}

TEST_F(HandoffCommands, ItIsGivenToSomebodyElse) {
    const auto done = run("handoffs reassign", {{"id", id()}, {"to", "binh"}});
    EXPECT_EQ(done.exit, kFine);
    EXPECT_EQ(text_at(done.data, "/next"), handoffs().at(1).id);
    EXPECT_EQ(run("handoffs contact", {{"id", handoffs().at(1).id}}).exit, kFine);
}

TEST_F(HandoffCommands, StatusNamesWhatIsOverdueAndWhatDoesNotArrive) {
    channels.dead.insert("chat");
    pass_to(handoffs().at(0).made + std::chrono::hours{4} + std::chrono::minutes{1});
    const auto status = run("status");
    EXPECT_EQ(text_at(status.data, "/handoffs/overdue/0/id"), id());
    EXPECT_NE(status.text.find("is overdue since"), std::string::npos) << status.text;
    EXPECT_NE(status.text.find("notice to dung by chat waits: Down."), std::string::npos) << status.text;
}

}  // namespace
}  // namespace crosswalk
