// A mapping comes into force: who is known already is brought along, and an undo takes back what was written.
#include "connector/run/jobs/rollout.h"

#include "engine_story.h"
#include "tests/sync/small_way.h"

namespace crosswalk {
namespace {

boost::json::string text(const std::string& plain) { return boost::json::string(plain); }

class RolloutStory : public EngineStory {
protected:
    // As an admin does: the job is kept in the unit that keeps the version.
    void activate(Rollout job = {}) {
        job.version = ++mapping.version;
        job.since = clock.now();
        ASSERT_TRUE(run_one(*store, [&](Transaction& tx) { return begin_rollout(tx, job); }));
        engine->use(std::make_shared<const Mapping>(mapping));
    }
    Rollout progress() {
        Rollout out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            auto job = rollout_of(tx, mapping.version);
            if (!job) return job.error();
            out = job->value_or(Rollout{});
            return {};
        }));
        return out;
    }
    void finish() {
        for (int ticks = 0; ticks < 50 && progress().phase != Rollout::Phase::done; ++ticks) {
            engine->tick_step();
            settle(std::chrono::seconds{15});
        }
        EXPECT_EQ(progress().phase, Rollout::Phase::done);
    }
    void use_way() {
        mapping = small_way();
        mapping.version = 1;
        start();
    }
    // A person whom all three tools know.
    std::string person(const std::string& name, Fields mail) {
        const std::string address = name + "@example.com";
        account("crm").add({{"Email", text(address)}});
        account("hub").add({{"email", text(address)}});
        mail["address"] = text(address);
        hears("mail", toy_event(account("mail").add(mail), mail));
        settle();
        return address;
    }
    Lead lead_called(const std::string& address) {
        Lead out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto ids = tx.leads.matching("email", address);
            if (!ids) return ids.error();
            EXPECT_EQ(ids->size(), 1u);
            const auto lead = tx.leads.load(ids->front());
            if (!lead) return lead.error();
            out = lead->value_or(Lead{});
            return {};
        }));
        return out;
    }
    FieldPlan& field(std::string_view name) {
        return *std::ranges::find(mapping.fields, name, &FieldPlan::name);
    }
};

TEST_F(RolloutStory, WhoIsKnownAlreadyIsDecidedAnewAndToldInBulk) {
    person("ada", {{"score", 73}, {"city", "Oslo"}});
    EXPECT_EQ(at("crm", "r1", "City"), "Oslo");
    field("city").bindings.push_back(writes("crm", "Town"));
    std::swap(field("city").bindings.front(), field("city").bindings.back());
    std::erase_if(field("city").bindings, [](const Binding& b) { return b.vendor_field == "City"; });
    activate();
    EXPECT_EQ(at("crm", "r1", "Town"), "(nothing)");
    finish();
    EXPECT_EQ(at("crm", "r1", "Town"), "Oslo");
    EXPECT_EQ(progress().people, 1);
    EXPECT_EQ(progress().changed, 1);
}

TEST_F(RolloutStory, TheSameMappingOnceMoreSendsNothing) {
    person("ada", {{"score", 73}, {"city", "Oslo"}});
    person("bob", {{"score", 10}});
    const auto before =
        std::tuple{account("crm").calls.size(), account("hub").calls.size(), account("mail").calls.size()};
    activate();
    finish();
    EXPECT_EQ(progress().people, 2);
    EXPECT_EQ(progress().changed, 0);
    EXPECT_EQ(
        before,
        (std::tuple{account("crm").calls.size(), account("hub").calls.size(), account("mail").calls.size()})
    );
}

TEST_F(RolloutStory, ItGoesOnWhereItWasAfterARestart) {
    for (int i = 0; i < 60; ++i)
        hears(
            "mail",
            toy_event(
                std::to_string(i), {{"address", text("p" + std::to_string(i) + "@example.com")}, {"score", i}}
            )
        );
    settle();
    activate();
    engine->tick_step();
    const auto all = progress();
    EXPECT_EQ(all.phase, Rollout::Phase::done) << "sixty are not many";
    EXPECT_EQ(all.people, 60);

    // Half of the way was gone when the process ended.
    Rollout half{.version = mapping.version, .since = clock.now()};
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
        const auto ids = tx.identities.after({}, 30);
        if (!ids) return ids.error();
        half.mark = ids->back();
        half.people = 30;
        return begin_rollout(tx, half);
    }));
    reopen();
    engine->tick_step();
    EXPECT_EQ(progress().people, 60);
    EXPECT_EQ(progress().phase, Rollout::Phase::done);
}

TEST_F(RolloutStory, PeopleKeepTheirStageWhenAThresholdMoves) {
    use_way();
    const auto address = person("ada", {{"score", 40}});
    hears("crm", toy_event("r1", {{"Status", "Open"}}));
    settle();
    ASSERT_EQ(lead_called(address).value(kStageField), "lead");
    mapping.path[1].enter_when =
        *parse_condition("score at least 30", std::vector<std::string>{"score", "stage"});
    activate();
    finish();
    EXPECT_EQ(lead_called(address).value(kStageField), "lead");
    EXPECT_EQ(progress().promoted, 0);
}

TEST_F(RolloutStory, AskedToRestageItPromotesThemAsFarAsTheSurgeAllows) {
    use_way();
    for (const char* name : {"ada", "bob", "eve"}) person(name, {{"score", 40}});
    for (const char* id : {"r1", "r2", "r3"}) hears("crm", toy_event(id, {{"Status", "Open"}}));
    settle();
    mapping.path[1].enter_when =
        *parse_condition("score at least 30", std::vector<std::string>{"score", "stage"});
    mapping.surge.leads_an_hour = 2;
    activate({.restage = true});
    finish();
    EXPECT_EQ(progress().promoted, 2);
    EXPECT_EQ(progress().held_back, 1);
    ASSERT_EQ(parked().size(), 1u);
    EXPECT_EQ(parked()[0].code, "stage.surge");
    int mql = 0;
    for (const char* id : {"r1", "r2", "r3"}) mql += at("crm", id, "Status") == "MQL" ? 1 : 0;
    EXPECT_EQ(mql, 2);
}

TEST_F(RolloutStory, ARenamedFieldKeepsItsValueAndItsLatch) {
    const auto address = person("ada", {{"score", 73}});
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
        Lead lead = lead_called(address);
        lead.consents["consent_old"] = {.closed = true, .at = clock.now(), .proof = "opted_out"};
        return tx.leads.save(lead);
    }));
    field("score").was = "score";
    field("score").name = "points";
    mapping.fields.push_back({.name = "consent_new", .was = "consent_old", .type = FieldType::consent});
    mapping.fields.back().consent = ConsentPlan{"email", "", {}};
    activate();
    finish();
    const Lead lead = lead_called(address);
    EXPECT_EQ(lead.value("points"), "73");
    EXPECT_FALSE(lead.values.contains("score"));
    ASSERT_TRUE(lead.consents.contains("consent_new"));
    EXPECT_TRUE(lead.consents.at("consent_new").closed);
    EXPECT_EQ(lead.value("consent_new"), std::string(kClosed));
}

TEST_F(RolloutStory, NobodyIsLookedUpAgainWhoWasNotFoundAndMayNotBeCreated) {
    hears("mail", toy_event("7", {{"address", "ada@example.com"}, {"score", 73}}));
    settle();
    const auto before = calls("crm", "POST /");
    clock.pass(std::chrono::hours{24 * 10});
    activate();
    finish();
    EXPECT_EQ(calls("crm", "POST /"), before);
}

// ---- undo -----------------------------------------------------------------------

TEST_F(RolloutStory, AnUndoPutsBackWhatTheVersionWroteWhereTheOldMappingIsSilent) {
    mapping.version = 1;
    start();
    // The old mapping reads the crm's city; the new one writes it as well.
    std::erase_if(field("city").bindings, [](const Binding& b) {
        return b.connection != "mail" && b.connection != "crm";
    });
    for (Binding& b : field("city").bindings) b.writes = b.connection != "crm";
    start();
    const Mapping old = mapping;
    person("ada", {{"city", "Oslo"}});
    person("bob", {{"city", "Rome"}});
    account("crm").records["r1"]["City"] = "Bergen";
    account("crm").records["r2"]["City"] = "Milan";
    hears("crm", toy_event("r1", {{"City", "Bergen"}}));
    hears("crm", toy_event("r2", {{"City", "Milan"}}));
    settle();

    field("city").rule = {Rule::Kind::always, "mail"};
    for (Binding& b : field("city").bindings) b.writes = true;
    activate();
    finish();
    ASSERT_EQ(at("crm", "r1", "City"), "Oslo");
    ASSERT_EQ(at("crm", "r2", "City"), "Rome");
    // Somebody corrects one of them since.
    account("crm").records["r2"]["City"] = "Naples";
    hears("crm", toy_event("r2", {{"City", "Naples"}}));
    settle();
    // always mail: Rome is written once more, so Bob's is the mapping's again; Ada's is untouched.
    const auto undone = mapping.version;
    const auto next = mapping.version;
    mapping = old;
    mapping.version = next;
    activate({.undone = {{undone, 0}}});
    finish();
    EXPECT_EQ(at("crm", "r1", "City"), "Bergen");
    EXPECT_EQ(at("crm", "r2", "City"), "Milan") << "what stood there before the version";
    EXPECT_EQ(progress().put_back, 2);
    const auto writes = account("crm").written_rows;
    settle(std::chrono::seconds{60});
    EXPECT_EQ(account("crm").written_rows, writes) << "and that is the end of it";
}

TEST_F(RolloutStory, AnUndoLeavesAloneWhatSomebodyChangedSince) {
    mapping.version = 1;
    for (Binding& b : field("city").bindings) b.writes = b.connection != "crm";
    start();
    const Mapping old = mapping;
    person("ada", {{"city", "Oslo"}});
    account("crm").records["r1"]["City"] = "Bergen";
    hears("crm", toy_event("r1", {{"City", "Bergen"}}));
    hears("mail", toy_event("r1", {{"address", "ada@example.com"}, {"city", "Oslo"}}));
    settle();
    for (Binding& b : field("city").bindings) b.writes = true;
    field("city").rule = {Rule::Kind::prefer, "mail"};
    activate();
    finish();
    ASSERT_EQ(at("crm", "r1", "City"), "Oslo");
    account("crm").records["r1"]["City"] = "Tromso";
    modes["crm"] = Mode::watch;  // so that our word does not meet it again before the undo
    start();
    hears("crm", toy_event("r1", {{"City", "Tromso"}}));
    settle();
    const auto undone = mapping.version;
    mapping = old;
    mapping.version = undone;
    modes.clear();
    start();
    activate({.undone = {{undone, 0}}});
    finish();
    EXPECT_EQ(at("crm", "r1", "City"), "Tromso");
    EXPECT_EQ(progress().put_back, 0);
    EXPECT_EQ(progress().left_changed, 1);
}

TEST_F(RolloutStory, AnUndoPutsNothingBackOverWhatItCannotRead) {
    mapping.version = 1;
    polls["crm"] = std::chrono::minutes{5};
    for (Binding& b : field("city").bindings) b.writes = b.connection != "crm";
    start();
    const Mapping old = mapping;
    for (const char* name : {"ada", "bob"}) person(name, {{"city", "Oslo"}});
    for (const char* id : {"r1", "r2"}) {
        account("crm").records[id]["City"] = "Bergen";
        hears("crm", toy_event(id, {{"City", "Bergen"}}));
    }
    settle();
    for (Binding& b : field("city").bindings) b.writes = true;
    field("city").rule = {Rule::Kind::always, "mail"};
    activate();
    finish();
    ASSERT_EQ(at("crm", "r1", "City"), "Oslo");
    account("crm").hides = {"City"};
    clock.pass(std::chrono::minutes{5});
    settle();
    account("crm").records["r1"]["City"] = "Tromso";
    const auto undone = mapping.version;
    mapping = old;
    mapping.version = undone;
    activate({.undone = {{undone, 0}}});
    finish();
    settle(std::chrono::seconds{90});
    EXPECT_EQ(at("crm", "r1", "City"), "Tromso") << "whoever typed that would lose it";
    account("crm").hides.clear();
    clock.pass(std::chrono::minutes{15});
    settle(std::chrono::seconds{120});
    EXPECT_EQ(at("crm", "r1", "City"), "Tromso") << "it was changed since";
    EXPECT_EQ(at("crm", "r2", "City"), "Bergen") << "it is put back when it can be read";
    EXPECT_EQ(booked("crm", Book::writes, books::kWaiting), 0);
}

TEST_F(RolloutStory, AnUndoSaysHowManyValuesItCannotPutBack) {
    mapping.version = 1;
    start();
    const Mapping old = mapping;
    person("ada", {{"city", "Oslo"}});
    field("city").bindings.push_back(writes("crm", "Town"));
    std::erase_if(field("city").bindings, [](const Binding& b) { return b.vendor_field == "City"; });
    activate();
    finish();
    ASSERT_EQ(at("crm", "r1", "Town"), "Oslo");
    const auto undone = mapping.version;
    mapping = old;
    mapping.version = undone;
    activate({.undone = {{undone, 0}}});
    finish();
    EXPECT_EQ(at("crm", "r1", "Town"), "Oslo") << "what stood there before was never heard";
    EXPECT_EQ(progress().left_unknown, 1);
}

TEST_F(RolloutStory, WhatOnlyTheUndoneVersionListenedToIsForgotten) {
    mapping.version = 1;
    std::erase_if(field("company").bindings, [](const Binding& b) { return b.connection != "crm"; });
    start();
    const Mapping old = mapping;
    const auto address = person("ada", {{"score", 73}});
    field("company").bindings.push_back(reads("hub", "company"));
    activate();
    finish();
    hears("hub", toy_event("r1", {{"company", "Acme"}}));
    settle();
    ASSERT_EQ(lead_called(address).value("company"), "Acme");
    const auto undone = mapping.version;
    mapping = old;
    mapping.version = undone;
    activate({.undone = {{undone, 0}}});
    finish();
    EXPECT_EQ(lead_called(address).value("company"), std::nullopt);
}

TEST_F(RolloutStory, AnUndoThatWasInterruptedByTheNextActivationIsStillFinished) {
    Rollout undo{.version = 2, .undone = {{1, 0}}};
    Rollout next{.version = 3};
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
        if (const auto begun = begin_rollout(tx, undo); !begun) return begun;
        return begin_rollout(tx, next);
    }));
    mapping.version = 3;
    ASSERT_EQ(progress().undone.size(), 1u);
    EXPECT_EQ(progress().undone[0].version, 1);
}

}  // namespace
}  // namespace crosswalk
