// What a tool refuses holds up neither an opt-out nor a person; and nobody is met by half.
#include "tests/scenarios/complaints.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;

constexpr char kDora[] = "dora@example.com";

class Refusals : public Complaints {
protected:
    void map_job_titles() {
        prepare();
        edit(
            "mappings/fields.yaml",
            "  company:\n    label:",
            "  job_title:\n    label: { en: Job title }\n    type: text\n    rule: newest\n    both_ways:\n"
            "      salesforce: Title\n      hubspot: jobtitle\n  company:\n    label:"
        );
    }
    void sales_makes_everybody() {
        if (!service) prepare();
        edit("mappings/fields.yaml", "create: from stage mql", "create: always");
    }
    // Until a refused write is halved, it stands parked as a whole.
    std::size_t fields_parked(const std::string& code) const {
        const auto item = parked(code);
        return item.empty() ? 0 : item.at("fields").as_array().size();
    }
    std::int64_t anns_contact() { return doubles.hubspot().contact(kAnn)->id; }
    bool sales_may_not_mail() const { return lead().at("HasOptedOutOfEmail") == json::value(true); }
    json::object salesforce_lead(const std::string& email) const {
        for (const auto& row : salesforce("Lead"))
            if (same_text(text_of(row, "Email"), email)) return row;
        return {};
    }
};

TEST_F(Refusals, AnOptOutArrivesThoughARuleRefusesTheJobTitleOfItsDelivery) {
    map_job_titles();
    open();
    hear_everything();
    doubles.salesforce().refuse(
        {.type = "Lead",
         .field = "Title",
         .holds = "Test",
         .message = "Titles of test data are not allowed here."}
    );
    doubles.hubspot().hold_hooks();
    doubles.hubspot().edit_contact(
        anns_contact(), {{"jobtitle", "Test manager"}, {"company", "Example Works"}}
    );
    doubles.hubspot().unsubscribe(anns_contact());
    doubles.hubspot().release_hooks(false);
    EXPECT_TRUE(soon([&] { return sales_may_not_mail(); }));
    ASSERT_TRUE(soon([&] { return !parked("FIELD_CUSTOM_VALIDATION_EXCEPTION", "job_title").empty(); }));
    const auto item = parked("FIELD_CUSTOM_VALIDATION_EXCEPTION", "job_title");
    EXPECT_EQ(item.at("fields").as_array().size(), 1u) << json::serialize(item);
    EXPECT_EQ(
        doubles.salesforce().count([](const Call& call) {
            return call.body.find("HasOptedOutOfEmail") != std::string::npos &&
                   call.body.find("\"Title\"") != std::string::npos;
        }),
        0u
    );
    EXPECT_TRUE(is_out_everywhere(kAnn));
}

TEST_F(Refusals, AnOptOutThatARuleRefusesIsUrgent) {
    open();
    hear_everything();
    doubles.salesforce().refuse(
        {.type = "Lead", .field = "Email", .holds = kAnn, .message = "This record is frozen."}
    );
    doubles.hubspot().unsubscribe(anns_contact());
    ASSERT_TRUE(soon([&] { return !parked("FIELD_CUSTOM_VALIDATION_EXCEPTION", "consent_email").empty(); }));
    const auto status = ask({"status"}, 1);
    EXPECT_EQ(status.at("connections").at("salesforce").at("opt_outs_refused"), json::value(1));
    EXPECT_EQ(status.at("fine"), json::value(false));
    EXPECT_NE(service->command({"status"}).out.find("URGENT: salesforce"), std::string::npos);
}

TEST_F(Refusals, AFirstNameThatIsTooLongKeepsNobodyFromBeingMade) {
    sales_makes_everybody();
    open();
    hear_everything();
    doubles.hubspot().add_contact(
        {{"email", kDora}, {"firstname", std::string(53, 'a')}, {"lastname", "Bell"}, {"company", "Acme"}}
    );
    ASSERT_TRUE(soon([&] { return !salesforce_lead(kDora).empty(); }));
    EXPECT_EQ(text_of(salesforce_lead(kDora), "LastName"), "Bell");
    EXPECT_EQ(text_of(salesforce_lead(kDora), "Company"), "Acme");
    ASSERT_TRUE(soon([&] { return !parked("STRING_TOO_LONG", "given_name").empty(); }));
    EXPECT_TRUE(soon([&] { return fields_parked("STRING_TOO_LONG") == 1; }));

    doubles.hubspot().edit_contact(doubles.hubspot().contact(kDora)->id, {{"firstname", "Dora"}});
    EXPECT_TRUE(soon([&] { return text_of(salesforce_lead(kDora), "FirstName") == "Dora"; }));
    EXPECT_TRUE(soon([&] { return parked("STRING_TOO_LONG").empty(); }));
    EXPECT_EQ(salesforce("Lead").size(), 3u);
}

TEST_F(Refusals, ARuleThatNamesNoFieldKeepsNobodyFromBeingMade) {
    sales_makes_everybody();
    open();
    hear_everything();
    doubles.salesforce().refuse(
        {.type = "Lead",
         .field = "FirstName",
         .holds = "Test",
         .message = "Test people are not allowed here."}
    );
    const auto id = doubles.hubspot().add_contact(
        {{"email", kDora}, {"firstname", "Test"}, {"lastname", "Bell"}, {"phone", "+12025550143"}}
    );
    doubles.hubspot().unsubscribe(id);
    ASSERT_TRUE(soon([&] { return !salesforce_lead(kDora).empty(); }));
    EXPECT_TRUE(soon([&] { return phone_of(salesforce_lead(kDora)) == "+12025550143"; }));
    ASSERT_TRUE(soon([&] { return !parked("FIELD_CUSTOM_VALIDATION_EXCEPTION", "given_name").empty(); }));
    EXPECT_TRUE(soon([&] { return fields_parked("FIELD_CUSTOM_VALIDATION_EXCEPTION") == 1; }));
    EXPECT_TRUE(soon([&] { return is_out_everywhere(kDora); }));
}

TEST_F(Refusals, WhoseFirstNewsIsAnAddressIsMadeWithHerNameAndHerOptOut) {
    sales_makes_everybody();
    open();
    const auto id = doubles.hubspot().add_contact(
        {{"email", kDora}, {"firstname", "Dora"}, {"lastname", "Bell"}, {"company", "Acme"}}
    );
    doubles.hubspot().unsubscribe(id, 0, true);
    hear_everything();
    const Pairs news{
        {"@NOW@", std::to_string(system_ms())},
        {"126514270042", std::to_string(id)},
        {R"("phone")", R"("email")"},
        {"+12025550143", kDora}};
    const auto event = replaced(
        text_of_file(std::string(CROSSWALK_SOURCE_DIR) + "/deploy/demo/hubspot_property_change.json"), news
    );
    ASSERT_EQ(hubspot_says(event).status, 200);
    ASSERT_TRUE(soon([&] { return !salesforce_lead(kDora).empty(); }));
    const auto made = salesforce_lead(kDora);
    EXPECT_EQ(text_of(made, "LastName"), "Bell");
    EXPECT_EQ(text_of(made, "Company"), "Acme");
    EXPECT_EQ(made.at("HasOptedOutOfEmail"), json::value(true));
    EXPECT_EQ(
        doubles.salesforce().count([](const Call& call) {
            return call.method == "PATCH" && call.body.find(kDora) != std::string::npos &&
                   call.body.find("\"HasOptedOutOfEmail\":true") == std::string::npos;
        }),
        0u
    ) << "not for one moment could she be mailed";
    expect_all_is_well();
}

}  // namespace
}  // namespace crosswalk::doubles
