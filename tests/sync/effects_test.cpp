#include "connector/sync/effects.h"

#include "small_way.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;

class EffectsOf : public testing::Test {
protected:
    EffectsOf() {
        lead.id = {"cw_1"};
        lead.values[std::string(kStageField)].value = "recycled";
        lead.progress.since = at_second(0);
    }
    Recomputed stepped(const char* to) {
        Recomputed out;
        out.rows = {{.lead = lead.id, .field = std::string(kStageField)}};
        out.steps = {{.lead = lead.id, .number = 1, .to = to}};
        lead.values[std::string(kStageField)].value = to;
        return out;
    }
    Mapping mapping = small_way();
    Lead lead{};
    Cause cause{.event = 7, .connection = "crm", .now = at_second(10)};
};

TEST_F(EffectsOf, NothingDecidedIsNoEffect) {
    const Effects none = effects_of(mapping, lead, {}, cause);
    EXPECT_FALSE(none.keeps_lead || none.held_back);
    EXPECT_TRUE(none.rows.empty() && none.steps.empty() && none.timers.empty() && none.writes.empty());
    EXPECT_TRUE(effects_of_kept(mapping, lead, {}, cause).keeps_lead);
}

TEST_F(EffectsOf, AConsentLatchThatMovedKeepsTheLeadThoughItShowsTheSame) {
    Recomputed done;
    done.consent_changed = true;
    EXPECT_TRUE(effects_of(mapping, lead, done, cause).keeps_lead);
}

TEST_F(EffectsOf, AStepIntoAStageWithATimeSetsItsTimerAndAStepOutCancelsIt) {
    const Effects in = effects_of(mapping, lead, stepped("recycled"), cause);
    ASSERT_EQ(in.timers.size(), 1U);
    EXPECT_EQ(in.timers[0].kind, kReentryTimer);
    EXPECT_EQ(in.timers[0].due, at_second(0) + 30 * 24h);
    const Effects out = effects_of(mapping, lead, stepped("mql"), cause);
    ASSERT_EQ(out.timers.size(), 1U);
    EXPECT_FALSE(out.timers[0].due);
}

TEST_F(EffectsOf, ATimeThatIsOverAlreadyIsDueNow) {
    lead.progress.since = at_second(0) - 100 * 24h;
    EXPECT_EQ(effects_of(mapping, lead, stepped("recycled"), cause).timers[0].due, cause.now);
}

TEST_F(EffectsOf, AStepThatWasHeldBackWaitsForAPersonAndKeepsNoLead) {
    Recomputed done;
    done.held_back = "mql";
    const Effects held = effects_of(mapping, lead, done, cause);
    EXPECT_FALSE(held.keeps_lead);
    ASSERT_TRUE(held.held_back);
    EXPECT_EQ(held.held_back->what, Parked::What::step);
    EXPECT_EQ(held.held_back->record, "mql");
    EXPECT_EQ(held.held_back->event, 7);
    EXPECT_EQ(held.held_back->since, cause.now);
}

}  // namespace
}  // namespace crosswalk
