// Values whose spelling differs between tools: several choices, blanks, days and moments, digits, extensions.
#include <gmock/gmock.h>

#include "tests/scenarios/office.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ValueTypes : public Office {
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
        EXPECT_THAT(unbalanced(books()), IsEmpty());
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
