// Values whose spelling differs between tools: several choices, blanks, days and moments, digits, extensions.
#include <gmock/gmock.h>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

class ValueTypes : public ServiceFixture {
protected:
    std::int64_t contact_id() { return doubles.hubspot().contact("ann@example.com")->id; }
    std::string lead_id() { return text_of(lead(), "Id"); }

    void property(std::string name, std::string type, std::string shown_as, std::vector<std::string> options = {}) {
        HubSpotProperty out;
        out.name = out.label = std::move(name);
        out.type = std::move(type);
        out.field_type = std::move(shown_as);
        out.options = std::move(options);
        doubles.hubspot().add_property(out);
    }
    void salesforce_field(SalesforceField field) {
        field.label = field.name;
        doubles.salesforce().add_field("Lead", std::move(field));
    }
    // Adds a field to the delivered mapping and opens with all webhooks on.
    void open_with(const std::string& field) {
        prepare();
        edit("mappings/fields.yaml", "\nfields:\n", "\nfields:\n" + field);
        open();
        switch_webhooks_on();
    }
    std::string in_hubspot(const std::string& name) {
        const auto properties = contact();
        const auto found = properties.find(name);
        return found == properties.end() ? "" : found->second;
    }
    void expect_rest() {
        EXPECT_TRUE(falls_quiet());
        EXPECT_TRUE(balances());
    }
};

TEST_F(ValueTypes, SeveralChoicesAreWrittenInEachToolsSpellingAndTheirOrderIsNoNews) {
    property("interests", "enumeration", "checkbox", {"phone", "web", "mail"});
    salesforce_field({.name = "Interests__c", .type = "multipicklist", .length = 4099});
    doubles.activecampaign().add_field("INTERESTS", "Interests");
    open_with(R"(  interests:
    type: choices
    rule: newest
    both_ways: { salesforce: { lead: Interests__c }, hubspot: interests, activecampaign: field/INTERESTS }
    values:
      phone: { salesforce: Phone, hubspot: phone, activecampaign: Phone }
      web: { salesforce: Web, hubspot: web, activecampaign: Web }
)");
    doubles.hubspot().edit_contact(contact_id(), {{"interests", "web;phone"}});
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Interests__c") == "Phone;Web"; }));
    EXPECT_TRUE(soon([&] {
        const auto ann = doubles.activecampaign().contact(42);
        for (const auto& [id, value] : ann->custom)
            if (value == "||Phone||Web||") return true;
        return false;
    }));
    expect_rest();
    doubles.salesforce().edit("Lead", lead_id(), {{"Interests__c", "Web;Phone"}});
    expect_rest();
    EXPECT_EQ(in_hubspot("interests"), "phone;web") << "nothing was written back";
    doubles.hubspot().edit_contact(contact_id(), {{"interests", "mail"}});
    EXPECT_TRUE(soon([&] { return !parked("value.not_listed", "interests").empty(); }));
}

TEST_F(ValueTypes, ACheckboxThatIsClearedIsFalseWhereItTakesNoBlank) {
    property("do_not_call", "bool", "booleancheckbox", {"true", "false"});
    salesforce_field({.name = "No_Calls__c", .type = "boolean", .nillable = false, .defaulted = true});
    open_with(R"(  do_not_call:
    type: boolean
    rule: newest
    if_blank: clear
    both_ways: { salesforce: { lead: No_Calls__c }, hubspot: do_not_call }
)");
    doubles.hubspot().edit_contact(contact_id(), {{"do_not_call", "true"}});
    EXPECT_TRUE(soon([&] { return lead()["No_Calls__c"] == json::value(true); }));
    doubles.hubspot().edit_contact(contact_id(), {{"do_not_call", ""}});
    EXPECT_TRUE(soon([&] { return lead()["No_Calls__c"] == json::value(false); }));
    expect_rest();
    EXPECT_EQ(in_hubspot("do_not_call"), "") << "false is what blank looks like there, not a word";
    EXPECT_EQ(doubles.salesforce().count([](const Call& call) {
        return call.body.find("\"No_Calls__c\":null") != std::string::npos;
    }), 0u);
}

TEST_F(ValueTypes, AMomentIsReadAndWrittenAsTheDayOfTheAccountsZone) {
    property("met_at", "datetime", "date");
    salesforce_field({.name = "Met_On__c", .type = "date"});
    open_with(R"(  met_on:
    type: date
    zone: America/Phoenix
    rule: newest
    both_ways: { salesforce: { lead: Met_On__c }, hubspot: met_at }
)");
    doubles.hubspot().edit_contact(contact_id(), {{"met_at", "1775005784000"}});
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Met_On__c") == "2026-03-31"; }));
    expect_rest();
    doubles.salesforce().edit("Lead", lead_id(), {{"Met_On__c", "2026-07-04"}});
    EXPECT_TRUE(soon([&] { return in_hubspot("met_at").find("T07:00:00") != std::string::npos ||
                                  in_hubspot("met_at") == "1783148400000"; }))
        << in_hubspot("met_at");
    expect_rest();
    EXPECT_EQ(text_of(lead(), "Met_On__c"), "2026-07-04");
}

TEST_F(ValueTypes, ANumberThatSalesforceRoundedIsNotItsWord) {
    property("deal_size", "number", "number");
    salesforce_field({.name = "Deal_Size__c", .type = "currency", .precision = 18, .scale = 2});
    open_with(R"(  deal_size:
    type: decimal
    rule: newest
    both_ways: { salesforce: { lead: Deal_Size__c }, hubspot: deal_size }
)");
    doubles.hubspot().edit_contact(contact_id(), {{"deal_size", "1234.5678"}});
    EXPECT_TRUE(soon([&] { return lead()["Deal_Size__c"] == json::value("1234.5678") ||
                                  lead()["Deal_Size__c"] == json::value(1234.5678); }));
    expect_rest();
    doubles.salesforce().edit("Lead", lead_id(), {{"Deal_Size__c", 1234.57}});
    expect_rest();
    EXPECT_EQ(in_hubspot("deal_size"), "1234.5678");
    doubles.salesforce().edit("Lead", lead_id(), {{"Deal_Size__c", 1234.58}});
    EXPECT_TRUE(soon([&] { return in_hubspot("deal_size") == "1234.58"; })) << "that is its word";
}

TEST_F(ValueTypes, APhoneExtensionTravelsAndANewOneIsNews) {
    open();
    switch_webhooks_on();
    EXPECT_EQ(report_phone("+1 202-555-0143 ext. 55"), 200);
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143 ext. 55"; }));
    EXPECT_EQ(report_phone("+1 202-555-0143 ext. 77"), 200);
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143 ext. 77"; }));
    expect_rest();
}

TEST_F(ValueTypes, ChoicesOfTheEmailToolReachBothCrmsAndWhatOnlyItKnowsStaysThere) {
    property("interests", "enumeration", "checkbox", {"phone", "research"});
    salesforce_field({.name = "Interests__c", .type = "multipicklist", .length = 4099});
    const int field = doubles.activecampaign().add_field("INTERESTS", "Interests");
    open_with(R"(  interests:
    type: choices
    rule: newest
    if_blank: clear
    if_not_listed: ignore
    both_ways: { salesforce: { lead: Interests__c }, hubspot: interests, activecampaign: field/INTERESTS }
    values:
      phone: { salesforce: Phone, hubspot: phone, activecampaign: Phone }
      research: { salesforce: Research, hubspot: research, activecampaign: "R&D; Labs" }
)");
    const auto in_mail = [&] {
        const auto ann = doubles.activecampaign().contact(42);
        const auto found = ann->custom.find(field);
        return found == ann->custom.end() ? std::string() : found->second;
    };
    doubles.activecampaign().edit_contact(42, {{"field/INTERESTS", "||R&D; Labs||Fax||Phone||"}});
    EXPECT_EQ(report_score(47), 200);
    EXPECT_TRUE(soon([&] {
        return text_of(lead(), "Interests__c") == "Phone;Research" && in_hubspot("interests") == "phone;research";
    }));
    expect_rest();
    EXPECT_EQ(in_mail(), "||R&D; Labs||Fax||Phone||");
    doubles.salesforce().edit("Lead", lead_id(), {{"Interests__c", "Phone"}});
    EXPECT_TRUE(soon([&] { return in_mail() == "||Phone||Fax||"; })) << in_mail();
    expect_rest();  // of two words of one second the first tool's counts
    doubles.hubspot().edit_contact(contact_id(), {{"interests", ""}});
    EXPECT_TRUE(soon([&] { return in_mail() == "||Fax||" && text_of(lead(), "Interests__c").empty(); }))
        << in_mail() << ", " << text_of(lead(), "Interests__c") << ", " << in_hubspot("interests");
    expect_rest();
}

TEST_F(ValueTypes, WhatIsClearedIsBlankInEachToolsOwnWay) {
    property("budget", "number", "number");
    property("met_on", "date", "date");
    property("tier", "enumeration", "select", {"gold", "none"});
    salesforce_field({.name = "Budget__c", .type = "double", .precision = 18, .scale = 2});
    salesforce_field({.name = "Met_On__c", .type = "date"});
    salesforce_field({.name = "Gold__c", .type = "boolean", .nillable = false, .defaulted = true});
    open_with(R"(  budget:
    { type: decimal, rule: newest, if_blank: clear, both_ways: { salesforce: { lead: Budget__c }, hubspot: budget } }
  met_on:
    { type: date, rule: newest, if_blank: clear, both_ways: { salesforce: { lead: Met_On__c }, hubspot: met_on } }
  tier:
    type: choice
    rule: newest
    if_blank: clear
    both_ways: { salesforce: { lead: Gold__c }, hubspot: tier }
    values: { gold: { salesforce: "true", hubspot: gold }, none: { salesforce: "false", hubspot: none } }
)");
    doubles.hubspot().edit_contact(contact_id(), {{"budget", "12.5"}, {"met_on", "2026-03-31"}, {"tier", "gold"}});
    EXPECT_TRUE(soon([&] {
        return text_of(lead(), "Met_On__c") == "2026-03-31" && lead()["Gold__c"] == json::value(true) &&
               lead().contains("Budget__c") && !lead()["Budget__c"].is_null();
    }));
    expect_rest();
    doubles.hubspot().edit_contact(contact_id(), {{"budget", ""}, {"met_on", ""}, {"tier", ""}});
    EXPECT_TRUE(soon([&] {
        auto row = lead();
        return row["Gold__c"] == json::value(false) && row["Budget__c"].is_null() && row["Met_On__c"].is_null();
    }));
    expect_rest();
    EXPECT_EQ(in_hubspot("tier"), "");
    for (const char* field : {"budget", "met_on", "tier"})
        EXPECT_TRUE(parked("INVALID_TYPE_ON_FIELD_IN_RECORD", field).empty());
}

TEST_F(ValueTypes, ADayOfHubSpotIsAMomentInSalesforceAndComesBackAsThatDay) {
    property("met_on", "date", "date");
    salesforce_field({.name = "Met_At__c", .type = "datetime"});
    prepare();
    edit("mappings/fields.yaml", "    side: sales\n", "    zone: Europe/Berlin\n    side: sales\n");
    edit("mappings/fields.yaml", "\nfields:\n", R"(
fields:
  met_on: { type: date, rule: newest, both_ways: { salesforce: { lead: Met_At__c }, hubspot: met_on } }
)");
    open();
    switch_webhooks_on();
    for (const auto& [day, moment] : Pairs{{"2026-03-29", "2026-03-28T23:00:00"}, {"2026-03-30", "2026-03-29T22:00:00"}}) {
        doubles.hubspot().edit_contact(contact_id(), {{"met_on", day}});
        EXPECT_TRUE(soon([&] { return text_of(lead(), "Met_At__c").starts_with(moment); }))
            << text_of(lead(), "Met_At__c");
        expect_rest();
        EXPECT_EQ(in_hubspot("met_on"), day);
    }
    doubles.salesforce().edit("Lead", lead_id(), {{"Met_At__c", "2026-10-25T23:30:00.000+0000"}});
    EXPECT_TRUE(soon([&] { return in_hubspot("met_on") == "2026-10-26"; })) << in_hubspot("met_on");
    expect_rest();
    EXPECT_TRUE(text_of(lead(), "Met_At__c").starts_with("2026-10-25T23:30:00")) << "the day is all that travelled";
}

TEST_F(ValueTypes, AMomentWhoseDayIsInDoubtWaitsAndIsNamed) {
    property("met_at", "datetime", "date");
    salesforce_field({.name = "Met_On__c", .type = "date"});
    open_with("  met_on: { type: date, rule: newest, both_ways: { salesforce: { lead: Met_On__c }, hubspot: met_at } }\n");
    doubles.hubspot().edit_contact(contact_id(), {{"met_at", "1775005784000"}});
    EXPECT_TRUE(soon([&] { return !parked("value.unreadable", "met_on").empty(); }));
    EXPECT_THAT(json::serialize(parked("value.unreadable", "met_on")), HasSubstr("zone: Europe/Berlin"));
    EXPECT_EQ(text_of(lead(), "Met_On__c"), "");
    edit("mappings/fields.yaml", "met_on: { type: date,", "met_on: { type: date, zone: America/Phoenix,");
    ASSERT_EQ(service->command({"mapping", "activate"}).exit_code, 0);
    service->command({"parked", "replay", "--all"});
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Met_On__c") == "2026-03-31"; }));
}

TEST_F(ValueTypes, ADayIsNotWrittenWhereMomentsAreKeptUnlessAZoneIsSaid) {
    property("met_on", "date", "date");
    salesforce_field({.name = "Met_At__c", .type = "datetime"});
    open_with("  met_on: { type: date, rule: newest, both_ways: { salesforce: { lead: Met_At__c }, hubspot: met_on } }\n");
    doubles.hubspot().edit_contact(contact_id(), {{"met_on", "2026-03-31"}, {"company", "Example Works"}});
    EXPECT_TRUE(soon([&] { return !parked("value.no_zone", "met_on").empty(); }));
    EXPECT_EQ(text_of(lead(), "Met_At__c"), "");
    edit("mappings/fields.yaml", "met_on: { type: date,", "met_on: { type: date, zone: America/Phoenix,");
    ASSERT_EQ(service->command({"mapping", "activate"}).exit_code, 0);
    service->command({"parked", "replay", "--all"});
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Met_At__c").starts_with("2026-03-31T07:00:00"); }));
    EXPECT_TRUE(soon([&] { return parked("value.no_zone", "met_on").empty(); }));
}

TEST_F(ValueTypes, LineEndsAndPhoneFormatsOfSalesforceAreNotItsWord) {
    property("notes", "string", "textarea");
    salesforce_field({.name = "Notes__c", .type = "textarea", .length = 255});
    open_with("  notes: { type: text, rule: newest, both_ways: { salesforce: { lead: Notes__c }, hubspot: notes } }\n");
    doubles.hubspot().edit_contact(contact_id(), {{"notes", "one\ntwo"}, {"phone", "+1 202-555-0143 ext. 55"}});
    EXPECT_TRUE(soon([&] {
        return text_of(lead(), "Notes__c").starts_with("one") && text_of(lead(), "Phone") == "+12025550143 ext. 55";
    }));
    expect_rest();
    doubles.salesforce().edit(
        "Lead", lead_id(), {{"Notes__c", "one\r\ntwo\r\n"}, {"Phone", "+1 (202) 555-0143 x55"}, {"Title", "Boss"}}
    );
    expect_rest();
    EXPECT_EQ(in_hubspot("notes"), "one\ntwo");
    EXPECT_EQ(in_hubspot("phone"), "+1 202-555-0143 ext. 55");
    EXPECT_EQ(text_of(lead(), "Phone"), "+1 (202) 555-0143 x55");
}

TEST_F(ValueTypes, CheckLiveComparesTheVendorsTypesWithTheMappings) {
    property("met_at", "datetime", "date");
    salesforce_field({.name = "Met_On__c", .type = "date"});
    prepare();
    edit("mappings/fields.yaml", "\nfields:\n", R"(
fields:
  met_on:
    type: date
    rule: newest
    both_ways: { salesforce: { lead: Met_On__c }, hubspot: met_at }
)");
    const auto told = service->command({"check", "--live"});
    EXPECT_EQ(told.exit_code, 1);
    EXPECT_THAT(told.out, HasSubstr("field.vendor_type: 'met_at' of hubspot contact is a date with a time"));
    edit("mappings/fields.yaml", "    type: date\n", "    type: date\n    zone: America/Phoenix\n");
    const auto mended = service->command({"check", "--live"});
    EXPECT_THAT(mended.out, Not(HasSubstr("field.vendor_type")));
}

}  // namespace
}  // namespace crosswalk::doubles
