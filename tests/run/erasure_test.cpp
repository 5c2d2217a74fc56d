// A person is forgotten wherever the store tells of them, also while something about them is under way.
#include "engine_story.h"

#include <algorithm>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;
class ErasureStory : public EngineStory {
protected:
    LeadId ann() {
        LeadId id;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto ids = tx.leads.matching("email", "ann@example.com");
            if (!ids) return ids.error();
            EXPECT_EQ(ids->size(), 1U);
            if (!ids->empty()) id = ids->front();
            return {};
        }));
        return id;
    }
    // Deliveries that still name her.
    std::size_t deliveries(const std::vector<std::string>& words = {"ann", "ANN"}) {
        std::size_t n = 0;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto events = tx.journal.after(0, 1'000);
            if (!events) return events.error();
            for (const Event& event : *events)
                if (std::ranges::any_of(words, [&](const std::string& word) {
                        return event.delivery.body.find(word) != std::string::npos;
                    }))
                    ++n;
            return {};
        }));
        return n;
    }
    std::size_t history_rows(const LeadId& id) {
        std::size_t n = 0;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            n = tx.history.of(id, "", 100).value().size();
            return {};
        }));
        return n;
    }
};

TEST_F(ErasureStory, DeliveriesThatBelongToNoLeadButNameHerAreEmptied) {
    hears("mail", toy_event("m1", kColdAnn));
    hears("mail", "no JSON, but ANN@example.com");
    hears("hub", R"({"nonsense":"ann%40example.com"})");
    hears("hub", R"({"nonsense":"ann\u0040example.com"})");
    hears("hub", "about bob@example.com");
    settle();
    ASSERT_GT(deliveries(), 0U);
    const std::size_t waiting = parked().size();
    ASSERT_TRUE(engine->erase(ann()));
    EXPECT_EQ(deliveries(), 0U);
    EXPECT_LT(parked().size(), waiting) << "what says nothing any more cannot be mended";
    EXPECT_EQ(parked().size(), 1U) << "what is about somebody else stays";
    EXPECT_EQ(imbalance(books()), "");
}

TEST_F(ErasureStory, ADeletionThatErasesEmptiesThemToo) {
    mapping.connections[0].on_delete = OnDelete::erase;
    start();
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    hears("mail", "no JSON, but ann@example.com");
    hears("crm", toy_event(crm, {{"Email", "ann@example.com"}}));
    settle();
    account("crm").records.erase(crm);
    hears("crm", toy_event(crm, {}, {}, "deleted"));
    settle();
    EXPECT_EQ(deliveries(), 0U);
}

TEST_F(ErasureStory, EarlierAddressesOfHersAreLookedForAsWell) {
    account("mail").records["m1"] = Fields{{"address", "ann.old@example.com"}};
    hears("mail", toy_event("m1", {{"address", "ann.old@example.com"}}));
    hears("mail", "no JSON, but ann.old@example.com");
    settle();
    account("mail").records["m1"] = Fields{{"address", "ann@example.com"}};
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}}));
    settle();
    ASSERT_TRUE(engine->erase(ann()));
    EXPECT_EQ(deliveries(), 0U);
}

TEST_F(ErasureStory, AddressesThatAreNotAsciiAreFoundInEverySpelling) {
    account("mail").records["m1"] = Fields{{"address", "zöra@example.com"}};
    hears("mail", toy_event("m1", {{"address", "zöra@example.com"}}));
    hears("mail", "no JSON, but Z%C3%96RA%40example.com");
    hears("hub", R"({"nonsense":"z\u00f6ra@example.com"})");
    hears("hub", "<a>z&#246;ra@example.com</a><b>z&#xF6;ra@example.com</b>");
    settle();
    LeadId zora;
    ASSERT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        zora = tx.leads.matching("email", "zöra@example.com")->front();
        return {};
    }));
    ASSERT_GT(deliveries({"example.com"}), 0U);
    ASSERT_TRUE(engine->erase(zora));
    EXPECT_EQ(deliveries({"example.com"}), 0U);
}

TEST_F(ErasureStory, EchoesOfOurOwnWritesGoWithThePerson) {
    account("crm").records["c1"] = Fields{{"Email", "ann@example.com"}, {"City", "Hue"}};
    hears("mail", toy_event("m1", kColdAnn));
    hears("crm", toy_event("c1", {{"Email", "ann@example.com"}}));
    settle();
    hears("mail", toy_event("m1", {{"city", "Hanoi"}}));
    settle();
    ASSERT_EQ(at("crm", "c1", "City"), value("Hanoi"));
    hears("crm", toy_event("c1", {{"City", "Hanoi"}}));
    settle();
    ASSERT_TRUE(engine->erase(ann()));
    EXPECT_EQ(deliveries({"Hanoi"}), 0U);
}

TEST_F(ErasureStory, AnAnswerThatWasUnderWayBringsNobodyBack) {
    account("mail").records["m1"] = kColdAnn;
    hears("mail", toy_event("m1", kColdAnn));
    settle();
    const LeadId id = ann();
    cloud.next = {{.path = "/read", .carried_out = true, .meanwhile = [&] { EXPECT_TRUE(engine->erase(id)); }}};
    hears("mail", toy_event("m1", {}, {}, "thin"));
    settle();
    ASSERT_TRUE(cloud.next.empty());
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        EXPECT_TRUE(tx.leads.matching("email", "ann@example.com")->empty());
        return {};
    }));
    EXPECT_EQ(deliveries(), 0U);
}

TEST_F(ErasureStory, AnErasureThatWasCutOffIsFinishedAfterTheRestart) {
    hears("mail", toy_event("m1", kColdAnn));
    hears("mail", "no JSON, but ann@example.com");
    settle();
    const LeadId id = ann();
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
        const auto list = boost::json::serialize(boost::json::array{"ann@example.com"});
        if (const auto noted = tx.settings.put("erasing/" + id.text, list); !noted) return noted;
        return tx.identities.erase(id);
    }));
    ASSERT_GT(deliveries(), 0U);
    reopen();
    engine->tick_step();
    EXPECT_EQ(deliveries(), 0U);
}

TEST_F(ErasureStory, WhoIsErasedWhileAWriteIsRefusedLeavesNothingBehind) {
    account("crm").records["c1"] = Fields{{"Email", "ann@example.com"}};
    hears("mail", toy_event("m1", kColdAnn));
    settle();
    const LeadId id = ann();
    cloud.next = {{.path = "/update", .answer = HttpResponse{.status = 400}, .meanwhile = [&] {
                       EXPECT_TRUE(engine->erase(id));
                   }}};
    hears("mail", toy_event("m1", {{"score", 33}}));
    settle(5s);
    EXPECT_EQ(history_rows(id), 0U);
    EXPECT_TRUE(parked().empty());
}

TEST_F(ErasureStory, WhoIsErasedWhileLookedUpIsNeitherLinkedNorMade) {
    mapping.connections[0].create.when = CreatePolicy::When::always;
    start();
    account("mail").records["m1"] = kColdAnn;
    hears("mail", toy_event("m1", kColdAnn));
    while (engine->apply_step() || engine->enrich_step("mail")) {
    }
    const LeadId id = ann();
    cloud.next = {{.path = "/read", .carried_out = true, .meanwhile = [&] { EXPECT_TRUE(engine->erase(id)); }}};
    settle(60s);
    EXPECT_TRUE(account("crm").records.empty());
    EXPECT_TRUE(parked().empty());
}

}  // namespace
}  // namespace crosswalk
