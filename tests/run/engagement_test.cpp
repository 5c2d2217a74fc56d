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

}  // namespace
}  // namespace crosswalk
