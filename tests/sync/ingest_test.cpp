#include "connector/sync/ingest.h"

#include "connector/sync/compose.h"
#include "small_mapping.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

const Mapping kMapping = small_mapping();

IngestResult listen(RecordState& record, const Change& change, long now = 100, bool first_sight = false) {
    return ingest(kMapping, Lead{}, record, change, {7, at_second(now), first_sight});
}

TEST(IngestResult, ANewValueIsNews) {
    RecordState crm = record("crm");
    const IngestResult heard = listen(crm, change({{"City", "Hanoi"}}, dated(10)));
    EXPECT_EQ(heard.booked_as(), books::kApplied);
    EXPECT_TRUE(heard.news.contains("city"));
}

TEST(IngestResult, TheSameValueAgainIsAnEcho) {
    RecordState crm = record("crm");
    listen(crm, change({{"City", "Hanoi"}}, dated(10)));
    EXPECT_EQ(listen(crm, change({{"City", " Hanoi "}}, dated(20))).booked_as(), books::kEcho)
        << "both sides are normalised";
}

TEST(IngestResult, OurOwnWriteComingBackIsAnEchoEvenBeforeItWasAnswered) {
    RecordState crm = record("crm");
    const Record sent{.fields = {{"City", "Hanoi"}}};
    mark_in_flight(crm, sent);
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(10))).booked_as(), books::kEcho);
    clear_in_flight(crm, sent.fields);
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(11))).booked_as(), books::kEcho);
    EXPECT_EQ(listen(crm, change({{"City", "Huế"}}, dated(12))).booked_as(), books::kApplied);
}

TEST(IngestResult, OurWriteComingBackIsNotTheToolSayingItsOldWordAgain) {
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

TEST(IngestResult, WhatIsShownUnchangedBesideAnEditIsNoWord) {
    RecordState crm = record("crm");
    listen(crm, change({{"City", "Hanoi"}, {"Company", "Acme"}}, dated(10)));
    Change shown = change({{"City", "Hanoi"}, {"Company", "Bolt"}}, dated(20));
    shown.completeness = Completeness::shown;
    const IngestResult heard = listen(crm, shown);
    EXPECT_TRUE(heard.retold.empty());
    EXPECT_EQ(crm.fields["City"].heard->at, at_second(10));
    EXPECT_EQ(crm.fields["Company"].heard->at, at_second(20)) << "what differs from what was known is news";
    shown.field_times["City"] = dated(30);
    EXPECT_TRUE(listen(crm, shown).retold.contains("city")) << "a field with a time of its own was said again";
}

TEST(IngestResult, ABlankThatIsShownForTheFirstTimeMayHaveStoodThereForYears) {
    RecordState crm = record("crm");
    Change shown = change({{"City", nullptr}}, dated(20));
    shown.completeness = Completeness::shown;
    listen(crm, shown);
    const auto& heard = crm.fields["City"].heard;
    EXPECT_TRUE(!heard || heard->at == Millis{});
}

TEST(IngestResult, AWriteThatDidNotArriveLeavesNoTrace) {
    RecordState crm = record("crm");
    mark_in_flight(crm, {.fields = {{"City", "Hanoi"}}});
    clear_pending(crm, {{"City", "Hanoi"}});
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(10))).booked_as(), books::kApplied);
}

TEST(IngestResult, AnEditWhileOurWriteWasUnderWayLeavesNobodySureWhatTheToolHolds) {
    RecordState crm = record("crm");
    crm.fields["City"].known = "Hanoi";
    crm.fields["City"].written = Written{at_second(20), boost::json::value("Hue"), std::chrono::seconds{5}};
    EXPECT_EQ(listen(crm, change({{"City", "Vinh"}}, dated(17))).booked_as(), books::kApplied);
    const FieldPlan& city = *kMapping.field("city");
    const auto holds_in_crm = [&](const char* value) {
        return holds(city, *city.binding("crm", "person"), crm.fields["City"], Value(value));
    };
    EXPECT_FALSE(holds_in_crm("Hanoi")) << "so it is told once more what counts";
    EXPECT_FALSE(holds_in_crm("Vinh"));
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(21))).booked_as(), books::kEcho) << "it is ours";
    listen(crm, change({{"City", "Can Tho"}}, dated(18)));
    EXPECT_FALSE(holds_in_crm("Hanoi"));
}

TEST(IngestResult, NewsFromBeforeOurWriteIsAWordButNotWhatTheToolHolds) {
    RecordState crm = record("crm");
    crm.fields["City"].known = "Hanoi";
    crm.fields["City"].written = Written{.at = at_second(20)};
    EXPECT_EQ(listen(crm, change({{"City", "Vinh"}}, dated(17))).booked_as(), books::kApplied);
    EXPECT_EQ(crm.fields["City"].known, boost::json::value("Hanoi"));
}

TEST(IngestResult, OlderNewsIsSuperseded) {
    RecordState crm = record("crm");
    listen(crm, change({{"City", "Huế"}}, dated(20)));
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(10))).booked_as(), books::kSuperseded);
}

TEST(IngestResult, AClockFarAheadCountsAsTheReceiptTime) {
    RecordState crm = record("crm");
    listen(crm, change({{"City", "Huế"}}, dated(100'000)), 100);
    EXPECT_EQ(crm.fields.at("City").heard->at, at_second(100));
    EXPECT_EQ(listen(crm, change({{"City", "Hanoi"}}, dated(150)), 150).booked_as(), books::kApplied)
        << "2099 must not win for ever";
}

TEST(IngestResult, AnUndatedValueAtFirstSightCountsAsOldest) {
    RecordState crm = record("crm"), hub = record("hub");
    listen(crm, change({{"City", "Hanoi"}}), 100, true);
    listen(hub, change({{"city", "Huế"}}, dated(1)), 100, true);
    const std::vector<RecordState> records = {crm, hub};
    const auto candidates = latest_candidates(*kMapping.field("city"), records);
    EXPECT_EQ(resolve(*kMapping.field("city"), candidates, kMapping.order)->value, "Huế");
}

TEST(IngestResult, WhatCannotBeReadWaitsForAPersonAndTheRestGoesOn) {
    RecordState mail = record("mail");
    const IngestResult heard = listen(mail, change({{"score", "many"}, {"city", "Hanoi"}}, dated(10)));
    ASSERT_EQ(heard.held_up.size(), 1U);
    EXPECT_EQ(heard.held_up.front().code, "value.unreadable");
    EXPECT_TRUE(heard.news.contains("city"));
    EXPECT_EQ(heard.booked_as(), books::kParked);
}

TEST(IngestResult, FieldsNobodyMappedAreIrrelevant) {
    RecordState crm = record("crm");
    EXPECT_EQ(listen(crm, change({{"Fax", "1"}}, dated(10))).booked_as(), books::kIrrelevant);
}

}  // namespace
}  // namespace crosswalk
