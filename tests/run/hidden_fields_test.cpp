// A record that cannot show a field just then is nobody else for it: whoever is looked for waits, and what a
// delivery said of the field counts.
#include "joins.h"

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

class HiddenFields : public Joins {
protected:
    HiddenFields() {
        mapping.connections[0].create.when = CreatePolicy::When::always;
        start();
    }
    // The CRM lists the fields that it has; this one it hides.
    void hide(const std::string& field) {
        account("crm").described = {"Email", "Company", "City", "Score", "own"};
        account("crm").described.erase(field);
        account("crm").hides = {field};
    }
    void show_again() {
        account("crm").described.merge(account("crm").hides);
        account("crm").hides.clear();
        clock.pass(15min);
        settle(90s);
    }
    // In the email tool alone, with a score of five.
    void somebody_new() { hears("mail", toy_event("m7", {{"address", "neu@example.com"}, {"score", 5}})); }
    // The CRM has contacts, too, whose address is a field of its own.
    void know_contacts() {
        for (FieldPlan& field : mapping.fields)
            for (std::size_t i = 0, n = field.bindings.size(); i < n; ++i)
                if (field.bindings[i].connection == "crm") {
                    field.bindings.push_back(field.bindings[i]);
                    field.bindings.back().kind = {"customer"};
                    if (field.name == "email") field.bindings.back().vendor_field = "ContactEmail";
                }
        mapping.connections[0].kinds.push_back({"contact", {"customer"}});
        start();
    }
};

TEST_F(HiddenFields, WhoMayBeARecordOfAnotherKindWhoseKeyIsHiddenIsNotMadeAndIsFoundWhenItIsBack) {
    know_contacts();
    account("crm").records["c1"] = {{"ContactEmail", "neu@example.com"}};
    account("crm").customers = {"c1"};
    hide("ContactEmail");
    somebody_new();
    settle(120s);
    EXPECT_EQ(account("crm").records.size(), 1U) << "leads can be searched, contacts cannot";
    ASSERT_EQ(parked().size(), 1U) << codes();
    EXPECT_TRUE(parked().front().fields.contains("ContactEmail"));
    show_again();
    EXPECT_EQ(at("crm", "c1", "Score"), value(5));
    EXPECT_EQ(account("crm").records.size(), 1U);
    EXPECT_TRUE(parked().empty()) << codes();
}

TEST_F(HiddenFields, ARecordThatDoesNotTellTheKeyItWasLookedUpByIsNotMadeOnceMore) {
    account("crm").records["c1"] = {{"Email", "neu@example.com"}, {"Company", "Acme"}};
    hide("Email");
    account("crm").leaves_out_silently = true;
    somebody_new();
    settle(120s);
    EXPECT_EQ(account("crm").records.size(), 1U);
    EXPECT_EQ(calls("crm", "/create"), 0U);
    ASSERT_EQ(parked().size(), 1U) << codes();
    EXPECT_TRUE(parked().front().fields.contains("Email"));
    show_again();
    EXPECT_EQ(at("crm", "c1", "Score"), value(5));
    EXPECT_EQ(account("crm").records.size(), 1U);
    EXPECT_TRUE(parked().empty()) << codes();
}

TEST_F(HiddenFields, APageThatCannotTellTheKeyMakesNoSecondLeadOfARecordThatADeliveryNamed) {
    polls["crm"] = 5min;
    mapping.connections[0].create.when = CreatePolicy::When::never;
    start();
    hide("Email");
    account("hub").records["h1"] = {{"email", "bob@example.com"}};
    hears("hub", toy_event("h1", {{"email", "bob@example.com"}}));
    settle(20s);
    account("crm").records["c1"] = {{"Email", "bob@example.com"}, {"City", "Hue"}};
    account("crm").keeps_silent_about = {"c1"};  // the poll comes before its answer
    hears("crm", toy_event("c1", {{"Email", "bob@example.com"}}));
    const auto polled = account("crm").cursors.size();
    settle(6min);
    ASSERT_GT(account("crm").cursors.size(), polled);
    EXPECT_EQ(leads().size(), 1U);
    account("crm").keeps_silent_about.clear();
    settle(10min);
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(lead_of("crm", "c1").id, lead_of("hub", "h1").id);
    EXPECT_EQ(at("hub", "h1", "city"), value("Hue"));
}

TEST_F(HiddenFields, WhatADeliverySaidOfARecordThatAMergeMadeKnownCountsThoughNoReadShowsIt) {
    account("crm").records["c1"] = {{"Email", "ann@example.com"}};
    account("hub").records["h1"] = {{"email", "ann@example.com"}};
    hears("crm", toy_event("c1", {{"Email", "ann@example.com"}}));
    hears("hub", toy_event("h1", {{"email", "ann@example.com"}}));
    settle();
    account("crm").records["c2"] = {{"Email", "ann@example.com"}, {"City", "Hue"}};
    hide("City");
    hears("crm", toy_event("c2", {{"City", "Hue"}}));
    account("crm").merge("c2", "c1");
    hears("crm", toy_merge("c2", "c1"));
    settle();
    EXPECT_EQ(lead_of("crm", "c2").id, lead_of("hub", "h1").id);
    EXPECT_EQ(lead_of("hub", "h1").value("city"), "Hue");
    EXPECT_EQ(at("hub", "h1", "city"), value("Hue"));
}

}  // namespace
}  // namespace crosswalk
