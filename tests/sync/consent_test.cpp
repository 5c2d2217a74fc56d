#include "connector/sync/consent.h"

#include "connector/sync/compose.h"
#include "small_mapping.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

namespace crosswalk {
namespace {

FieldPlan consent(std::string name = "consent_email", std::string scope = "") {
    FieldPlan field{.name = std::move(name), .type = FieldType::consent, .urgency = Urgency::consent};
    field.consent = ConsentPlan{"email", std::move(scope), {{"mail", "confirmed"}}};
    for (const char* tool_name : {"crm", "hub", "mail"}) {
        Binding binding = both(tool_name, "optout" + field.consent->scope);
        binding.values = {{"closed", {"true"}}, {"open", {"false"}}};
        binding.writes_open = std::string(tool_name) == "crm";
        field.bindings.push_back(std::move(binding));
    }
    return field;
}

ConsentSignal closes(long at) { return {"consent_email", "hub", true, dated(at), at_second(at), "", 1}; }
ConsentSignal opens(long at, std::string proof = "confirmed", std::string by = "mail") {
    return {"consent_email", std::move(by), false, dated(at), at_second(at), std::move(proof), 2};
}
bool closed_after(std::vector<ConsentSignal> candidates) {
    const FieldPlan field = consent();
    std::optional<ConsentState> latch;
    for (const ConsentSignal& word : candidates)
        if (auto next = transition(field, latch ? &*latch : nullptr, word)) latch = next;
    return latch && latch->closed;
}

TEST(ConsentState, OnlyALaterProofOfAListedKindOpensIt) {
    EXPECT_TRUE(closed_after({closes(10)}));
    EXPECT_FALSE(closed_after({closes(10), opens(11)}));
    EXPECT_TRUE(closed_after({closes(10), opens(10)})) << "equal times stay closed";
    EXPECT_TRUE(closed_after({closes(10), opens(9)}));
    EXPECT_TRUE(closed_after({closes(10), opens(11, "api")}));
    EXPECT_TRUE(closed_after({closes(10), opens(11, "confirmed", "hub")}));
    EXPECT_TRUE(closed_after({closes(10), opens(11, "")}));
}

TEST(ConsentState, ProofOfTheSecondOfACoarserCloseDoesNotOpenWhicheverCloseCameFirst) {
    ConsentSignal precise = closes(10), coarse = closes(10), proof = opens(10);
    precise.at = When{at_second(10) + std::chrono::milliseconds{513}, Precision::milliseconds};
    coarse.at = When{at_second(10), Precision::seconds};
    proof.at = When{at_second(10) + std::chrono::milliseconds{514}, Precision::milliseconds};
    EXPECT_FALSE(closed_after({precise, proof}));
    EXPECT_TRUE(closed_after({precise, coarse, proof}));
    EXPECT_TRUE(closed_after({coarse, precise, proof}));
    EXPECT_FALSE(closed_after({precise, coarse, opens(11)}));
}

TEST(ConsentState, AnUndatedWordClosesFromItsReceiptAndNeverOpens) {
    ConsentSignal undated = closes(20), hopeful = opens(30);
    undated.at.reset();
    EXPECT_TRUE(closed_after({opens(19), undated}));
    EXPECT_TRUE(closed_after({undated, opens(20)}));
    EXPECT_FALSE(closed_after({undated, opens(21)}));
    hopeful.at.reset();
    EXPECT_TRUE(closed_after({closes(10), hopeful}));
}

TEST(ConsentState, ALateCloseFromBeforeTheProofIsOldNews) {
    EXPECT_FALSE(closed_after({opens(20), closes(19)}));
    EXPECT_TRUE(closed_after({opens(20), closes(20)}));
}

TEST(ConsentState, DoesNotDependOnTheOrderOfArrival) {
    EXPECT_TRUE(rc::check([] {
        auto candidates = *rc::gen::container<std::vector<ConsentSignal>>(rc::gen::map(
            rc::gen::pair(rc::gen::inRange(0, 8), rc::gen::arbitrary<bool>()),
            [](const std::pair<int, bool>& one) { return one.second ? opens(one.first) : closes(one.first); }
        ));
        const bool closed = closed_after(candidates);
        std::ranges::sort(candidates, [](const ConsentSignal& a, const ConsentSignal& b) {
            return std::pair(a.at->at, a.closed) > std::pair(b.at->at, b.closed);
        });
        RC_ASSERT(closed_after(candidates) == closed);
    }));
}

TEST(ConsentState, WhenLeadsAreJoinedClosedWins) {
    const ConsentState shut{.closed = true, .at = at_second(1)}, open{.closed = false, .at = at_second(9)};
    EXPECT_TRUE(merge(shut, open).closed);
    EXPECT_TRUE(merge(open, shut).closed);
    EXPECT_EQ(merge(shut, {.closed = true, .at = at_second(5)}).at, at_second(5));
}

// A person in all three tools.
struct Story {
    Mapping mapping = [] {
        Mapping m = small_mapping();
        m.fields.push_back(consent());
        m.fields.push_back(consent("consent_newsletter", "newsletter"));
        return m;
    }();
    Lead lead{.id = {"lead-1"}};
    std::vector<RecordState> records = {record("crm", "c1"), record("hub", "h1"), record("mail", "m1")};
    long now = 100;

    std::vector<WriteIntent> hears(std::size_t who, bool opted_out, bool first = false, std::string proof = {}) {
        ++now;
        Change said = change({{"optout", opted_out}}, dated(now));
        if (!proof.empty()) said.consent = ConsentProof{.kind = proof, .opted_in = true};
        const IngestResult heard = ingest(mapping, lead, records[who], said, {now, at_second(now), first});
        const Cause cause{now, records[who].key.connection, at_second(now), 1};
        const FieldSet changed = recompute(mapping, lead, records, heard, {cause}).changed();
        return plan_writes(mapping, {lead, records}, {heard.news, changed}, cause, {});
    }
    Fields written(const WriteIntent& intent) {
        for (const RecordState& state : records)
            if (intent.record == state.key.id)
                return compose_update(mapping, lead, state, intent.fields, "").record.fields;
        return {};
    }
};

TEST(Consent, AnOptOutAnywhereIsToldEverywhereAtOnce) {
    Story story;
    const auto intents = story.hears(2, true);
    EXPECT_EQ(story.lead.value("consent_email"), "closed");
    ASSERT_EQ(intents.size(), 3U) << "the email tool is told that its newsletter is closed with it";
    for (const WriteIntent& intent : intents) {
        EXPECT_EQ(intent.urgency, Urgency::consent);
        const bool itself = intent.connection == "mail";
        EXPECT_EQ(story.written(intent).at(itself ? "optoutnewsletter" : "optout"), boost::json::value(true));
    }
}

TEST(Consent, WhoeverSaysSubscribedWithoutProofIsToldTheTruth) {
    Story story;
    story.hears(2, true);
    story.records[0].fields["optout"].known = true;
    const auto intents = story.hears(0, false);
    ASSERT_FALSE(intents.empty());
    EXPECT_EQ(intents[0].connection, "crm");
    EXPECT_EQ(story.written(intents[0]), (Fields{{"optout", true}}));
}

TEST(Consent, AtFirstSightOptedInSaysNothingAndOptedOutCloses) {
    Story story;
    EXPECT_TRUE(story.hears(0, false, true).empty());
    EXPECT_EQ(story.lead.value("consent_email"), std::nullopt);
    story.hears(1, true, true);
    EXPECT_EQ(story.lead.value("consent_email"), "closed");
}

TEST(Consent, AProofOpensItButOnlyToolsThatMayAreTold) {
    Story story;
    for (const std::size_t who : {0U, 1U, 2U}) story.hears(who, true);
    const auto intents = story.hears(2, false, false, "confirmed");
    EXPECT_EQ(story.lead.value("consent_email"), "open");
    const auto crm = std::ranges::find(intents, "crm", &WriteIntent::connection);
    ASSERT_NE(crm, intents.end());
    EXPECT_EQ(story.written(*crm).at("optout"), boost::json::value(false));
    for (const WriteIntent& intent : intents) {
        if (intent.connection == "crm") continue;
        for (const auto& [field, value] : story.written(intent)) EXPECT_NE(value, boost::json::value(false));
    }
}

TEST(Consent, WhoeverOptsOutOnceMoreAfterOurOwnWriteIsHeard) {
    Story story;
    story.hears(2, true);
    FieldMemory& memory = story.records[1].fields["optout"];
    memory.known = true;  // we wrote it there
    memory.written = Written{at_second(story.now), std::nullopt};
    story.now += 10;
    const long proven = story.now;  // a proof from before that, still on its way
    story.hears(1, true);
    story.now = proven - 1;
    story.hears(2, false, false, "confirmed");
    EXPECT_EQ(story.lead.value("consent_email"), "closed");
}

TEST(Consent, AProofFromBeforeItsToolShowedTheOptOutAgainComesTooLate) {
    Story story;
    story.hears(2, true);
    story.now += 10;
    Change whole = change({{"optout", true}}, dated(story.now));
    whole.completeness = Completeness::whole;
    ingest(story.mapping, story.lead, story.records[2], whole, {7, at_second(story.now)});
    story.now -= 5;
    story.hears(2, false, false, "confirmed");
    EXPECT_EQ(story.lead.value("consent_email"), "closed");
}

TEST(Consent, AnOptOutAheadOfOurClockIsNotWeakenedByIt) {
    Story story;
    const Change ahead = change({{"optout", true}}, dated(story.now + 1'000));
    const IngestResult heard =
        ingest(story.mapping, story.lead, story.records[1], ahead, {7, at_second(story.now)});
    recompute(story.mapping, story.lead, story.records, heard, {.cause = {.now = at_second(story.now)}});
    story.now += 999;
    story.hears(2, false, false, "confirmed");
    EXPECT_EQ(story.lead.value("consent_email"), "closed");
}

TEST(Consent, AClosedChannelClosesEveryScopeOfIt) {
    Story story;
    story.hears(2, true);
    EXPECT_EQ(story.lead.value("consent_newsletter"), "closed");
}

TEST(Consent, ACreatedRecordIsBornOptedOutAndNeverBornSubscribed) {
    Story story;
    EXPECT_FALSE(compose_create(story.mapping, story.lead, "crm", "person").record.fields.contains("optout"));
    story.hears(2, true);
    EXPECT_EQ(
        compose_create(story.mapping, story.lead, "hub", "person").record.fields.at("optout"),
        boost::json::value(true)
    );
}

}  // namespace
}  // namespace crosswalk
