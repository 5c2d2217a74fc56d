// A value that a tool refuses does not keep a person from being made there.
#include "engine_story.h"

namespace crosswalk {
namespace {

using boost::json::value;

class Creating : public EngineStory {
protected:
    Creating() {
        mapping.connections[0].create.when = CreatePolicy::When::always;
        FieldPlan field{.name = "consent_email", .type = FieldType::consent, .urgency = Urgency::consent};
        field.consent = ConsentPlan{"email", "", {{"mail", "confirmed"}}};
        for (const char* name : {"crm", "hub"}) {
            field.bindings.push_back(both(name, "optout"));
            field.bindings.back().values = {{"closed", {"out"}}, {"open", {"in"}}};
        }
        mapping.fields.push_back(field);
        mapping.fields.push_back(
            {.name = "name", .type = FieldType::text, .bindings = {both("hub", "name"), both("crm", "Name")}}
        );
        start();
    }
    void somebody_new(Fields more) {
        more.emplace("email", "ann@example.com");
        hears("hub", toy_event("h1", std::move(more)));
        settle();
    }
};

TEST_F(Creating, AFieldThatIsRefusedAndNamedWaitsAloneAndThePersonIsMade) {
    account("crm").refuses = {"Poison"};
    somebody_new({{"company", "Poison"}, {"city", "Hanoi"}, {"optout", "out"}});
    EXPECT_EQ(at("crm", "r1", "Email"), value("ann@example.com"));
    EXPECT_EQ(at("crm", "r1", "City"), value("Hanoi"));
    EXPECT_EQ(at("crm", "r1", "optout"), value("out"));
    EXPECT_EQ(account("crm").tried.size(), 2U);
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"company"});
    EXPECT_EQ(parked()[0].record, "r1");
    account("crm").refuses.clear();
    EXPECT_EQ(*engine->replay({}), 1U);
    settle();
    EXPECT_EQ(at("crm", "r1", "Company"), value("Poison"));
    EXPECT_EQ(account("crm").records.size(), 1U);
}

TEST_F(Creating, EveryFieldThatIsRefusedWaitsAlone) {
    account("crm").refuses = {"Poison", "Venom"};
    somebody_new({{"company", "Poison"}, {"city", "Venom"}, {"name", "Ann"}});
    EXPECT_EQ(at("crm", "r1", "Name"), value("Ann"));
    ASSERT_EQ(parked().size(), 2U);
    EXPECT_NE(parked()[0].fields, parked()[1].fields);
}

TEST_F(Creating, ARefusalThatNamesNoFieldMakesTheLeastAndTheRestFollows) {
    account("crm").refuses = {"Poison"};
    account("crm").names_no_field = true;
    somebody_new({{"company", "Poison"}, {"city", "Hanoi"}, {"name", "Ann"}, {"optout", "out"}});
    ASSERT_GE(account("crm").tried.size(), 2U);
    EXPECT_EQ(
        account("crm").tried[1], (Fields{{"Email", "ann@example.com"}, {"Name", "Ann"}, {"optout", "out"}})
    ) << "born opted out";
    EXPECT_EQ(at("crm", "r1", "City"), value("Hanoi"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"company"});
    EXPECT_EQ(parked()[0].record, "r1");
}

TEST_F(Creating, ARefusedFieldThatIsRequiredIsNamedAndNobodyIsMade) {
    account("crm").refuses = {"Poison"};
    somebody_new({{"name", "Poison"}, {"city", "Hanoi"}});
    EXPECT_TRUE(account("crm").records.empty());
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"name"});
    hears("hub", toy_event("h1", {{"name", "Ann"}}));
    account("crm").refuses.clear();
    EXPECT_EQ(*engine->replay({}), 1U);
    settle();
    EXPECT_EQ(at("crm", "r1", "Name"), value("Ann"));
    EXPECT_TRUE(parked().empty());
}

TEST_F(Creating, APlaceholderStandsInForARequiredFieldThatIsRefused) {
    mapping.fields.back().bindings[1].placeholder = "(unknown)";
    start();
    account("crm").refuses = {"Poison"};
    somebody_new({{"name", "Poison"}, {"city", "Hanoi"}});
    EXPECT_EQ(at("crm", "r1", "Name"), value("(unknown)"));
    EXPECT_EQ(at("crm", "r1", "City"), value("Hanoi"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"name"});
}

TEST_F(Creating, APlaceholderStandsInThoughTheRefusalNamesNoField) {
    mapping.fields.back().bindings[1].placeholder = "(unknown)";
    start();
    account("crm").refuses = {"Poison"};
    account("crm").names_no_field = true;
    somebody_new({{"name", "Poison"}, {"city", "Hanoi"}});
    EXPECT_EQ(at("crm", "r1", "Name"), value("(unknown)"));
    EXPECT_EQ(at("crm", "r1", "City"), value("Hanoi")) << "it follows";
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"name"});
    EXPECT_EQ(account("crm").records.size(), 1U);
}

TEST_F(Creating, APlaceholderIsNoNameToBeMadeWith) {
    mapping.fields.back().type = FieldType::person_name;
    mapping.fields.back().bindings[1].placeholder = "(unknown)";
    start();
    account("crm").refuses = {"Poison"};
    somebody_new({{"name", "Poison"}, {"city", "Hanoi"}});
    EXPECT_TRUE(account("crm").records.empty());
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"name"});
}

TEST_F(Creating, WhoseOptOutIsRefusedIsNotMadeOpenToMail) {
    account("crm").refuses = {"out"};
    somebody_new({{"city", "Hanoi"}, {"optout", "out"}});
    EXPECT_TRUE(account("crm").records.empty());
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"consent_email"});
    account("crm").names_no_field = true;
    EXPECT_EQ(*engine->replay({}), 1U);
    settle();
    EXPECT_TRUE(account("crm").records.empty());
    EXPECT_EQ(parked().size(), 1U);
}

}  // namespace
}  // namespace crosswalk
