// Our own clock is wrong, or is set: a connection's words about a record are ordered by its own times and by
// the journal, and nothing stays lost when the clock is right again.
#include "connector/sync/ingest.h"

#include "connector/sync/stage.h"
#include "small_mapping.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

constexpr long kHour = 3'600, kNoon = 43'200, kFarFuture = 2'000'000'000;

class OwnClock : public testing::Test {
protected:
    // What a tool says, at a time of its own or without one, while our clock stands at `ours`.
    std::string_view hears(
        RecordState& record,
        const std::string& field,
        const std::string& value,
        std::optional<When> said,
        long ours
    ) {
        std::vector<RecordState> all{crm, hub, mail};
        const IngestResult heard = ingest(
            mapping,
            lead,
            record,
            change(Fields{{field, boost::json::value(value)}}, said),
            {.event = ++event, .received = at_second(ours), .records = all}
        );
        return heard.booked_as();
    }
    std::string city() {
        const FieldPlan* field = mapping.field("city");
        const std::vector<RecordState> all{crm, hub, mail};
        const auto candidates = latest_candidates(*field, all);
        const Candidate* word = resolve(*field, candidates, mapping.order);
        return word == nullptr || !word->value ? "" : *word->value;
    }
    const Mapping mapping = small_mapping();
    Lead lead{};
    RecordState crm = record("crm"), hub = record("hub"), mail = record("mail");
    Seq event = 0;
};

TEST_F(OwnClock, DatedNewsAfterTheClockWasSetBackIsNews) {
    EXPECT_EQ(hears(crm, "City", "Hanoi", dated(kNoon), kNoon), books::kApplied);
    EXPECT_EQ(hears(crm, "City", "Vinh", dated(kNoon + 60), kNoon - kHour), books::kApplied);
    EXPECT_EQ(hears(crm, "City", "Hue", dated(kNoon + 120), kNoon - kHour + 60), books::kApplied);
}

TEST_F(OwnClock, UndatedNewsAfterTheClockWasSetBackIsNews) {
    EXPECT_EQ(hears(mail, "score", "22", {}, kNoon), books::kApplied);
    EXPECT_EQ(hears(mail, "score", "33", {}, kNoon - kHour), books::kApplied);
    EXPECT_EQ(hears(mail, "score", "44", {}, kNoon - kHour + 1), books::kApplied);
}

TEST_F(OwnClock, OlderNewsOfAToolStaysOlderHoweverOurClockStands) {
    EXPECT_EQ(hears(crm, "City", "Hanoi", dated(kNoon), kNoon), books::kApplied);
    EXPECT_EQ(hears(crm, "City", "Vinh", dated(kNoon - 90 * 60), kNoon - kHour), books::kSuperseded);
    EXPECT_EQ(hears(crm, "City", "Vinh", dated(kNoon - 60), kNoon + kHour), books::kSuperseded);
}

TEST_F(OwnClock, NewsHeardWhileTheClockWasBehindIsInOrderAmongItself) {
    EXPECT_EQ(hears(crm, "City", "Hanoi", dated(kNoon), 0), books::kApplied);
    EXPECT_EQ(hears(crm, "City", "Vinh", dated(kNoon + 2), 1), books::kApplied);
    EXPECT_EQ(hears(crm, "City", "Hue", dated(kNoon + 1), 2), books::kSuperseded);
    EXPECT_EQ(hears(crm, "City", "Hue", dated(kNoon + 3), kNoon + 3), books::kApplied)
        << "the clock is right again";
}

TEST_F(OwnClock, OneWrongTimeOfAToolDoesNotSilenceItForEver) {
    EXPECT_EQ(hears(crm, "City", "Hanoi", dated(kFarFuture), kNoon), books::kApplied);
    EXPECT_EQ(hears(crm, "City", "Vinh", dated(kNoon + 60), kNoon + 60), books::kApplied);
    EXPECT_EQ(city(), "Vinh");
}

TEST_F(OwnClock, TheLastWordOfAllToolsWinsAlsoWhenTheClockWasSetBack) {
    hears(hub, "city", "Hanoi", dated(kNoon), kNoon);
    EXPECT_EQ(hears(mail, "city", "Vinh", {}, kNoon - kHour), books::kApplied);
    EXPECT_EQ(city(), "Vinh") << "undated, and received by the clock before the other";
    EXPECT_EQ(hears(hub, "city", "Hue", dated(kNoon + 600), kNoon - kHour + 600), books::kApplied);
    EXPECT_EQ(city(), "Hue");
    EXPECT_EQ(hears(mail, "city", "Da Nang", {}, kNoon + kHour), books::kApplied);
    EXPECT_EQ(city(), "Da Nang") << "the clock is right again";
}

TEST_F(OwnClock, WhatAClockFarAheadStampedDoesNotStandInTheWayOfLaterNews) {
    EXPECT_EQ(hears(mail, "city", "Hanoi", {}, kFarFuture), books::kApplied);
    EXPECT_EQ(hears(hub, "city", "Vinh", dated(kNoon), kNoon), books::kApplied);
    EXPECT_EQ(city(), "Vinh");
    EXPECT_EQ(hears(mail, "city", "Hue", {}, kNoon + 10), books::kApplied);
    EXPECT_EQ(city(), "Hue");
    EXPECT_EQ(hears(hub, "city", "Hoi An", dated(kNoon + 20), kNoon + 20), books::kApplied);
    EXPECT_EQ(hears(hub, "city", "Da Nang", dated(kNoon + 10), kNoon + 30), books::kSuperseded);
}

TEST_F(OwnClock, ReplayedNewsIsOlderThanWhatCameAfterIt) {
    EXPECT_EQ(hears(mail, "city", "Hanoi", {}, kNoon), books::kApplied);
    EXPECT_EQ(hears(mail, "city", "Vinh", {}, kNoon + kHour), books::kApplied);
    event = 0;  // the first delivery once more
    mail.fields["city"].known = "Vinh";
    EXPECT_EQ(hears(mail, "city", "Hue", {}, kNoon), books::kSuperseded);
}

TEST_F(OwnClock, AnUndatedOptOutClosesAlsoWhenTheClockWasSetBack) {
    FieldPlan field{.name = "email_consent", .type = FieldType::consent};
    field.consent = ConsentPlan{.channel = "email"};
    const ConsentState open{.closed = false, .at = at_second(kNoon)};
    const ConsentSignal undated{.field = "email_consent", .closed = true, .received = at_second(kNoon + 1)};
    EXPECT_TRUE(transition(field, &open, undated));
}

TEST_F(OwnClock, AProofOpensAgainWhatAClockFarAheadClosed) {
    FieldPlan field{.name = "email_consent", .type = FieldType::consent};
    field.consent = ConsentPlan{.channel = "email"};
    field.consent->opens_on = {{"mail", "double_opt_in"}};
    const ConsentState closed{.closed = true, .at = at_second(kFarFuture)};
    const auto proof = [](long at) {
        return ConsentSignal{
            .connection = "mail",
            .closed = false,
            .at = When{at_second(at)},
            .received = at_second(at + 1),
            .proof = "double_opt_in"};
    };
    const auto still = transition(field, &closed, proof(kNoon));
    ASSERT_TRUE(still);
    EXPECT_TRUE(still->closed) << "it may be from before the opt-out";
    const auto open = transition(field, &*still, proof(kNoon + kHour));
    ASSERT_TRUE(open);
    EXPECT_FALSE(open->closed);
}

}  // namespace
}  // namespace crosswalk
