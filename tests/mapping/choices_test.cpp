// Several choices in one field.
#include "connector/mapping/compile/check.h"
#include "connector/mapping/model/translate.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using boost::json::value;

FieldPlan interests() {
    FieldPlan out;
    out.name = "interests";
    out.type = FieldType::choices;
    out.choices = {"mail", "phone", "visit"};
    return out;
}

Binding with_semicolons() {
    Binding out{.connection = "crm", .vendor_field = "Interests__c"};
    out.values = {{"mail", {"E-mail", "Post"}}, {"phone", {"Phone"}}, {"visit", {"Visit"}}};
    return out;
}

Binding with_bars() {
    Binding out{.connection = "mail", .vendor_field = "field/INTERESTS"};
    out.values = {{"mail", {"Mail; or post"}}, {"phone", {"Phone"}}};
    out.form.between_choices = "||";
    out.form.choices_enclosed = true;
    return out;
}

TEST(Choices, AreReadInEachToolsSpelling) {
    EXPECT_EQ(to_canonical(interests(), with_semicolons(), "E-mail;Phone").value, "mail;phone");
    EXPECT_EQ(to_canonical(interests(), with_bars(), "||Mail; or post||Phone||").value, "mail;phone");
    EXPECT_EQ(to_canonical(interests(), with_bars(), "Phone").value, "phone");
    EXPECT_EQ(to_canonical(interests(), with_semicolons(), boost::json::array{"Phone", "Post"}).value, "mail;phone");
}

TEST(Choices, HaveNoOrderAndStandOnce) {
    EXPECT_EQ(to_canonical(interests(), with_semicolons(), " Visit ;Phone;E-mail; Phone;Post;").value, "mail;phone;visit");
    EXPECT_EQ(normalise(interests(), "visit; mail"), Value("mail;visit"));
    EXPECT_EQ(normalise(interests(), "visit;fax"), std::nullopt);
}

TEST(Choices, NoneIsBlank) {
    for (const value& raw : {value(nullptr), value(""), value(";"), value("||||"), value(boost::json::array{})})
        EXPECT_EQ(to_canonical(interests(), with_bars(), raw == value(";") ? value("") : raw).how, Parsed::How::blank) << raw;
    EXPECT_EQ(to_canonical(interests(), with_semicolons(), ";").how, Parsed::How::blank);
    EXPECT_EQ(to_vendor(interests(), with_bars(), std::nullopt), value(nullptr));
}

TEST(Choices, AreWrittenInEachToolsSpellingWithItsFirstWord) {
    EXPECT_EQ(to_vendor(interests(), with_semicolons(), "mail;visit"), value("E-mail;Visit"));
    EXPECT_EQ(to_vendor(interests(), with_bars(), "mail;phone"), value("||Mail; or post||Phone||"));
    EXPECT_EQ(to_vendor(interests(), with_bars(), "phone"), value("||Phone||"));
}

TEST(Choices, ThatAToolHasNoWordForAreLeftOutThere) {
    EXPECT_EQ(to_vendor(interests(), with_bars(), "phone;visit"), value("||Phone||"));
    EXPECT_FALSE(can_give(interests(), with_bars(), "visit")) << "a blank would wipe what stands there";
}

TEST(Choices, ThatAreNotListedFollowTheSetting) {
    FieldPlan field = interests();
    const Parsed waits = to_canonical(field, with_semicolons(), "Phone;Fax");
    EXPECT_EQ(waits.how, Parsed::How::not_listed);
    EXPECT_NE(waits.why.find("'Fax'"), std::string::npos) << waits.why;
    field.if_not_listed = {IfNotListed::Kind::write, "visit"};
    EXPECT_EQ(to_canonical(field, with_semicolons(), "Fax;Phone").value, "phone;visit");
    field.if_not_listed = {IfNotListed::Kind::ignore};
    EXPECT_EQ(to_canonical(field, with_semicolons(), "Fax;Phone").value, "phone");
}

TEST(Choices, ThatAreIgnoredStayWhereTheyAre) {
    FieldPlan field = interests();
    field.if_not_listed = {IfNotListed::Kind::ignore};
    const value held = "Fax;Phone;Post";
    EXPECT_EQ(give_over(field, with_semicolons(), "visit", &held), value("Visit;Fax"));
    EXPECT_EQ(give_over(field, with_semicolons(), "visit", nullptr), value("Visit"));
    const value in_bars = "||Phone||Fax||", phone_alone = "||Phone||";
    EXPECT_EQ(give_over(field, with_bars(), std::nullopt, &in_bars), value("||Fax||")) << "cleared";
    EXPECT_EQ(give_over(field, with_bars(), std::nullopt, &phone_alone), value(nullptr));
}

TEST(Choices, WithoutATableGoByTheirOwnWords) {
    FieldPlan field = interests();
    field.choices.clear();
    Binding crm = with_semicolons(), mail = with_bars();
    crm.values.clear();
    mail.values.clear();
    EXPECT_EQ(to_canonical(field, mail, "||Web||Phone||Web||").value, "Phone;Web");
    EXPECT_EQ(to_vendor(field, crm, "Phone;Web"), value("Phone;Web"));
    EXPECT_EQ(to_canonical(field, mail, "||R&D; Labs||").how, Parsed::How::unreadable) << "it would be two in the CRM";
}

const std::string kTools = R"(format: 1
connections:
  crm: { side: sales, kinds: { lead: Lead }, match_by: [email] }
  hub: { side: marketing, kinds: { lead: contact }, match_by: [email] }
fields:
  email: { type: email, rule: newest, both_ways: { crm: Email, hub: email } }
)";

std::vector<std::string> codes(const std::string& field) {
    std::vector<std::string> out;
    const std::vector<MappingFile> files{{"fields.yaml", kTools + field}};
    for (const Finding& finding : check_mapping(files, {}).findings) out.push_back(finding.code);
    return out;
}

using Codes = std::vector<std::string>;

TEST(ChoicesInAFile, NeedNoTableWhereAllToolsCallThemTheSame) {
    EXPECT_EQ(codes("  i: { type: choices, rule: newest, both_ways: { crm: I__c, hub: i } }\n"), Codes{});
}

TEST(ChoicesInAFile, AreRefusedWhereASeparatorStandsInAWordOrAName) {
    const std::string field = "  i: { type: choices, rule: newest, both_ways: { crm: I__c, hub: i }, values: ";
    EXPECT_EQ(codes(field + "{ a: { crm: \"A;B\", hub: a } } }\n"), Codes{"field.choice_separator"});
    EXPECT_EQ(codes(field + "{ \"a;b\": { crm: A, hub: a } } }\n"), Codes{"field.choice_separator"});
    EXPECT_EQ(codes(field + "{ a: { crm: A, hub: a }, b: { crm: [B, C], hub: not shown } } }\n"), Codes{});
    EXPECT_EQ(codes("  i: { type: choices, if_not_listed: ignore, read_from: { crm: I__c } }\n"),
              Codes{"field.if_not_listed_without_table"});
}

}  // namespace
}  // namespace crosswalk
