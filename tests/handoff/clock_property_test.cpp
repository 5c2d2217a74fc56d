// What holds for every course of a hand-off.
#include "tests/handoff/clock_story.h"

#include <rapidcheck.h>

namespace crosswalk::handoff::test {
namespace {

std::vector<ClockEvent> any_events() {
    std::vector<ClockEvent> out;
    Millis at = vn("2027-02-04 17:20");
    for (int i = *rc::gen::inRange(0, 14); i > 0; --i) {
        at += std::chrono::minutes{*rc::gen::inRange(0, 3'000)};
        ClockEvent event{
            .kind = static_cast<EventKind>(*rc::gen::inRange(0, 10)),
            .at = at,
            .by = *rc::gen::element<std::string>("", "an", "binh"),
            .how = *rc::gen::element(How::person, How::tool),
            .reason = *rc::gen::element<std::string>("blind", "timing"),
            .to = "chi"};
        if (*rc::gen::inRange(0, 2) == 0) event.kind = EventKind::tick;
        out.push_back(std::move(event));
    }
    return out;
}

ClockStory any_story() {
    return ClockStory("2027-02-04 17:20", agreement(*rc::gen::element(Silence::missed, Silence::accepted)));
}

bool is_rung(const ClockEffect& effect) { return effect.what <= ClockEffect::What::reassign; }

TEST(EveryHandoff, EndsAtMostOnceAndFiresNoRungTwice) {
    EXPECT_TRUE(rc::check("one ending, one acceptance, each rung once, nothing after the end", [] {
        ClockStory story = any_story();
        std::optional<Ending> ended;
        std::size_t rungs = 0;
        for (const ClockEvent& event : any_events()) {
            const ClockStep step = apply(story.now, event, story.rules());
            const auto here = static_cast<std::size_t>(std::ranges::count_if(step.effects, is_rung));
            RC_ASSERT(here <= 1u);
            rungs += here;
            if (ended) {
                RC_ASSERT(step.effects.empty());
                RC_ASSERT(step.next.ended->at == ended->at);
            }
            ended = step.next.ended;
            const bool answered = step.reply.what == ClockReply::What::too_late;
            if (answered) RC_ASSERT(!step.reply.first_what.empty());
            story.now = step.next;
        }
        RC_ASSERT(rungs <= story.now.reached.size());
        std::set<std::pair<Duty, std::size_t>> once;
        for (const RungReached& each : story.now.reached) {
            RC_ASSERT(once.insert({each.duty, each.rung}).second);
            RC_ASSERT(each.due <= each.at);
        }
    }));
}

TEST(EveryHandoff, HasNothingLeftToDoAtATimeThatTheTimerHasComeTo) {
    EXPECT_TRUE(rc::check("the next due time lies after a tick", [] {
        ClockStory story = any_story();
        for (const ClockEvent& event : any_events()) story.now = apply(story.now, event, story.rules()).next;
        const Millis now = vn("2027-02-05 00:00") + std::chrono::minutes{*rc::gen::inRange(0, 40'000)};
        story.now = apply(story.now, {.kind = EventKind::tick, .at = now}, story.rules()).next;
        const auto next = next_due(story.now, story.rules());
        RC_ASSERT(!next || *next > now);
        const ClockStep again = apply(story.now, {.kind = EventKind::tick, .at = now}, story.rules());
        RC_ASSERT(again.effects.empty());
    }));
}

TEST(EveryHandoff, StandsTheSameHoweverLateTheTimersCame) {
    EXPECT_TRUE(rc::check("duties depend on events alone, not on ticks", [] {
        ClockStory prompt = any_story();
        ClockStory late("2027-02-04 17:20", prompt.rules().agreement);
        for (ClockEvent event : any_events()) {
            if (event.kind == EventKind::tick) continue;
            for (auto due = next_due(prompt.now, prompt.rules()); due && *due <= event.at;
                 due = next_due(prompt.now, prompt.rules()))
                prompt.now = apply(prompt.now, {.kind = EventKind::tick, .at = *due}, prompt.rules()).next;
            prompt.now = apply(prompt.now, event, prompt.rules()).next;
            // One tick, after a downtime, just before the event is applied.
            late.now = apply(late.now, {.kind = EventKind::tick, .at = event.at}, late.rules()).next;
            late.now = apply(late.now, event, late.rules()).next;
        }
        const Millis end = vn("2027-06-01 10:00");
        for (const Duty duty : kDuties) {
            const DutyStatus a = status_of(prompt.now, duty, prompt.rules(), end),
                             b = status_of(late.now, duty, late.rules(), end);
            RC_ASSERT(a.state == b.state);
            RC_ASSERT(a.due.has_value() == b.due.has_value());
            RC_ASSERT(a.worked.count() == b.worked.count());
        }
    }));
}

TEST(EveryHandoff, ComesBackFromTheStoreAsItWas) {
    EXPECT_TRUE(rc::check("stored and read is the same", [] {
        ClockStory story = any_story();
        for (const ClockEvent& event : any_events()) story.now = apply(story.now, event, story.rules()).next;
        story.now.earlier_owners = {"binh"};
        const boost::json::object stored = to_json(story.now);
        const auto read = handoff_from(boost::json::parse(boost::json::serialize(stored)));
        RC_ASSERT(read.has_value());
        RC_ASSERT(boost::json::value(to_json(*read)) == boost::json::value(stored));
    }));
}

TEST(AStoredHandoff, ThatIsNoneOfOursIsDamaged) {
    const boost::json::object good = to_json(ClockStory().now);
    for (const auto& [key, value] : good) {
        boost::json::object broken = good;
        broken[key] = boost::json::array{1};
        EXPECT_EQ(handoff_from(broken).has_error(), true) << key;
        broken.erase(key);
        EXPECT_EQ(handoff_from(broken).error().code, "handoff.damaged") << key;
    }
    EXPECT_EQ(handoff_from("nothing").error().code, "handoff.damaged");
}

}  // namespace
}  // namespace crosswalk::handoff::test
