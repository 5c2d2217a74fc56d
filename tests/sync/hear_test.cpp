#include "connector/sync/hear.h"

#include "connector/sync/compose.h"
#include "small_mapping.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

const Mapping kMapping = small_mapping();

Hearing listen(RecordState& record, const Change& change, long now = 100, bool first_sight = false) {
    return hear(kMapping, Lead{}, record, change, 7, at_second(now), first_sight);
}

TEST(Hearing, ANewValueIsNews) {
    RecordState crm = record("crm");
    const Hearing heard = listen(crm, change({{"City", "Hanoi"}}, dated(10)));
    EXPECT_EQ(heard.word(), books::kApplied);
    EXPECT_TRUE(heard.news.contains("city"));
}

TEST(Hearing, TheSameValueAgainIsAnEcho) {
    RecordState crm = record("crm");
    listen(crm, change({{"City", "Hanoi"}}, dated(10)));
    EXPECT_EQ(listen(crm, change({{"City", " Hanoi "}}, dated(20))).word(), books::kEcho)
        << "both sides are normalised";
}

TEST(Hearing, OurOwnWriteComingBackIsAnEchoEvenBeforeItWasAnswered) {
    RecordState crm = record("crm");
    const Record sent{.fields = {{"City", "Hanoi"}}};
    begin(crm, sent);
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(10))).word(), books::kEcho);
    conclude(crm, sent.fields);
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(11))).word(), books::kEcho);
    EXPECT_EQ(listen(crm, change({{"City", "Huế"}}, dated(12))).word(), books::kApplied);
}

TEST(Hearing, OurWriteComingBackIsNotTheToolSayingItsOldWordAgain) {
    RecordState crm = record("crm");
    FieldMemory& city = crm.fields["City"];
    listen(crm, change({{"City", "Hanoi"}}, dated(10)));
    city.known = "Hanoi";  // it was overwritten meanwhile, and is ours now
    city.written = Written{.at = at_second(300)};
    listen(crm, change({{"City", "Hanoi"}}, dated(299)), 310);
    EXPECT_EQ(city.heard->at, at_second(10));
    city.pending = "Hanoi";
    listen(crm, change({{"City", "Hanoi"}}, dated(500)), 510);
    EXPECT_EQ(city.heard->at, at_second(10)) << "it may be the write that is on its way";
    city.pending.reset();
    listen(crm, change({{"City", "Hanoi"}}, dated(600)), 610);
    EXPECT_EQ(city.heard->at, at_second(600)) << "somebody did say it again";
    city.pending = "Hue";
    listen(crm, change({{"City", "Hanoi"}}, dated(700)), 710);
    EXPECT_EQ(city.heard->at, at_second(700)) << "what is on its way says something else";
}

TEST(Hearing, AWriteThatDidNotArriveLeavesNoTrace) {
    RecordState crm = record("crm");
    begin(crm, {.fields = {{"City", "Hanoi"}}});
    clear_pending(crm, {{"City", "Hanoi"}});
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(10))).word(), books::kApplied);
}

TEST(Hearing, AnEditWhileOurWriteWasUnderWayLeavesNobodySureWhatTheToolHolds) {
    RecordState crm = record("crm");
    crm.fields["City"].known = "Hanoi";
    crm.fields["City"].written = Written{at_second(20), boost::json::value("Hue"), std::chrono::seconds{5}};
    EXPECT_EQ(listen(crm, change({{"City", "Vinh"}}, dated(17))).word(), books::kApplied);
    const FieldPlan& city = *kMapping.field("city");
    const auto holds_in_crm = [&](const char* value) {
        return holds(city, *city.binding("crm", "person"), crm.fields["City"], Value(value));
    };
    EXPECT_FALSE(holds_in_crm("Hanoi")) << "so it is told once more what counts";
    EXPECT_FALSE(holds_in_crm("Vinh"));
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(21))).word(), books::kEcho) << "it is ours";
    listen(crm, change({{"City", "Can Tho"}}, dated(18)));
    EXPECT_FALSE(holds_in_crm("Hanoi"));
}

TEST(Hearing, NewsFromBeforeOurWriteIsAWordButNotWhatTheToolHolds) {
    RecordState crm = record("crm");
    crm.fields["City"].known = "Hanoi";
    crm.fields["City"].written = Written{.at = at_second(20)};
    EXPECT_EQ(listen(crm, change({{"City", "Vinh"}}, dated(17))).word(), books::kApplied);
    EXPECT_EQ(crm.fields["City"].known, boost::json::value("Hanoi"));
}

TEST(Hearing, OlderNewsIsSuperseded) {
    RecordState crm = record("crm");
    listen(crm, change({{"City", "Huế"}}, dated(20)));
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(10))).word(), books::kSuperseded);
}

TEST(Hearing, AClockFarAheadCountsAsTheReceiptTime) {
    RecordState crm = record("crm");
    listen(crm, change({{"City", "Huế"}}, dated(100'000)), 100);
    EXPECT_EQ(crm.fields.at("City").heard->at, at_second(100));
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(150)), 150).word(), books::kApplied)
        << "2099 must not win for ever";
}

TEST(Hearing, AnUndatedValueAtFirstSightCountsAsOldest) {
    RecordState crm = record("crm"), hub = record("hub");
    listen(crm, change({{"City", "Hanoi"}}), 100, true);
    listen(hub, change({{"city", "Huế"}}, dated(1)), 100, true);
    const std::vector<RecordState> records = {crm, hub};
    const auto words = words_about(*kMapping.field("city"), records);
    EXPECT_EQ(decide(*kMapping.field("city"), words, kMapping.order)->value, "Huế");
}

TEST(Hearing, WhatCannotBeReadWaitsForAPersonAndTheRestGoesOn) {
    RecordState mail = record("mail");
    const Hearing heard = listen(mail, change({{"score", "many"}, {"city", "Hanoi"}}, dated(10)));
    ASSERT_EQ(heard.held_up.size(), 1U);
    EXPECT_EQ(heard.held_up.front().code, "value.unreadable");
    EXPECT_TRUE(heard.news.contains("city"));
    EXPECT_EQ(heard.word(), books::kParked);
}

TEST(Hearing, FieldsNobodyMappedAreIrrelevant) {
    RecordState crm = record("crm");
    EXPECT_EQ(listen(crm, change({{"Fax", "1"}}, dated(10))).word(), books::kIrrelevant);
}

}  // namespace
}  // namespace crosswalk
