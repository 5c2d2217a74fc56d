// Leads, what waits about them, and two people who turn out to be one.
#pragma once

#include "engine_story.h"

#include <unistd.h>

namespace crosswalk {

inline FieldPlan consent_field() {
    FieldPlan field{.name = "consent_email", .type = FieldType::consent, .urgency = Urgency::now};
    field.consent = ConsentPlan{"email", "", {{"mail", "confirmed"}}};
    for (const char* name : {"crm", "hub", "mail"}) {
        field.bindings.push_back(both(name, "optout"));
        field.bindings.back().values = {{"closed", {"true"}}, {"open", {"false"}}};
    }
    return field;
}

class Joins : public EngineStory {
protected:
    std::vector<Lead> leads() {
        std::vector<Lead> out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto ids = tx.identities.after({}, 100);
            if (!ids) return ids.error();
            for (const LeadId& id : *ids) {
                auto lead = tx.leads.load(id);
                if (lead && *lead) out.push_back(std::move(**lead));
            }
            return {};
        }));
        return out;
    }
    Lead lead_of(const std::string& connection, const std::string& record) {
        Lead out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto there = tx.leads.record({connection, {"person"}, {record}});
            if (!there) return there.error();
            EXPECT_TRUE(there->has_value()) << connection << " " << record;
            if (!*there) return {};
            auto lead = tx.leads.load((*there)->lead);
            if (lead && *lead) out = std::move(**lead);
            return {};
        }));
        return out;
    }
    std::string codes() {
        std::string out;
        for (const Parked& item : parked()) out += item.code + " ";
        return out;
    }
    std::int64_t number(std::string_view code) {
        for (const Parked& item : parked())
            if (item.code == code) return item.id;
        ADD_FAILURE() << "nothing is parked as " << code << ", but: " << codes();
        return 0;
    }
    // Cara in the CRM and the hub, Carl in the hub and the email tool.
    void meet_cara_and_carl() {
        cara_crm = account("crm").add({{"Email", "cara@example.com"}});
        cara = account("hub").add({{"email", "cara@example.com"}});
        carl = account("hub").add({{"email", "carl@example.com"}});
        account("mail").records["m1"] = {{"address", "carl@example.com"}, {"score", 10}, {"city", "Hue"}};
        hears("crm", toy_event(cara_crm, {{"Email", "cara@example.com"}}));
        hears("hub", toy_event(cara, {{"email", "cara@example.com"}}));
        hears("hub", toy_event(carl, {{"email", "carl@example.com"}}));
        hears("mail", toy_event("m1", {{"address", "carl@example.com"}, {"score", 10}, {"city", "Hue"}}));
        settle();
        ASSERT_EQ(leads().size(), 2U);
    }
    std::string cara_crm, cara, carl;
};

}  // namespace crosswalk
