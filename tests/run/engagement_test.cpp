// What people did, as their history keeps it.
#include "engine_story.h"

namespace crosswalk {
namespace {

class Engagements : public EngineStory {};

TEST_F(Engagements, WhatSomebodyDidIsKeptOnceInTheirHistoryAndGoesWithThem) {
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    hears("crm", toy_event(crm, {{"Email", "ann@example.com"}}));
    settle();
    const auto applied = booked("crm", Book::changes, books::kApplied);
    const auto opened = R"({"events":[{"id":")" + crm + R"(","did":"open","key":"o1"}]})";
    hears("crm", opened);
    hears("crm", opened);
    hears("crm", R"({"events":[{"id":"nobody","did":"open","key":"o2"}]})");
    settle();
    const auto did = [&] {
        return std::ranges::count(history(lead("ann@example.com").id), HistoryRow::What::engagement, &HistoryRow::what);
    };
    EXPECT_EQ(did(), 1);
    EXPECT_EQ(booked("crm", Book::changes, books::kApplied), applied + 1);
    EXPECT_EQ(booked("crm", Book::changes, books::kDuplicate), 1);
    EXPECT_EQ(booked("crm", Book::changes, books::kIrrelevant), 1) << "of somebody nobody knows it is nobody's";
    const LeadId ann = lead("ann@example.com").id;
    ASSERT_TRUE(engine->erase(ann));
    EXPECT_TRUE(history(ann).empty());
}

TEST_F(Engagements, AnOptOutOfOursThatTheToolTellsOfIsNobodysDoing) {
    FieldPlan consent{.name = "consent_email", .type = FieldType::consent, .urgency = Urgency::consent};
    consent.consent = ConsentPlan{"email", "", {}};
    for (const char* tool : {"crm", "mail"}) {
        consent.bindings.push_back(both(tool, "optout"));
        consent.bindings.back().values = {{"closed", {"true"}}, {"open", {"false"}}};
    }
    mapping.fields.push_back(consent);
    start();
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    hears("crm", toy_event(crm, {{"Email", "ann@example.com"}}));
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}}));
    settle();
    hears("crm", toy_event(crm, {{"optout", true}}));
    settle();
    ASSERT_EQ(at("mail", "m1", "optout"), boost::json::value(true));
    const auto tells = [&](const std::string& key) {
        const auto now = std::to_string(clock.now().time_since_epoch().count());
        hears("mail", R"({"events":[{"id":"m1","fields":{"optout":true},"at":)" + now + R"(},{"id":"m1","did":"unsubscribed","key":")" + key + R"(","at":)" + now + "}]}");
        settle();
        return std::ranges::count(history(lead("ann@example.com").id), HistoryRow::What::engagement, &HistoryRow::what);
    };
    EXPECT_EQ(tells("u1"), 0);
    EXPECT_GE(booked("mail", Book::changes, books::kEcho), 1);
    clock.pass(std::chrono::minutes{10});
    EXPECT_EQ(tells("u2"), 1) << "they left there as well";
}

}  // namespace
}  // namespace crosswalk
