// The crosswalk that is shipped in mappings/, held to what the three adapters know.
#include "adapters/registry.h"
#include "connector/sync/cases.h"
#include "connector/mapping/model/translate.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

class DefaultMapping : public testing::Test {
protected:
    void SetUp() override {
        for (const char* vendor : {"salesforce", "hubspot", "activecampaign"})
            facts_.push_back({vendor, &find_adapter(vendor)->manifest, nullptr});
        auto files = read_mapping_folder(std::string(CROSSWALK_SOURCE_DIR) + "/mappings");
        ASSERT_TRUE(files.has_value());
        files_ = std::move(*files);
        checked_ = check_with_cases(files_, facts_, 7);
        for (const Finding& finding : checked_.findings) ADD_FAILURE() << finding.text();
        ASSERT_TRUE(checked_.ok());
    }

    // What is found when one text of fields.yaml is replaced by another.
    std::vector<std::string> codes_after(std::string_view from, std::string_view to) {
        auto files = files_;
        for (MappingFile& file : files) {
            const std::size_t at = file.text.find(from);
            if (file.path.ends_with("/fields.yaml") && at != std::string::npos)
                file.text.replace(at, from.size(), to);
        }
        std::vector<std::string> codes;
        for (const Finding& finding : check_with_cases(files, facts_).findings) codes.push_back(finding.code);
        return codes;
    }

    std::vector<ConnectionFacts> facts_{};
    std::vector<MappingFile> files_{};
    Checked checked_{};
};

TEST_F(DefaultMapping, PassesWithAllItsCases) {
    EXPECT_GE(checked_.cases_run, 9);
    EXPECT_EQ(checked_.mapping->version, 7);
}

TEST_F(DefaultMapping, IsSaidInSentencesWithTheToolsOwnNames) {
    const auto& said = checked_.sentences;
    EXPECT_NE(
        std::ranges::find(
            said, "Lead score: ActiveCampaign decides. Clearing it there changes nothing elsewhere."
        ),
        said.end()
    );
    EXPECT_NE(
        std::ranges::find(
            said,
            "Consent for email: an opt-out in any tool closes it everywhere; only a confirmed opt-in in "
            "ActiveCampaign opens it again. HubSpot and ActiveCampaign are told of opt-outs only."
        ),
        said.end()
    );
    EXPECT_NE(std::ranges::find(said, "Opportunity: Salesforce decides. It is written nowhere."), said.end());
}

TEST_F(DefaultMapping, KeepsConsentAtBothKindsOfPeopleInSalesforce) {
    const FieldPlan* consent = checked_.mapping->field("consent_email");
    ASSERT_NE(consent, nullptr);
    EXPECT_EQ(consent->type, FieldType::consent);
    EXPECT_EQ(consent->urgency, Urgency::consent);
    ASSERT_TRUE(consent->consent.has_value());
    EXPECT_EQ(consent->consent->channel, "email");
    EXPECT_EQ(consent->consent->scope, "");
    const std::vector<std::pair<std::string, std::string>> proofs{{"activecampaign", "confirmed"}};
    EXPECT_EQ(consent->consent->opens_on, proofs);
    for (const char* kind : {"Lead", "Contact"}) {
        const Binding* flag = consent->binding("salesforce", kind);
        ASSERT_NE(flag, nullptr);
        EXPECT_EQ(to_canonical(*consent, *flag, true).value, "closed");
        EXPECT_EQ(to_vendor(*consent, *flag, "open"), boost::json::value(false));
        EXPECT_TRUE(can_give(*consent, *flag, "open"));
    }
    const Binding* preferences = consent->binding("hubspot", "contact");
    ASSERT_NE(preferences, nullptr);
    EXPECT_EQ(preferences->vendor_field, "preferences/all");
    EXPECT_TRUE(can_give(*consent, *preferences, "closed"));
    EXPECT_FALSE(can_give(*consent, *preferences, "open"))
        << "no tool is told 'subscribed' unless it says so";
}

TEST_F(DefaultMapping, KnowsTheWaysBackAndTheWayForwardAgain) {
    const Mapping& mapping = *checked_.mapping;
    ASSERT_EQ(mapping.aside.size(), 2u);
    const Stage* recycled = mapping.stage("recycled");
    ASSERT_NE(recycled, nullptr);
    ASSERT_TRUE(recycled->reentry.has_value());
    EXPECT_EQ(recycled->reentry->to, "mql");
    EXPECT_EQ(recycled->reentry->after, std::chrono::hours(30 * 24));
    EXPECT_EQ(recycled->reentry->rising, "lead_score");
    EXPECT_EQ(recycled->reentry->by, 20);
    EXPECT_EQ(mapping.place("recycled"), -1);
    ASSERT_EQ(mapping.back.size(), 2u);
    EXPECT_EQ(mapping.back.front().from, (std::vector<std::string>{"mql", "sal", "sql"}));
    EXPECT_TRUE(mapping.back.front().needs_reason);
    EXPECT_FALSE(mapping.wait_for_reason);
    EXPECT_EQ(mapping.surge.leads_an_hour, 1'000);
    const FieldPlan* reason = mapping.field("reason");
    ASSERT_NE(reason, nullptr);
    EXPECT_EQ(reason->urgency, Urgency::now);
    const Binding* at_sales = reason->binding("salesforce", "Lead");
    ASSERT_NE(at_sales, nullptr);
    EXPECT_EQ(to_canonical(*reason, *at_sales, "Bad data").value, "bad_data");
    EXPECT_EQ(to_vendor(*reason, *at_sales, "bad_data"), boost::json::value("bad_data"));
    EXPECT_EQ(to_canonical(*reason, *at_sales, "Circus").how, Parsed::How::not_listed);
}

TEST_F(DefaultMapping, TellsARecycledLeadFromANewOneByAFurtherField) {
    const FieldPlan* stage = checked_.mapping->field("stage");
    const Binding* lifecycle = stage->binding("hubspot", "contact");
    const std::vector<std::pair<std::string, std::string>> status{{"hs_lead_status", "UNQUALIFIED"}};
    EXPECT_EQ(lifecycle->along.at("recycled"), status);
    EXPECT_FALSE(lifecycle->along.contains("lead"));
    EXPECT_TRUE(lifecycle->is_word_of("recycled", "lead"));
    EXPECT_EQ(to_canonical(*stage, *lifecycle, "lead").value, "lead") << "the earlier on the path";
}

TEST_F(DefaultMapping, CarriesTheScoreFromTheEmailToolIntoBothCrms) {
    const FieldPlan* score = checked_.mapping->field("lead_score");
    ASSERT_NE(score, nullptr);
    EXPECT_EQ(score->urgency, Urgency::score);
    EXPECT_EQ(score->rule.text(), "always activecampaign");
    EXPECT_TRUE(score->binding("activecampaign", "contact")->reads);
    EXPECT_FALSE(score->binding("activecampaign", "contact")->writes);
    EXPECT_EQ(score->binding("salesforce", "Lead")->vendor_field, "Lead_Score__c");
    EXPECT_EQ(score->binding("hubspot", "contact")->vendor_field, "crosswalk_lead_score");
    EXPECT_EQ(score->binding("hubspot", "Lead"), nullptr);
}

TEST_F(DefaultMapping, MakesStagesAFieldThatTravelsAtOnce) {
    const FieldPlan* stage = checked_.mapping->field("stage");
    ASSERT_NE(stage, nullptr);
    EXPECT_EQ(stage->urgency, Urgency::now);
    EXPECT_EQ(stage->binding("activecampaign", "contact"), nullptr) << "not shown anywhere there";
    const Binding* status = stage->binding("salesforce", "Lead");
    ASSERT_NE(status, nullptr);
    EXPECT_EQ(status->vendor_field, "Status");
    EXPECT_EQ(to_vendor(*stage, *status, "mql"), boost::json::value("Marketing Qualified"));
    EXPECT_EQ(to_canonical(*stage, *status, "MQL").value, "mql");
    EXPECT_FALSE(can_give(*stage, *status, "customer"));
    const Binding* lifecycle = stage->binding("hubspot", "contact");
    EXPECT_EQ(to_canonical(*stage, *lifecycle, "marketingqualifiedlead").value, "mql")
        << "the earlier of the two on the path";
    ASSERT_EQ(checked_.mapping->path.size(), 6u);
    EXPECT_FALSE(checked_.mapping->path[1].enter_when.always());
}

TEST_F(DefaultMapping, ListsWhatMustBeReadOfARecord) {
    const auto fields = checked_.mapping->vendor_fields("activecampaign", "contact");
    EXPECT_EQ(
        fields,
        (std::vector<std::string>{"email", "score/Engagement", "lastName", "firstName", "phone", "lists/all"})
    );
}

using Codes = std::vector<std::string>;

TEST_F(DefaultMapping, IsHeldToWhatTheConfigurationHas) {
    EXPECT_EQ(
        codes_after("{ lead: Lead, contact", "{ lead: Laed, contact"), Codes{"connection.unknown_kind"}
    );
    facts_.push_back({"second_crm", nullptr, nullptr});
    EXPECT_EQ(codes_after("", ""), Codes{"connection.not_mapped"});
    facts_.erase(facts_.begin());
    facts_.pop_back();
    EXPECT_EQ(codes_after("", ""), Codes{"connection.unknown"});
}

TEST_F(DefaultMapping, MustFillWhatAToolDemandsOfANewRecord) {
    EXPECT_EQ(
        codes_after("{ field: Company, placeholder: \"(unknown)\" }", "Company"),
        (Codes{"connection.no_placeholder", "case.failed", "case.failed"})
    );
    EXPECT_EQ(
        codes_after(
            "salesforce: { lead: { field: Company, placeholder: \"(unknown)\" } }", "activecampaign: org"
        ),
        (Codes{"connection.required_field", "field.rule_not_read"})
    );
}

TEST_F(DefaultMapping, NeverMapsOurOwnId) {
    EXPECT_EQ(codes_after("salesforce: Phone", "salesforce: Crosswalk_Id__c"), Codes{"field.own_id"});
}

TEST_F(DefaultMapping, IsHeldToTheFieldsOfTheAccount) {
    static const ObjectSchema kLead{
        {"Lead"},
        {{.name = "Email"},
         {.name = "Lead_Score__c", .writable = false},
         {.name = "LastName"},
         {.name = "FirstName"},
         {.name = "Phone"},
         {.name = "Compny"},
         {.name = "Industry",
          .options =
              {"Banking",
               "Insurance",
               "Technology",
               "Education",
               "Healthcare",
               "Manufacturing",
               "Machinery",
               "Retail",
               "Other"}},
         {.name = "Status"},
         {.name = "LeadSource"},
         {.name = "OwnerId"},
         {.name = "ConvertedOpportunityId", .writable = false},
         {.name = "Reject_Reason__c"},
         {.name = "HasOptedOutOfEmail"}}};
    facts_.front().schema = [](std::string_view kind) { return kind == "Lead" ? &kLead : nullptr; };
    Codes codes = codes_after("", "");
    EXPECT_EQ(codes, (Codes{"field.not_writable", "field.unknown_vendor_field", "field.unknown_option"}));
}

TEST(MappingFolder, SaysWhatIsMissing) {
    EXPECT_EQ(read_mapping_folder("/nonexistent/mappings").error().code, "mapping.no_folder");
    EXPECT_EQ(
        read_mapping_folder(std::string(CROSSWALK_SOURCE_DIR) + "/connector/mapping").error().code,
        "mapping.no_fields_file"
    );
    EXPECT_EQ(check_mapping({}, {}).findings.front().code, "mapping.no_fields_file");
}

TEST(MappingFile, IsBounded) {
    const auto code_of = [](std::string text) {
        return check_mapping(std::vector<MappingFile>{{"fields.yaml", std::move(text)}}, {})
            .findings.front()
            .code;
    };
    EXPECT_EQ(code_of(std::string(1'048'577, '\n')), "yaml.too_large");
    EXPECT_EQ(code_of(std::string(4'000, '[')), "yaml.too_large");
    std::string wide = "[", tall = "[";
    for (int i = 0; i < 200'000; ++i) wide += "1,";
    for (int i = 0; i < 200'000; ++i) tall += i % 2'000 == 0 ? "1,\n" : "1,";
    EXPECT_EQ(code_of(wide + "1]"), "yaml.long_line");
    EXPECT_EQ(code_of(tall + "1]"), "yaml.too_large");
}

TEST(DidYouMean, FindsTheNearWordAndNoFarOne) {
    const std::vector<std::string> words{"lead_score", "email", "phone"};
    EXPECT_EQ(suggest("lead_scoer", words), "lead_score");
    EXPECT_EQ(suggest("Emial", words), "email");
    EXPECT_EQ(suggest("industry", words), std::nullopt);
    EXPECT_EQ(suggest("", words), std::nullopt);
}

}  // namespace
}  // namespace crosswalk
