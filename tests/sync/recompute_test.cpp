#include "connector/sync/recompute.h"

#include "connector/sync/compose.h"
#include "small_mapping.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crosswalk {
namespace {

// One person in all three tools, as the engine would carry it along.
struct Story {
    Mapping mapping = small_mapping();
    Lead lead{.id = {"lead-1"}};
    std::vector<RecordState> records = {record("crm", "c1"), record("hub", "h1"), record("mail", "m1")};
    long now = 100;

    std::vector<WriteIntent> hears(std::size_t who, Fields fields) {
        ++now;
        const Change said = change(std::move(fields), dated(now));
        const IngestResult heard = ingest(mapping, lead, records[who], said, {now, at_second(now)});
        const Cause cause{now, records[who].key.connection, at_second(now), 1};
        const FieldSet changed = recompute(mapping, lead, records, heard, {cause}).changed();
        return plan_writes(mapping, {lead, records}, {heard.news, changed}, cause, {});
    }
    // Everything touched is written and answered.
    void delivers(const std::vector<WriteIntent>& intents) {
        for (const WriteIntent& intent : intents)
            for (RecordState& state : records)
                if (intent.record == state.key.id) {
                    const Record sent = compose_update(mapping, lead, state, intent.fields, "").record;
                    mark_in_flight(state, sent);
                    clear_in_flight(state, sent.fields);
                }
    }
};

std::string told(const std::vector<WriteIntent>& intents) {
    std::string out;
    for (const WriteIntent& intent : intents) {
        out += (out.empty() ? "" : " ") + intent.connection + ":";
        for (const std::string& field : intent.fields) out += field + ",";
        out.pop_back();
    }
    return out;
}

TEST(Aim, AScoreGoesFromTheEmailToolToBothCrms) {
    Story story;
    const auto intents = story.hears(2, {{"score", "73"}});
    EXPECT_EQ(told(intents), "crm:score hub:score");
    EXPECT_EQ(story.lead.value("score"), "73");
    EXPECT_TRUE(std::ranges::all_of(intents, [](const WriteIntent& t) { return t.urgency == Urgency::score; }));
}

TEST(Aim, WhatATargetHoldsAlreadyIsNotSentAgain) {
    Story story;
    story.delivers(story.hears(2, {{"score", "73"}}));
    EXPECT_EQ(told(story.hears(2, {{"score", "73"}})), "");
    EXPECT_EQ(told(story.hears(2, {{"score", "80"}})), "crm:score hub:score");
}

TEST(Aim, SmallStepsWaitForSendWhen) {
    Story story;
    const std::vector<std::string> known = {"score"};
    story.mapping.fields[1].send_when = *parse_condition("changed by 5 or crosses 60", known, "score");
    story.delivers(story.hears(2, {{"score", "50"}}));
    EXPECT_EQ(told(story.hears(2, {{"score", "53"}})), "") << "a step of 3";
    EXPECT_EQ(told(story.hears(2, {{"score", "55"}})), "crm:score hub:score")
        << "5 since they were told last";
    story.delivers(story.hears(2, {{"score", "58"}}));
    EXPECT_EQ(told(story.hears(2, {{"score", "61"}})), "crm:score hub:score") << "crosses 60";
}

TEST(Aim, TheToolThatIsOverruledIsToldWhatCounts) {
    Story story;
    story.delivers(story.hears(0, {{"Company", "Acme"}}));
    EXPECT_EQ(told(story.hears(1, {{"company", "Other"}})), "hub:company");
    EXPECT_EQ(story.lead.value("company"), "Acme");
}

TEST(Aim, ClearingAFieldChangesNothingElsewhereAndIsNotUndone) {
    Story story;
    story.delivers(story.hears(0, {{"City", "Hanoi"}}));
    EXPECT_EQ(told(story.hears(0, {{"City", nullptr}})), "");
    EXPECT_EQ(told(story.hears(1, {{"city", "Huế"}})), "crm:city mail:city");
}

TEST(Aim, AFieldThatWasFilledAgainAfterItWasClearedIsToldWhatCounts) {
    Story story;
    story.delivers(story.hears(0, {{"Company", "Acme"}}));
    story.hears(1, {{"company", nullptr}});
    FieldMemory& company = story.records[1].fields.at("company");
    mark_in_flight(story.records[1], {.fields = {{"company", "Other"}}});
    story.hears(1, {{"company", "Other"}});  // our own write, whose answer is lost
    EXPECT_EQ(company.known, boost::json::value("Other"));
    clear_pending(story.records[1], {{"company", "Other"}});
    const Cause cause{story.now, "hub", at_second(story.now), 1};
    EXPECT_EQ(
        told(plan_writes(story.mapping, {story.lead, story.records}, {.asked = {"company"}}, cause, {})),
        "hub:company"
    );
}

TEST(Aim, AnOldWordThatAFieldWasEmptyDoesNotKeepItAsOurWriteLeftIt) {
    Story story;
    story.delivers(story.hears(0, {{"Company", "Acme"}}));
    story.records[1].fields.at("company").written = Written{at_second(story.now + 5), std::nullopt};
    story.hears(1, {{"company", nullptr}});
    EXPECT_EQ(told(story.hears(0, {{"Company", "Globex"}})), "hub:company");
    const Cause cause{story.now, "hub", at_second(story.now), 1};
    EXPECT_EQ(
        told(plan_writes(story.mapping, {story.lead, story.records}, {.asked = {"company"}}, cause, {})),
        "hub:company"
    );
}

TEST(Aim, ClearingTheNewestValueDoesNotBringBackAnOlderOneOfAnotherTool) {
    Story story;
    story.delivers(story.hears(0, {{"City", "Hanoi"}}));
    story.delivers(story.hears(1, {{"city", "Huế"}}));
    EXPECT_EQ(told(story.hears(1, {{"city", nullptr}})), "");
    EXPECT_EQ(story.lead.value("city"), "Huế");
}

TEST(Aim, AStageThatAToolDoesNotShowLeavesItsFieldAlone) {
    Story story;
    Binding crm = both("crm", "Status"), hub = both("hub", "stage");
    crm.values = {{"lead", {"lead"}}};
    hub.values = {{"lead", {"lead"}}, {"customer", {"customer"}}};
    story.mapping.fields.push_back(
        {.name = "stage", .type = FieldType::choice, .bindings = {crm, hub}, .choices = {"lead", "customer"}}
    );
    story.mapping.path = {Stage{.name = "lead"}, Stage{.name = "customer"}};
    story.delivers(story.hears(0, {{"Status", "lead"}}));
    EXPECT_EQ(told(story.hears(1, {{"stage", "customer"}})), "");
    EXPECT_EQ(story.lead.value("stage"), "customer");
}

TEST(Aim, ClearTravelsWhereTheAdminWantsIt) {
    Story story;
    story.mapping.fields[3].if_blank = IfBlank::clear;
    story.delivers(story.hears(0, {{"City", "Hanoi"}}));
    EXPECT_EQ(told(story.hears(0, {{"City", nullptr}})), "hub:city mail:city");
}

TEST(Aim, APersonDeletedInAToolIsNotBroughtBack) {
    Story story;
    story.records[1].deleted = true;
    EXPECT_EQ(told(story.hears(2, {{"score", "73"}})), "crm:score");
}

TEST(Aim, AToolWithoutThePersonIsLookedAtWithEverythingItShouldHold) {
    Story story;
    story.records.erase(story.records.begin());
    constexpr std::size_t kHub = 0;
    story.hears(kHub, {{"email", "ann@example.com"}, {"city", "Hanoi"}});
    const auto intents = story.hears(kHub, {{"company", "Acme"}});
    const auto crm = std::ranges::find(intents, "crm", &WriteIntent::connection);
    ASSERT_NE(crm, intents.end());
    EXPECT_FALSE(crm->record);
    EXPECT_EQ(crm->fields, (FieldSet{"email", "city", "company"}));
}

TEST(Aim, WhoWasLookedForInVainIsNotLookedForAgainToday) {
    Story story;
    story.records.erase(story.records.begin());
    constexpr std::size_t kHub = 0;
    story.lead.absent["crm"] = at_second(80);
    EXPECT_EQ(told(story.hears(kHub, {{"email", "ann@example.com"}})), "crm:email mail:email")
        << "an address that was just learned may find somebody";
    story.lead.absent["crm"] = at_second(90);
    EXPECT_EQ(told(story.hears(kHub, {{"city", "Huế"}})), "mail:city");
    story.mapping.connections[0].create.when = CreatePolicy::When::always;
    EXPECT_EQ(told(story.hears(kHub, {{"city", "Hanoi"}})), "crm:city,email mail:city");
}

TEST(BatchDelays, WritesOfOneSecondLeaveTogether) {
    EXPECT_EQ(due_at(Urgency::now, at_second(5), {}), at_second(5));
    EXPECT_EQ(due_at(Urgency::score, at_second(5) + std::chrono::milliseconds{1}, {}), at_second(6));
    EXPECT_EQ(due_at(Urgency::score, at_second(5) + std::chrono::milliseconds{999}, {}), at_second(6));
}

TEST(Stages, AreEnteredByRuleAndNeverLeftByIt) {
    Story story;
    const std::vector<std::string> known = {"score"};
    story.mapping.fields.push_back({.name = "stage", .type = FieldType::choice, .urgency = Urgency::now});
    story.mapping.path = {
        Stage{.name = "lead"},
        Stage{.name = "mql", .enter_when = *parse_condition("score at least 60", known)}};
    story.hears(2, {{"score", "59"}});
    EXPECT_EQ(story.lead.value("stage"), std::nullopt);
    story.hears(2, {{"score", "60"}});
    EXPECT_EQ(story.lead.value("stage"), "mql");
    story.hears(2, {{"score", "10"}});
    EXPECT_EQ(story.lead.value("stage"), "mql");
}

TEST(Stages, OneToolsEarlierStageNeverRewindsAnothersLaterOne) {
    Story story;
    Binding crm = both("crm", "Status"), hub = both("hub", "stage");
    crm.values =
        hub.values = {{"lead", {"lead"}}, {"mql", {"mql"}}, {"sal", {"sal"}}, {"recycled", {"recycled"}}};
    story.mapping.fields.push_back(
        {.name = "stage",
         .type = FieldType::choice,
         .urgency = Urgency::now,
         .bindings = {crm, hub},
         .choices = {"lead", "mql", "sal", "recycled"}}
    );
    story.mapping.path = {Stage{.name = "lead"}, Stage{.name = "mql"}, Stage{.name = "sal"}};
    story.mapping.aside = {Stage{.name = "recycled"}};
    story.mapping.back = {{.from = {"sal"}, .to = "recycled"}};
    story.delivers(story.hears(0, {{"Status", "sal"}}));
    EXPECT_EQ(told(story.hears(1, {{"stage", "lead"}})), "") << "it waits for a person, and is not rewound";
    EXPECT_EQ(story.lead.value("stage"), "sal");
    EXPECT_EQ(told(story.hears(0, {{"Status", "recycled"}})), "hub:stage") << "a person took it off the path";
    EXPECT_EQ(story.lead.value("stage"), "recycled");
}

TEST(Creation, FollowsThePolicy) {
    Mapping mapping = small_mapping();
    mapping.path = {Stage{.name = "lead"}, Stage{.name = "mql"}, Stage{.name = "sql"}};
    Lead lead;
    ConnectionPlan& crm = mapping.connections[0];
    EXPECT_FALSE(may_create(mapping, crm, lead));
    crm.create = {.when = CreatePolicy::When::from_stage, .stage = "mql"};
    EXPECT_FALSE(may_create(mapping, crm, lead));
    lead.values["stage"].value = "lead";
    EXPECT_FALSE(may_create(mapping, crm, lead));
    lead.values["stage"].value = "sql";
    EXPECT_TRUE(may_create(mapping, crm, lead));
}

}  // namespace
}  // namespace crosswalk
