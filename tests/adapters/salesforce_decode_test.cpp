#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"

namespace crosswalk::test::salesforce_decode {
namespace {

const Adapter& salesforce = *find_adapter("salesforce");
const Connection kOrg{
    .name = "sf", .settings = {{"organization_id", "00DKa00000CW1aB"}, {"user_id", "005Ka00000CW9xYIAT"}}};
const std::string kMessage = fixture("salesforce/outbound_message_lead.xml");

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
}
std::string fault_of(const std::string& body, const Connection& connection = kOrg) {
    const auto news = salesforce.decode(delivery_of(body), connection);
    return news ? "fine" : news.error().code;
}

TEST(SalesforceDecode, an_outbound_message_holds_a_change_for_each_notification) {
    const auto news = *salesforce.decode(delivery_of(kMessage), kOrg);
    ASSERT_EQ(news.size(), 2U);
    const auto& lead = std::get<Change>(news[0]);
    EXPECT_EQ(lead.kind.text, "Lead");
    EXPECT_EQ(lead.id.text, "00QKa00000A1b2CMAR");
    EXPECT_EQ(lead.event_key, "04lKa000000L0E5IAK");
    EXPECT_EQ(iso_text(lead.occurred_at->at), "2026-11-20T10:15:30.000Z");
    EXPECT_EQ(lead.occurred_at->precision, Precision::seconds);
    EXPECT_EQ(lead.completeness, Completeness::shown) << "all of the record but its blank fields";
    EXPECT_TRUE(lead.field_times.empty()) << "which of them moved is not told";
    EXPECT_EQ(lead.fields.at("LastName"), "Okafor & Sons");
    EXPECT_EQ(lead.fields.at("Lead_Score__c"), "87.5");
    EXPECT_FALSE(lead.fields.contains("Id"));
    EXPECT_EQ(lead.origin, Origin::ourselves);
    EXPECT_EQ(std::get<Change>(news[1]).origin, Origin::unknown);
}

TEST(SalesforceDecode, names_who_touched_the_record_last_unless_that_was_the_integration_user) {
    const auto news = *salesforce.decode(delivery_of(kMessage), kOrg);
    EXPECT_EQ(std::get<Change>(news[0]).last_by, "");
    EXPECT_EQ(std::get<Change>(news[1]).last_by, "005Ka00000CW7aBIAT");
    EXPECT_EQ(std::get<Change>(news[1]).who, "") << "who made this very change is not told";
    const auto untold =
        replaced(kMessage, "<sf:LastModifiedById>005Ka00000CW7aBIAT</sf:LastModifiedById>", "");
    EXPECT_EQ(std::get<Change>((*salesforce.decode(delivery_of(untold), kOrg))[1]).last_by, "")
        << "the admin did not choose the field";
}

TEST(SalesforceDecode, nil_is_blank_and_empty_is_empty) {
    auto body = replaced(kMessage, "<sf:Company>Acme GmbH</sf:Company>", "<sf:Company xsi:nil=\"true\"/>");
    body = replaced(body, "<sf:Status>Working - Contacted</sf:Status>", "<sf:Status></sf:Status>");
    const auto news = *salesforce.decode(delivery_of(body), kOrg);
    const auto& fields = std::get<Change>(news[0]).fields;
    EXPECT_TRUE(fields.at("Company").is_null());
    EXPECT_EQ(fields.at("Status"), "");
    EXPECT_FALSE(fields.contains("Phone"));
}

TEST(SalesforceDecode, a_converted_lead_tells_its_last_values_and_then_its_contact) {
    const auto body = replaced(
        kMessage,
        "<sf:IsConverted>false</sf:IsConverted>",
        "<sf:ConvertedContactId>003Ka00000A1b2CMAR</sf:ConvertedContactId><sf:IsConverted>true</"
        "sf:IsConverted>"
    );
    const auto news = *salesforce.decode(delivery_of(body), kOrg);
    ASSERT_EQ(news.size(), 3U);
    EXPECT_EQ(std::get<Change>(news[0]).fields.at("Company"), "Acme GmbH");
    const auto& merge = std::get<Merge>(news[1]);
    EXPECT_EQ(merge.kind.text, "Lead");
    EXPECT_EQ(merge.losers, (std::vector<VendorId>{{"00QKa00000A1b2CMAR"}}));
    EXPECT_EQ(merge.winner.text, "003Ka00000A1b2CMAR");
    EXPECT_EQ(merge.winner_kind.text, "Contact");
    EXPECT_EQ(merge.event_key, "converted/00QKa00000A1b2CMAR");
    EXPECT_EQ(iso_text(merge.occurred_at->at), "2026-11-20T10:15:30.000Z");
    EXPECT_TRUE(std::holds_alternative<Change>(news[2]));
}

TEST(SalesforceDecode, prefixes_may_vary_but_not_what_they_stand_for) {
    auto body = kMessage;
    for (auto at = body.find("soapenv"); at != std::string::npos; at = body.find("soapenv", at))
        body.replace(at, 7, "S");
    for (auto at = body.find("sf:"); at != std::string::npos; at = body.find("sf:", at))
        body.replace(at, 3, "x9:");
    body = replaced(replaced(body, "xmlns:sf=", "xmlns:x9="), "xmlns:sf=", "xmlns:x9=");
    EXPECT_EQ(fault_of(body), "fine");
    EXPECT_EQ(
        fault_of(replaced(kMessage, "http://soap.sforce.com/2005/09/outbound", "http://example.com/x")),
        "salesforce.not_an_outbound_message"
    );
}

TEST(SalesforceDecode, only_the_configured_org_is_believed) {
    EXPECT_EQ(
        fault_of(replaced(kMessage, "00DKa00000CW1aBMAT", "00DKa00000CW1abMAT")),
        "salesforce.wrong_organization"
    );
    EXPECT_EQ(fault_of(replaced(kMessage, "00DKa00000CW1aBMAT", "")), "salesforce.wrong_organization");
    const auto unset = salesforce.decode(delivery_of(kMessage), Connection{});
    ASSERT_FALSE(unset);
    EXPECT_EQ(unset.error().code, "salesforce.organization_not_set");
    EXPECT_NE(unset.error().remedy.find("00DKa00000CW1aBMAT"), std::string::npos)
        << "the remedy names the id to set";
}

TEST(SalesforceDecode, xml_that_declares_anything_is_refused_before_it_is_read) {
    const auto head = std::string("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    for (const char* attack : {
             "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
             "<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>",
             "<!doctype a>",
             "<!ENTITY % x SYSTEM \"http://example.com/x.dtd\">",
             "<!ELEMENT a ANY>",
         })
        EXPECT_EQ(fault_of(replaced(kMessage, head, head + attack)), "salesforce.not_an_outbound_message")
            << attack;
}

TEST(SalesforceDecode, an_undeclared_entity_stays_text_and_a_bad_character_is_refused) {
    const auto news = salesforce.decode(delivery_of(replaced(kMessage, "Acme GmbH", "&xxe;")), kOrg);
    ASSERT_TRUE(news);
    EXPECT_EQ(std::get<Change>(news->front()).fields.at("Company"), "&xxe;");
    for (const char* bad : {"&#xD800;", "\xFF\xFE"}) {
        const auto mixed = *salesforce.decode(delivery_of(replaced(kMessage, "Acme GmbH", bad)), kOrg);
        ASSERT_EQ(mixed.size(), 2U);
        EXPECT_EQ(std::get<Unreadable>(mixed[0]).why.code, "salesforce.not_an_outbound_message");
        EXPECT_EQ(std::get<Change>(mixed[1]).fields.at("LastName"), "Diallo") << "the others are read";
    }
    std::string utf16;
    for (const char c : kMessage) utf16 += std::string{c, '\0'};
    EXPECT_EQ(fault_of("\xFF\xFE" + utf16), "salesforce.not_an_outbound_message");
}

TEST(SalesforceDecode, AnUnreadableNotificationLeavesTheOthersReadable) {
    for (const auto& [good, bad] : std::map<std::string, std::string>{
             {"<sf:Id>00QKa00000A1b2DMAR</sf:Id>", ""},
             {"<sf:Id>00QKa00000A1b2DMAR</sf:Id>", "<sf:Id xsi:nil=\"true\"/>"},
             {"<Id>04lKa000000L0E6IAK</Id>", "<Id/>"}}) {
        const auto news = *salesforce.decode(delivery_of(replaced(kMessage, good, bad)), kOrg);
        ASSERT_EQ(news.size(), 2U) << bad;
        EXPECT_EQ(std::get<Change>(news[0]).id.text, "00QKa00000A1b2CMAR");
        EXPECT_NE(std::get<Unreadable>(news[1]).why.remedy, "");
    }
}

TEST(SalesforceDecode, AnIdOf15CharactersIsTheSameRecordAsItsIdOf18) {
    auto body = kMessage;
    for (const char* id :
         {"00QKa00000A1b2CMAR",
          "04lKa000000L0E5IAK",
          "005Ka00000CW7aBIAT",
          "00GKa000000AbCdMAK",
          "00DKa00000CW1aBMAT"})
        while (body.find(id) != std::string::npos) body = replaced(body, id, std::string(id).substr(0, 15));
    const auto cut = *salesforce.decode(delivery_of(body), kOrg),
               whole = *salesforce.decode(delivery_of(kMessage), kOrg);
    ASSERT_EQ(cut.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto &a = std::get<Change>(cut[i]), &b = std::get<Change>(whole[i]);
        EXPECT_EQ(a.id, b.id);
        EXPECT_EQ(a.event_key, b.event_key) << "a repeated message is the same event";
        EXPECT_EQ(a.fields, b.fields) << "owners too";
        EXPECT_EQ(a.last_by, b.last_by);
    }
    EXPECT_EQ(salesforce.canonical_id("00QKa00000A1b2C"), "00QKa00000A1b2CMAR");
    EXPECT_EQ(salesforce.canonical_id("00QKa00000A1b2CMAR"), "00QKa00000A1b2CMAR");
    EXPECT_EQ(salesforce.canonical_id("ann@example.com"), "ann@example.com") << "no id";
}

TEST(SalesforceDecode, AConversionToldWith15CharactersNamesTheContactWith18) {
    const auto body = replaced(
        kMessage,
        "<sf:IsConverted>false</sf:IsConverted>",
        "<sf:ConvertedContactId>003Ka00000A1b2C</sf:ConvertedContactId><sf:IsConverted>true</sf:IsConverted>"
    );
    const auto news =
        *salesforce.decode(delivery_of(replaced(body, "00QKa00000A1b2CMAR", "00QKa00000A1b2C")), kOrg);
    const auto& merge = std::get<Merge>(news[1]);
    EXPECT_EQ(merge.winner.text, "003Ka00000A1b2CIAR");
    EXPECT_EQ(merge.losers.front().text, "00QKa00000A1b2CMAR");
    EXPECT_EQ(merge.event_key, "converted/00QKa00000A1b2CMAR");
}

TEST(SalesforceDecode, takes_a_hundred_notifications_and_no_more) {
    const auto begin = kMessage.find("<Notification>"), end = kMessage.find("</Notification>") + 15;
    const auto one = kMessage.substr(begin, end - begin);
    const auto with = [&](int more) {
        std::string extra;
        for (int i = 0; i < more; ++i) extra += one;
        return kMessage.substr(0, begin) + extra + kMessage.substr(begin);
    };
    EXPECT_EQ(salesforce.decode(delivery_of(with(98)), kOrg)->size(), 100U);
    EXPECT_EQ(fault_of(with(99)), "salesforce.not_an_outbound_message");
}

TEST(SalesforceDecode, depth_and_a_flood_of_attributes_do_no_harm) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    EXPECT_EQ(fault_of(deep), "salesforce.not_an_outbound_message");
    std::string wide = "<a";
    for (int i = 0; i < 100'000; ++i) wide += " b" + std::to_string(i) + "=''";
    EXPECT_EQ(fault_of(wide + "/>"), "salesforce.not_an_outbound_message");
}

TEST(SalesforceWebhook, is_acknowledged_in_the_words_it_waits_for) {
    const auto& ok = salesforce.manifest.webhook.ok;
    EXPECT_EQ(ok.status, 200);
    EXPECT_TRUE(ok.content_type.starts_with("text/xml"));
    EXPECT_NE(ok.body.find("<Ack>true</Ack>"), std::string_view::npos);
    EXPECT_NE(
        ok.body.find("<notificationsResponse xmlns=\"http://soap.sforce.com/2005/09/outbound\">"),
        std::string_view::npos
    );
}

}  // namespace
}  // namespace crosswalk::test::salesforce_decode
