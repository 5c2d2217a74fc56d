// Which fields to keep, merge or retire, and the fields.yaml that their twins suggest.
#include "connector/mapping/audit/field_audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crosswalk::field_audit {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Millis kNow{std::chrono::milliseconds{1'796'000'000'000}};
constexpr const char* kFiles = R"(format: 1
order: [crm, hub]
connections:
  crm:
    side: sales
    kinds: { lead: Lead, contact: Contact }
    match_by: [email]
  hub:
    side: marketing
    kinds: { lead: contact }
    match_by: [email]
fields:
  email:
    type: email
    rule: newest
    both_ways: { crm: Email, hub: email }
  score:
    type: integer
    read_from: { hub: score }
    write_to: { crm: Lead_Score__c }
  industry:
    type: choice
    rule: prefer crm unless blank
    both_ways: { crm: { lead: Industry }, hub: industry }
    values:
      finance: { crm: Banking, hub: BANKING }
      retail: { crm: Retail, hub: RETAIL }
)";

std::shared_ptr<const Mapping> mapping_of(const std::string& text) {
    const MappingFile file{"fields.yaml", text};
    const auto checked = check_mapping(std::span(&file, 1), {});
    for (const auto& finding : checked.findings) EXPECT_FALSE(finding.error) << finding.text() << "\n" << text;
    return checked.mapping;
}

// A field that most records hold, changed a day ago.
AuditedField field(std::string connection, std::string name, FieldShape shape = FieldShape::text) {
    AuditedField out{.connection = std::move(connection), .records = 100, .filled = 60, .last_held = kNow - 24h};
    out.kind = out.connection == "crm" ? "Lead" : "contact";
    out.info = {.name = name, .label = name, .vendor_key = name, .custom = true, .shape = shape};
    return out;
}
AuditedField choice(std::string connection, std::string name, std::vector<std::string> words) {
    auto out = field(std::move(connection), std::move(name), FieldShape::choice);
    out.info.options = std::move(words);
    return out;
}
struct Audited {
    std::vector<AuditedField> fields{};
    std::vector<FieldDecision> decisions{};
    std::shared_ptr<const Mapping> mapping = mapping_of(kFiles);

    std::vector<FieldReport> reports() const { return audit_fields(fields, *mapping, decisions, kNow); }
    std::string draft() const { return draft_fields(fields, reports(), *mapping); }
};

TEST(FieldAudit, counts_who_holds_a_value_and_when_such_a_record_changed_last) {
    auto counted = field("crm", "Region__c");
    counted.records = counted.filled = 0;
    counted.last_held.reset();
    const auto record = [](boost::json::value value, Millis at) {
        return Change{.occurred_at = When{at, Precision::seconds}, .fields = {{"Region__c", std::move(value)}}};
    };
    for (const auto& one : {record("South", kNow - 48h), record("", kNow), record(nullptr, kNow), record("North", kNow - 24h)})
        count_record(counted, one);
    count_record(counted, {.fields = {}});
    count_record(counted, {.deleted = true, .fields = {{"Region__c", "East"}}});
    EXPECT_EQ(counted.records, 5U) << "a record without the field counts, a deleted one does not";
    EXPECT_EQ(counted.filled, 2U);
    EXPECT_EQ(counted.last_held, kNow - 24h);
}

TEST(FieldAudit, a_field_is_kept_for_what_it_carries_and_retired_when_nobody_fills_it_or_it_was_left_alone_for_a_year) {
    Audited all{.fields = {field("crm", "Lead_Score__c"), field("crm", "Used__c"), field("crm", "Empty__c"), field("crm", "Stale__c"), field("crm", "Crosswalk_Id__c"), field("crm", "Unread__c")}};
    all.fields[2].filled = 0;
    all.fields[3].last_held = kNow - std::chrono::hours{24 * 366};
    all.fields[4].own_id = true;
    all.fields[4].filled = 0;
    all.fields[5].records = all.fields[5].filled = 0;
    std::vector<std::string> said;
    for (const auto& report : all.reports()) said.push_back(std::string(to_string(report.verdict)).append(": ").append(report.why));
    EXPECT_THAT(said, ElementsAre(
        "keep: carries 'score'", "keep: 60 % filled, and in use", "retire: nobody fills it",
        "retire: no record that holds it changed within a year", "keep: holds Crosswalk's own id",
        "keep: no record could be read to judge by"));
    EXPECT_EQ(all.reports()[0].mapped, "score");
}

TEST(FieldAudit, of_two_fields_of_one_tool_with_one_meaning_the_emptier_goes_into_the_other) {
    Audited all{.fields = {field("crm", "Region__c"), field("crm", "region")}};
    all.fields[1].filled = 5;
    EXPECT_EQ(all.reports()[0].verdict, FieldVerdict::keep);
    EXPECT_EQ(all.reports()[1].verdict, FieldVerdict::merge);
    EXPECT_EQ(all.reports()[1].why, "into Region__c, which has the same name");
    all.fields[0] = field("crm", "Lead_Score__c");
    all.fields[1] = field("crm", "leadScore");
    all.fields[1].filled = 99;
    EXPECT_EQ(all.reports()[1].verdict, FieldVerdict::merge) << "what is mapped stays, however empty";
}

TEST(FieldAudit, an_empty_field_stays_for_the_sake_of_another_tools_that_is_filled_and_only_then) {
    Audited all{.fields = {field("crm", "Region__c"), field("hub", "region")}};
    all.fields[1].filled = 0;
    EXPECT_EQ(all.reports()[0].why, "map it together with hub/contact/region");
    EXPECT_EQ(all.reports()[1].why, "map it together with crm/Lead/Region__c");
    EXPECT_THAT(all.draft(), HasSubstr("  region:"));
    all.fields[0].filled = 0;
    for (const auto& report : all.reports()) EXPECT_EQ(report.verdict, FieldVerdict::retire);
    all.fields = {field("crm", "Score__c"), field("hub", "score")};
    EXPECT_EQ(all.reports()[0].why, "may belong to 'score', which hub/contact/score carries");
}

TEST(FieldAudit, fields_for_crosswalks_own_id_are_no_twins) {
    Audited all{.fields = {field("crm", "Crosswalk_Id__c"), field("hub", "crosswalk_id")}};
    all.fields[0].own_id = all.fields[1].own_id = true;
    for (const auto& report : all.reports()) EXPECT_THAT(report.twins, IsEmpty());
}

TEST(FieldAudit, a_contacts_copy_of_a_leads_field_is_no_twin) {
    Audited all{.fields = {field("crm", "Region__c"), field("crm", "Region__c")}};
    all.fields[1].kind = "Contact";
    for (const auto& report : all.reports()) EXPECT_THAT(report.twins, IsEmpty());
}

TEST(FieldAudit, twins_are_told_by_name_by_label_and_by_choices_but_not_across_kinds_of_values) {
    const auto why = [](AuditedField a, AuditedField b) {
        const auto reports = Audited{.fields = {std::move(a), std::move(b)}}.reports();
        return reports[0].twins.empty() ? std::string() : reports[0].twins[0].why;
    };
    EXPECT_EQ(why(field("crm", "Met_At__c"), field("hub", "metAt")), "the same name");
    auto labelled = field("hub", "cf_17");
    labelled.info.label = "Preferred contact time";
    EXPECT_EQ(why(field("crm", "Preferred_Contact_Time__c"), labelled), "the same name");
    EXPECT_EQ(why(field("crm", "Preferred_Contact_Time__c"), field("hub", "preferred_contact")), "a name much like it");
    EXPECT_EQ(why(choice("crm", "Plan__c", {"Free", "Team", "Firm"}), choice("hub", "tier", {"FREE", "TEAM", "FIRM", "OLD"})), "the same choices");
    EXPECT_EQ(why(choice("crm", "A__c", {"Yes", "No"}), choice("hub", "b", {"Yes", "No"})), "") << "they tell nothing";
    EXPECT_EQ(why(field("crm", "Region__c"), field("hub", "religion")), "");
    EXPECT_EQ(why(field("crm", "Region__c", FieldShape::boolean), field("hub", "region", FieldShape::datetime)), "");
}

TEST(FieldAudit, choices_that_two_sides_do_not_share_are_named) {
    auto plan = choice("crm", "Plan__c", {"Free", "Team", "Firm"});
    plan.words = {"Free", "Frei"};
    auto industry = choice("crm", "Industry", {"Banking", "Sports"});
    const auto reports = Audited{.fields = {plan, choice("hub", "plan", {"free", "team"}), industry}}.reports();
    EXPECT_THAT(reports[0].mismatches, ElementsAre("stands in records, and is not offered there: 'Frei'", "hub/contact/plan has no word for: 'Firm'"));
    EXPECT_THAT(reports[1].mismatches, IsEmpty());
    EXPECT_THAT(reports[2].mismatches, ElementsAre("the mapping says, and the tool does not offer: 'Retail'", "the tool offers, and the mapping has no name for: 'Sports'"));
}

TEST(FieldAudit, an_open_list_counts_as_much_as_a_closed_one) {
    auto open = choice("crm", "Industry", {});
    open.info.offered = {"Banking", "Retail"};
    open.words = {"Bankng"};
    EXPECT_THAT(Audited{.fields = {open}}.reports()[0].mismatches, ElementsAre("stands in records, and is not offered there: 'Bankng'"));
}

TEST(FieldAudit, what_a_person_decided_stands_with_the_name_and_the_day) {
    const auto read = read_field_decisions({"audit.yaml", R"(format: 1
fields:
  - { field: crm/Lead/Region__c, verdict: retire, owner: An Nguyễn, date: 2026-12-01 }
)"});
    ASSERT_THAT(read.findings, IsEmpty());
    const auto reports = Audited{.fields = {field("crm", "Region__c"), field("hub", "region")}, .decisions = read.rows}.reports();
    EXPECT_EQ(reports[0].verdict, FieldVerdict::retire);
    EXPECT_EQ(reports[0].why, "decided by An Nguyễn on 2026-12-01");
    EXPECT_THAT(Audited({.fields = {field("crm", "Region__c"), field("hub", "region")}, .decisions = read.rows}).draft(), testing::Not(HasSubstr("Region__c")))
        << "nobody maps what is to go";
}

TEST(FieldAudit, a_decision_without_an_owner_with_another_verdict_or_not_in_a_list_is_a_finding) {
    for (const char* fields : {
             "fields: [{ field: crm/Lead/A, verdict: keep, date: 2026-12-01 }]",
             "fields: [{ field: crm/Lead/A, verdict: burn, owner: An, date: 2026-12-01 }]",
             "fields: { field: crm/Lead/A, verdict: keep, owner: An, date: 2026-12-01 }"}) {
        const auto read = read_field_decisions({"audit.yaml", std::string("format: 1\n") + fields + "\n"});
        EXPECT_EQ(read.findings.size(), 1U) << fields;
        EXPECT_THAT(read.rows, IsEmpty()) << fields;
    }
}

TEST(FieldAudit, the_draft_maps_twins_of_different_tools_and_passes_the_check) {
    auto region = field("crm", "Region__c");
    auto read_only = field("hub", "hs_seats", FieldShape::number);
    read_only.info.writable = false;
    read_only.info.scale = 0;
    auto seats = field("crm", "HS_Seats__c", FieldShape::number);
    seats.info.scale = 0;
    const Audited all{.fields = {
        region, field("hub", "region"), seats, read_only, choice("crm", "Plan__c", {"Free", "Team \"A\"", "2 years"}),
        choice("hub", "plan", {"FREE", "2 YEARS", "Old"}), field("crm", "Alone__c"), field("crm", "Email2__c", FieldShape::boolean)}};
    const auto mapping = mapping_of(all.draft());
    ASSERT_NE(mapping, nullptr);
    ASSERT_EQ(mapping->fields.size(), 4U) << all.draft();
    const auto* mapped = mapping->field("region");
    ASSERT_NE(mapped, nullptr);
    EXPECT_EQ(mapped->rule.text(), "prefer crm unless blank") << "Sales' word first";
    EXPECT_EQ(mapped->binding("crm", "Lead")->vendor_field, "Region__c");
    EXPECT_EQ(mapped->binding("crm", "Contact"), nullptr) << "it was not found there";
    EXPECT_EQ(mapping->field("hs_seats")->type, FieldType::integer);
    EXPECT_FALSE(mapping->field("hs_seats")->binding("hub", "contact")->writes) << "it cannot be written there";
    const auto* plan = mapping->field("plan");
    EXPECT_THAT(plan->choices, ElementsAre("free", "team_a", "value_2_years", "old"));
    EXPECT_FALSE(plan->binding("hub", "contact")->shows("team_a"));
    EXPECT_TRUE(plan->binding("hub", "contact")->is_word_of("value_2_years", "2 YEARS"));
}

TEST(FieldAudit, the_draft_of_tools_without_twins_holds_the_address_alone) {
    const auto mapping = mapping_of(Audited{.fields = {field("crm", "Alone__c")}}.draft());
    ASSERT_NE(mapping, nullptr);
    EXPECT_EQ(mapping->fields.size(), 1U);
}

}  // namespace
}  // namespace crosswalk::field_audit
