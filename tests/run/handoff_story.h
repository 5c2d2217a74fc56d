// A lead that is handed to a team of two and their head, who are told through two channels.
#pragma once

#include "connector/contract/json_read.h"
#include "connector/run/handoff/answer.h"
#include "engine_story.h"
#include "tests/sync/small_way.h"
#include "toy_channel.h"

#include <unistd.h>

namespace crosswalk {

// Every hour counts, so that a story reads in plain hours.
inline HandoffPlan small_team() {
    HandoffPlan plan;
    CalendarPlan always{.name = "always", .zone = "UTC"};
    always.hours.fill({{0, kMinutesADay}});
    plan.calendars = {always};
    for (const char* name : {"an", "binh", "dung"})
        plan.members.push_back(
            {.name = name,
             .full_name = std::string(name) == "an" ? "An Nguyen" : name,
             .language = "en",
             .owner_ids = {{"crm", std::string("u-") + name}},
             .channels = {{"chat", std::string("@") + name}, {"post", std::string(name) + "@example.com"}}}
        );
    plan.teams = {{.name = "sales", .calendar = "always", .members = {"an", "binh"}, .head = "dung"}};
    plan.routing = {{.name = "in turn", .choose = Choose::round_robin}};
    plan.fallback = "dung";
    plan.agreement.sales = {
        {.duty = Duty::accept,
         .within = {.minutes = 240},
         .ladder = {
             {.after = {.minutes = 120}, .action = RungAction::remind},
             {.after = {.minutes = 240}, .action = RungAction::escalate},
             {.after = {.minutes = 360}, .action = RungAction::reassign}}}};
    plan.reject = {
        {.name = "budget", .label = {{"en", "No budget"}}, .to = "recycled", .quiet_days = 90},
        {.name = "timing", .label = {{"en", "Bad timing"}}, .to = "recycled"}};
    const auto told = [&](NoticeTrigger::On on, NoticePlan::To to, const std::string& name) {
        NoticePlan row;
        row.trigger.on = on;
        row.to = to;
        row.template_name = name;
        plan.notices.push_back(row);
        plan.templates.push_back(
            {.name = name, .subject = {{"en", name + ": {lead}"}}, .body = {{"en", name + " {owner} {link}"}}}
        );
    };
    using On = NoticeTrigger::On;
    told(On::handed_off, NoticePlan::To::owner, "yours");
    told(On::reminder, NoticePlan::To::owner, "reminder");
    told(On::escalation, NoticePlan::To::head, "escalation");
    told(On::reassigned, NoticePlan::To::previous_owner, "taken");
    told(On::created_by_marketing, NoticePlan::To::head, "created");
    return plan;
}

class HandoffStory : public EngineStory {
protected:
    HandoffStory() {
        mapping = small_way();
        mapping.connections[0].side = Side::sales;
        mapping.path[1].hand_off = "sales";
        FieldPlan consent{.name = "consent_email", .type = FieldType::consent, .urgency = Urgency::consent};
        consent.consent = ConsentPlan{"email", "", {}};
        consent.bindings = {both("crm", "OptedOut")};
        consent.bindings[0].values = {{"closed", {"true"}}, {"open", {"false"}}};
        mapping.fields.push_back(std::move(consent));
        plan = small_team();
        begin();
    }
    ~HandoffStory() override { engine.reset(); }  // before the channels that it tells people through
    // With the channels, as after a restart of the process.
    void begin() {
        engine.reset();
        mapping.handoff = std::make_shared<const HandoffPlan>(plan);
        std::vector<ConnectionSetup> setups;
        for (const ConnectionPlan& one : mapping.connections)
            setups.push_back({.connection = {.name = one.name}, .adapter = &toy_adapter(), .mode = Mode::live});
        for (const char* name : {"chat", "post"})
            setups.push_back(
                {.connection = {.name = name},
                 .adapter = name == incidents ? &toy_incidents_adapter() : &toy_channel_adapter(),
                 .mode = channel_mode,
                 .channel = true}
            );
        engine = std::make_unique<Engine>(
            EnginePorts{*store, channels, clock, log},
            std::move(setups),
            std::make_shared<const Mapping>(mapping),
            ConnectionDelays{},
            Telling{"https://crosswalk.example.com", operators}
        );
    }
    // Ann is known at the CRM; her score makes her a lead for Sales.
    void qualify() {
        crm = account("crm").add({{"Email", "ann@example.com"}, {"Status", "Open"}});
        hears("crm", toy_event(crm, {{"Email", "ann@example.com"}, {"Status", "Open"}}));
        hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 10}}));
        pass(std::chrono::minutes{1});
        channels.told.clear();
        hears("mail", toy_event("m1", {{"score", 73}}));
        pass(std::chrono::seconds{20});
    }
    // Lets time pass, with all that falls due in it.
    void pass(std::chrono::seconds time, std::chrono::seconds step = std::chrono::seconds{10}) {
        for (auto left = time; left.count() > 0; left -= step) {
            turn();
            clock.pass(std::min(step, left));
        }
        turn();
        EXPECT_EQ(imbalance(books()), "");
    }
    void pass_to(Millis at, std::chrono::seconds step = std::chrono::minutes{1}) {
        pass(std::chrono::ceil<std::chrono::seconds>(at - clock.now()), step);
    }
    void turn() {
        while (engine->tick_step()) {
        }
        engine->settle_all();
    }
    std::vector<KeptHandoff> handoffs() {
        std::vector<KeptHandoff> out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            auto all = tx.handoffs.list(false, "", 100);
            if (!all) return all.error();
            out = std::move(*all);
            return {};
        }));
        return out;
    }
    handoff::Handoff state_of(const KeptHandoff& kept) { return *handoff::handoff_from(*parse_json(kept.doc)); }
    std::vector<std::string> subjects() {
        std::vector<std::string> out;
        for (const ToldMessage& one : channels.told) out.push_back(one.address + " " + one.subject);
        return out;
    }
    using Lines = std::vector<std::string>;

    HandoffPlan plan{};
    std::vector<std::pair<std::string, std::string>> operators{};
    Mode channel_mode = Mode::live;
    std::string incidents{};  // the channel that keeps them
    ToyChannels channels{cloud};
    std::string crm{};
};

}  // namespace crosswalk
