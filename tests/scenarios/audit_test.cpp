// `crosswalk audit` over three tools that have grown for years.
#include <gmock/gmock.h>

#include <filesystem>

#include "connector/contract/json_read.h"
#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class FieldsOfYears : public ServiceFixture {
protected:
    FieldsOfYears() {
        auto& crm = doubles.salesforce();
        crm.add_field("Lead", {.name = "Region__c", .label = "Region", .type = "picklist", .length = 255, .picklist = {"North", "South", "Islands"}});
        crm.add_field("Lead", {.name = "Region_old__c", .label = "Region", .type = "string", .length = 80});
        crm.add_field("Lead", {.name = "Fax_Extension__c", .label = "Fax extension", .type = "string", .length = 80});
        doubles.hubspot().add_property(
            {.name = "region", .label = "Region", .type = "enumeration", .field_type = "select", .own = true, .options = {"north", "south", "west"}}
        );
        lead = crm.add_lead({{"LastName", "Ivanova"}, {"Company", "Example"}, {"Email", "ida@example.com"}, {"Region__c", "Suoth"}});
        doubles.hubspot().add_contact({{"email", "ida@example.com"}, {"region", "south"}});
    }

    static boost::json::object row(const boost::json::value& said, std::string_view field) {
        for (const auto& one : said.at("fields").as_array())
            if (scalar_at(one, "/field") == field && scalar_at(one, "/kind") != "Contact") return one.as_object();
        ADD_FAILURE() << "the audit has no field " << field;
        return {{"verdict", ""}, {"why", ""}, {"mapped", ""}, {"mismatches", boost::json::array()}, {"twins", boost::json::array()}, {"filled", 0}};
    }
    std::string lead;
};

TEST_F(FieldsOfYears, AreJudgedByWhoFillsThemWhatCarriesThemAndWhatTheirTwinsSay) {
    prepare();
    const auto said = ask({"audit"});
    EXPECT_EQ(row(said, "Lead_Score__c").at("verdict"), "keep");
    EXPECT_EQ(row(said, "Lead_Score__c").at("mapped"), "lead_score");
    EXPECT_EQ(row(said, "Crosswalk_Id__c").at("verdict"), "keep") << "it holds our own id";
    EXPECT_EQ(row(said, "Fax_Extension__c").at("verdict"), "retire");
    EXPECT_EQ(row(said, "Region_old__c").at("verdict"), "merge");
    const auto region = row(said, "Region__c");
    EXPECT_EQ(region.at("verdict"), "keep");
    EXPECT_EQ(region.at("filled"), 1);
    EXPECT_FALSE(region.at("last_held").is_null());
    const auto apart = boost::json::serialize(region.at("mismatches"));
    EXPECT_THAT(apart, HasSubstr("not offered there: 'Suoth'")) << "an open picklist takes it without a word";
    EXPECT_THAT(apart, HasSubstr("hubspot/contact/region has no word for: 'Islands'"));
    EXPECT_THAT(boost::json::serialize(row(said, "Status").at("mismatches")), HasSubstr("the tool does not offer: "))
        << "the org lacks a status that lifecycle.yaml shows";
    EXPECT_EQ(writes(), 0U) << "an audit changes nothing";
    const auto text = service->command({"audit", "salesforce"});
    EXPECT_EQ(text.exit_code, 0) << text.err;
    EXPECT_THAT(text.out, AllOf(HasSubstr("salesforce/Lead/Fax_Extension__c"), HasSubstr("retire"), Not(HasSubstr("hubspot/contact/"))));
}

TEST_F(FieldsOfYears, KeepWhatAPersonDecided) {
    prepare();
    const auto file = folder.write("audit.yaml", "format: 1\nfields:\n  - { field: salesforce/Lead/Fax_Extension__c, verdict: keep, owner: An, date: 2026-12-01 }\n");
    const auto fax = row(ask({"audit", "salesforce", "--decisions", file}), "Fax_Extension__c");
    EXPECT_EQ(fax.at("verdict"), "keep");
    EXPECT_EQ(fax.at("why"), "decided by An on 2026-12-01");
    folder.write("audit.yaml", "format: 1\nfields:\n  - { field: salesforce/Lead/Fax__c, verdict: keep, owner: An, date: 2026-12-01 }\n");
    const auto gone = service->command({"audit", "salesforce", "--decisions", file});
    EXPECT_EQ(gone.exit_code, 0) << "a warning";
    EXPECT_THAT(gone.out, HasSubstr("audit.unknown_field"));
    EXPECT_THAT(service->command({"audit", "hubspot", "--decisions", file}).out, Not(HasSubstr("audit.unknown_field")));
    folder.write("audit.yaml", "format: 1\nfields:\n  - { field: salesforce/Lead/Fax_Extension__c, verdict: keep }\n");
    EXPECT_EQ(service->command({"audit", "salesforce", "--decisions", file}).exit_code, 1);
    EXPECT_EQ(service->command({"audit", "salesforce", "--decisions", file + ".none"}).exit_code, 2);
    EXPECT_EQ(service->command({"audit", "salesforec"}).exit_code, 1);
}

TEST_F(FieldsOfYears, DraftAMappingThatPassesItsCheck) {
    prepare();
    const auto draft = service->command({"audit", "--draft"});
    ASSERT_EQ(draft.exit_code, 0) << draft.err;
    EXPECT_THAT(draft.out, AllOf(HasSubstr("  region:"), HasSubstr("Region__c"), HasSubstr("islands:")));
    for (const char* name : {"fields.cases.yaml", "lifecycle.yaml", "lifecycle.cases.yaml", "handoff.yaml", "handoff.cases.yaml", "kpi.yaml"})
        std::filesystem::remove(folder.path() + "/mappings/" + name);
    folder.write("mappings/fields.yaml", draft.out);
    const auto checked = service->command({"check"});
    EXPECT_EQ(checked.exit_code, 0) << checked.out << draft.out;
}

TEST_F(FieldsOfYears, AreNotJudgedByAMappingThatIsBroken) {
    prepare();
    folder.write("mappings/fields.yaml", "format: 1\nfields: []\n");
    const auto said = service->command({"audit"});
    EXPECT_EQ(said.exit_code, 1);
    EXPECT_THAT(said.out, AllOf(HasSubstr("fields.yaml"), Not(HasSubstr("Fax_Extension__c"))));
}

TEST_F(FieldsOfYears, OfAToolThatDoesNotAnswerAreNamedBesideTheOthers) {
    prepare();
    doubles.hubspot().when(post("/search")).reply(500, "{}").always();
    const auto said = service->command({"audit", "--json"});
    EXPECT_EQ(said.exit_code, 1);
    EXPECT_THAT(said.out, AllOf(HasSubstr("live.refused"), HasSubstr("Fax_Extension__c"))) << "the others are audited";
    EXPECT_THAT(service->command({"audit", "--draft"}).out, HasSubstr("live.refused")) << "a draft that lacks a tool says so";
}

}  // namespace
}  // namespace crosswalk::doubles
