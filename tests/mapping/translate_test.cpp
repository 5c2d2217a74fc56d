#include "connector/mapping/model/translate.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crosswalk {
namespace {

using boost::json::value;

FieldPlan field_of(FieldType type) {
    FieldPlan out;
    out.name = "it";
    out.type = type;
    if (type == FieldType::phone) out.region = "VN";
    if (type == FieldType::integer) out.range = {0, 100};
    return out;
}

std::string told(const FieldPlan& field, const value& raw, const Binding& binding = {}) {
    const Parsed taken = to_canonical(field, binding, raw);
    switch (taken.how) {
        case Parsed::How::value:
            return *taken.value;
        case Parsed::How::blank:
            return "(blank)";
        case Parsed::How::not_listed:
            return "(not listed)";
        case Parsed::How::unreadable:
            return "(unreadable)";
    }
    return {};
}

TEST(Text, LosesOuterSpaceAndIsComposed) {
    const FieldPlan text = field_of(FieldType::text);
    EXPECT_EQ(told(text, " Ada  Lovelace\n"), "Ada  Lovelace");
    EXPECT_EQ(
        told(text, "Nguye\xcc\x82\xcc\x83n"), "Nguy\xe1\xbb\x85n"
    );                                                      // two combining marks become one letter
    EXPECT_EQ(told(text, "\xc2\xa0 x \xe3\x80\x80"), "x");  // no-break and ideographic space
    EXPECT_EQ(told(text, ""), "(blank)");
    EXPECT_EQ(told(text, "   "), "(blank)");
    EXPECT_EQ(told(text, nullptr), "(blank)");
    EXPECT_EQ(told(text, "\xff"), "(unreadable)");
    EXPECT_EQ(told(text, 73), "73");
    EXPECT_EQ(told(text, true), "true");
    EXPECT_EQ(told(text, boost::json::array{}), "(unreadable)");
}

TEST(Email, IsKeptAsItIsSpelledAndMustLookLikeOne) {
    const FieldPlan email = field_of(FieldType::email);
    EXPECT_EQ(told(email, " Ada.Lovelace@Example.COM "), "Ada.Lovelace@Example.COM");
    EXPECT_EQ(told(email, "\xc4\x90i\xe1\xbb\x87p@example.com"), "\xc4\x90i\xe1\xbb\x87p@example.com");
    EXPECT_EQ(told(email, "info@stra\xc3\x9f" "e.example"), "info@stra\xc3\x9f" "e.example");
    EXPECT_EQ(told(email, "jo@example.com."), "jo@example.com.");
    EXPECT_EQ(told(email, "o'neil+x@sub.example.com"), "o'neil+x@sub.example.com");
    for (const char* bad :
         {"ada",
          "ada@",
          "@example.com",
          "ada@localhost",
          "a b@example.com",
          "a@b@example.com",
          "ada@example..com",
          ".a@example.com",
          "a..b@example.com",
          "<a@example.com>",
          "a@-example.com",
          "a@example.com,b@example.com"})
        EXPECT_EQ(told(email, bad), "(unreadable)") << bad;
    EXPECT_EQ(told(email, value(std::string(65, 'a') + "@example.com")), "(unreadable)");
}

TEST(Email, SpellingsOfOneAddressHaveOneKey) {
    const FieldPlan email = field_of(FieldType::email);
    const auto key = [&](std::string_view text) { return match_form(email, text).value_or("(none)"); };
    EXPECT_EQ(key("Ada@Example.COM"), "ada@example.com");
    EXPECT_EQ(key("jo@example.com."), "jo@example.com");
    EXPECT_EQ(key("anna@m\xc3\xbcller.example"), "anna@xn--mller-kva.example");
    EXPECT_EQ(key("anna@M\xc3\x9cLLER.example"), "anna@xn--mller-kva.example");
    EXPECT_EQ(key("anna@mu\xcc\x88ller.example"), "anna@xn--mller-kva.example") << "decomposed";
    EXPECT_EQ(key("anna@XN--MLLER-KVA.example"), "anna@xn--mller-kva.example");
    EXPECT_EQ(key("\xc4\x90i\xe1\xbb\x87p@example.com"), "\xc4\x91i\xe1\xbb\x87p@example.com");
    EXPECT_EQ(key("Jose\xcc\x81@example.com"), key("jos\xc3\xa9@example.com"));
    EXPECT_TRUE(same_value(email, "Ada@Example.com", "ada@EXAMPLE.com."));
    EXPECT_FALSE(same_value(email, "ada@example.com", Value{}));
}

TEST(Email, NoLetterBecomesAnotherOne) {
    const FieldPlan email = field_of(FieldType::email);
    const auto same = [&](const char* a, const char* b) { return same_value(email, a, b); };
    EXPECT_FALSE(same("info@stra\xc3\x9f" "e.example", "info@strasse.example"));
    EXPECT_TRUE(same("info@stra\xc3\x9f" "e.example", "info@xn--strae-oqa.example"));
    EXPECT_FALSE(same("stra\xc3\x9f" "e@example.com", "strasse@example.com"));
    EXPECT_FALSE(same("\xcf\x82@example.com", "\xcf\x83@example.com")) << "a final sigma";
    EXPECT_FALSE(same("a@\xcf\x82\xcf\x82.example", "a@\xcf\x83\xcf\x83.example"));
    EXPECT_FALSE(same("\xc4\xb0@example.com", "i@example.com")) << "a dotted capital I";
    EXPECT_FALSE(same("\xc4\xb1@example.com", "i@example.com")) << "a dotless i";
    EXPECT_TRUE(same("I@example.com", "i@example.com"));
    EXPECT_FALSE(same("\xc5\xbf@example.com", "s@example.com")) << "a long s";
}

TEST(Email, IsLookedUpUnderEachSpelling) {
    const FieldPlan email = field_of(FieldType::email);
    EXPECT_EQ(spellings(email, "Ada@Example.com"), std::vector<std::string>{"ada@example.com"});
    EXPECT_EQ(
        spellings(email, "anna@m\xc3\xbcller.example"),
        (std::vector<std::string>{"anna@xn--mller-kva.example", "anna@m\xc3\xbcller.example"})
    );
}

TEST(Phone, IsLookedUpUnderEachSpelling) {
    FieldPlan phone = field_of(FieldType::phone);
    phone.region = "US";
    const auto all = spellings(phone, "+12025550143");
    EXPECT_EQ(all.front(), "+12025550143");
    for (const char* spelling :
         {"(202) 555-0143", "202-555-0143", "202.555.0143", "2025550143", "12025550143", "+1 202-555-0143"})
        EXPECT_EQ(std::ranges::count(all, spelling), 1) << spelling;
    for (const std::string& spelling : all) EXPECT_EQ(told(phone, value(spelling)), "+12025550143") << spelling;
    phone.region = "VN";
    EXPECT_EQ(std::ranges::count(spellings(phone, "+84912345678"), "0912345678"), 1);
    EXPECT_TRUE(spellings(phone, "call me").empty());
}

TEST(Phone, WithACountryCodeIsReadThoughTheTablesDoNotKnowIt) {
    FieldPlan phone = field_of(FieldType::phone);
    phone.region = "US";
    EXPECT_EQ(told(phone, "+1 555 123 4567"), "+15551234567");
    EXPECT_EQ(told(phone, "555 123 4567"), "(unreadable)") << "without one it must be a number of the region";
    EXPECT_EQ(told(phone, "+1 555 1234"), "(unreadable)") << "too few digits to be called from elsewhere";
}

TEST(Phone, BecomesE164OfItsRegion) {
    const FieldPlan phone = field_of(FieldType::phone);
    EXPECT_EQ(told(phone, "0912 345 678"), "+84912345678");
    EXPECT_EQ(told(phone, "+84 (0) 912-345-678"), "+84912345678");
    EXPECT_EQ(told(phone, "+1 202 555 0143"), "+12025550143");
    EXPECT_EQ(told(phone, "12"), "(unreadable)");
    EXPECT_EQ(told(phone, "call me"), "(unreadable)");
    EXPECT_EQ(told(phone, value(std::string(100'000, '1'))), "(unreadable)");
    FieldPlan anywhere = phone;
    anywhere.region.clear();
    EXPECT_EQ(told(anywhere, "0912 345 678"), "(unreadable)");
    EXPECT_EQ(told(anywhere, "+84912345678"), "+84912345678");
}

TEST(Integer, IsOneNumberHoweverItIsSpelledAndStaysInItsRange) {
    const FieldPlan integer = field_of(FieldType::integer);
    for (const value& raw :
         {value("73"),
          value(73),
          value(73.0),
          value("73.00"),
          value(" +73 "),
          value(std::uint64_t{73}),
          value("7.3e1")})
        EXPECT_EQ(told(integer, raw), "73") << raw;
    EXPECT_EQ(told(integer, "-0"), "0");
    EXPECT_EQ(told(integer, "007"), "7");
    for (const value& raw :
         {value("73.5"),
          value(73.5),
          value("73 points"),
          value("1,000"),
          value("0x10"),
          value("NaN"),
          value("1e400"),
          value("99999999999999999999"),
          value("-1"),
          value(101),
          value(true),
          value(".")})
        EXPECT_EQ(told(integer, raw), "(unreadable)") << raw;
    EXPECT_NE(to_canonical(integer, {}, value(101)).why.find("0 to 100"), std::string::npos);
}

TEST(Decimal, CarriesNoNoise) {
    const FieldPlan decimal = field_of(FieldType::decimal);
    EXPECT_EQ(told(decimal, 0.1 + 0.2), "0.3");
    EXPECT_EQ(told(decimal, "12.50"), "12.5");
    EXPECT_EQ(told(decimal, "-.50"), "-0.5");
    EXPECT_EQ(told(decimal, "-0.0"), "0");
    EXPECT_EQ(told(decimal, 1e21), "1000000000000000000000");
    EXPECT_EQ(told(decimal, "12345678901234567890.123456789"), "12345678901234567890.123456789");
    EXPECT_EQ(told(decimal, "1.2.3"), "(unreadable)");
}

TEST(Boolean, KnowsTheUsualSpellings) {
    const FieldPlan boolean = field_of(FieldType::boolean);
    for (const value& raw : {value(true), value("TRUE"), value("1"), value(1), value("yes")})
        EXPECT_EQ(told(boolean, raw), "true");
    for (const value& raw : {value(false), value("false"), value(0), value("No")})
        EXPECT_EQ(told(boolean, raw), "false");
    EXPECT_EQ(told(boolean, "maybe"), "(unreadable)");
    EXPECT_EQ(told(boolean, 2), "(unreadable)");
}

TEST(Date, IsADayOfTheCalendar) {
    const FieldPlan date = field_of(FieldType::date);
    EXPECT_EQ(told(date, "2026-03-01"), "2026-03-01");
    EXPECT_EQ(told(date, "2026-03-01T23:30:00-06:00"), "2026-03-01");
    EXPECT_EQ(told(date, 1772323200000), "2026-03-01");
    EXPECT_EQ(told(date, "1772323200000"), "2026-03-01");
    EXPECT_EQ(told(date, "0000-00-00"), "(blank)");
    EXPECT_EQ(told(date, "2026-02-30"), "(unreadable)");
    EXPECT_EQ(told(date, "01/03/2026"), "(unreadable)");
}

TEST(Datetime, IsOnePointInTime) {
    const FieldPlan datetime = field_of(FieldType::datetime);
    EXPECT_EQ(told(datetime, "2026-03-01T03:00:00-06:00"), "2026-03-01T09:00:00.000Z");
    EXPECT_EQ(told(datetime, "2026-03-01T09:00:00.5Z"), "2026-03-01T09:00:00.500Z");
    EXPECT_EQ(told(datetime, 1772355600000), "2026-03-01T09:00:00.000Z");
    EXPECT_EQ(told(datetime, "0000-00-00 00:00:00"), "(blank)");
    EXPECT_EQ(told(datetime, "2026-03-01T09:00:00"), "(unreadable)");
    EXPECT_EQ(told(datetime, "9223372036854775807"), "(unreadable)");
}

TEST(Choice, ReadsEveryListedWordAndWritesTheFirst) {
    FieldPlan choice = field_of(FieldType::choice);
    choice.choices = {"finance", "technology", "other"};
    Binding crm;
    crm.values = {{"finance", {"Banking", "Insurance"}}, {"technology", {"Technology"}}};
    EXPECT_EQ(told(choice, "Insurance", crm), "finance");
    EXPECT_EQ(told(choice, " Banking ", crm), "finance");
    EXPECT_EQ(told(choice, "banking", crm), "(not listed)");
    EXPECT_EQ(to_vendor(choice, crm, "finance"), value("Banking"));
    EXPECT_TRUE(can_give(choice, crm, "finance"));
    EXPECT_FALSE(can_give(choice, crm, "other"))
        << "the tool has no word for it: a blank would wipe what stands there";
    EXPECT_TRUE(can_give(choice, crm, std::nullopt));
    choice.if_not_listed = {IfNotListed::Kind::write, "other"};
    EXPECT_EQ(told(choice, "Circus", crm), "other");
}

TEST(Placeholder, IsWrittenWhenBlankAndNeverReadBack) {
    const FieldPlan text = field_of(FieldType::text);
    Binding company;
    company.placeholder = "(unknown)";
    EXPECT_EQ(to_vendor(text, company, std::nullopt), value("(unknown)"));
    EXPECT_EQ(told(text, " (unknown) ", company), "(blank)");
    EXPECT_EQ(to_vendor(text, Binding{}, std::nullopt), value(nullptr));
    EXPECT_EQ(to_vendor(text, company, "Acme"), value("Acme"));
}

FieldPlan consent_field() {
    FieldPlan out = field_of(FieldType::consent);
    out.consent = ConsentPlan{.channel = "email"};
    return out;
}
Binding kept_as(std::string closed, std::string open) {
    Binding out;
    out.values = {{"closed", {std::move(closed)}}, {"open", {std::move(open)}}};
    return out;
}

TEST(Consent, ReadsFlagsHoweverAToolSpellsThem) {
    const FieldPlan consent = consent_field();
    const Binding flag = kept_as("true", "false");
    for (const value& raw : {value(true), value("true"), value("True"), value(1), value("1")})
        EXPECT_EQ(told(consent, raw, flag), "closed") << raw;
    for (const value& raw : {value(false), value("false"), value(0)})
        EXPECT_EQ(told(consent, raw, flag), "open") << raw;
    const Binding upside_down = kept_as("false", "true");
    EXPECT_EQ(told(consent, true, upside_down), "open");
}

TEST(Consent, SaysNothingWhereTheToolSaysSomethingElse) {
    const FieldPlan consent = consent_field();
    const Binding words = kept_as("Never", "Please");
    EXPECT_EQ(told(consent, "Never", words), "closed");
    EXPECT_EQ(told(consent, " Please ", words), "open");
    for (const value& raw : {value("please"), value("Perhaps"), value(true), value(""), value(nullptr)})
        EXPECT_EQ(told(consent, raw, words), "(blank)") << raw;
}

TEST(Consent, IsNeverWrittenOpenWhereOnlyClosingIsAllowedNorEverBlank) {
    const FieldPlan consent = consent_field();
    Binding flag = kept_as("true", "false");
    EXPECT_EQ(to_vendor(consent, flag, "closed"), value(true));
    EXPECT_TRUE(can_give(consent, flag, "closed"));
    EXPECT_FALSE(can_give(consent, flag, "open"));
    EXPECT_FALSE(can_give(consent, flag, std::nullopt));
    flag.writes_open = true;
    EXPECT_TRUE(can_give(consent, flag, "open"));
    EXPECT_EQ(to_vendor(consent, flag, "open"), value(false));
    EXPECT_EQ(to_vendor(consent, kept_as("Never", "Please"), "closed"), value("Never"));
}

TEST(Choice, ShownAsATagIsWrittenAsThereOrNot) {
    FieldPlan stage = field_of(FieldType::choice);
    stage.choices = {"lead", "mql"};
    Binding tag;
    tag.vendor_field = "tag/stage: MQL";
    tag.values = {{"lead", {"false"}}, {"mql", {"true"}}};
    EXPECT_EQ(to_vendor(stage, tag, "mql"), value(true));
    EXPECT_EQ(to_vendor(stage, tag, "lead"), value(false));
}

TEST(PersonName, IsCutAndTurnedAsDeclared) {
    FieldPlan family = field_of(FieldType::person_name), given = family, whole = family;
    family.part = NamePart::family;
    given.part = NamePart::given;
    whole.family_name_first = true;
    Binding vietnamese, western;
    vietnamese.family_name_first = true;
    EXPECT_EQ(told(family, "Nguyễn  Văn An", vietnamese), "Nguyễn");
    EXPECT_EQ(told(given, "Nguyễn Văn An", vietnamese), "Văn An");
    EXPECT_EQ(told(family, "Ada King Lovelace", western), "Lovelace");
    EXPECT_EQ(told(given, "Ada King Lovelace", western), "Ada King");
    EXPECT_EQ(told(given, "An", vietnamese), "An");
    EXPECT_EQ(told(family, "An", vietnamese), "(blank)");
    EXPECT_EQ(told(whole, "Văn An Nguyễn", western), "Nguyễn Văn An");
    EXPECT_EQ(to_vendor(whole, western, "Nguyễn Văn An"), value("Văn An Nguyễn"));
    EXPECT_EQ(to_vendor(whole, vietnamese, "Nguyễn Văn An"), value("Nguyễn Văn An"));
}

TEST(Give, WritesNumbersAsNumbersAndTruthAsTruth) {
    EXPECT_EQ(to_vendor(field_of(FieldType::integer), {}, "73"), value(73));
    EXPECT_EQ(to_vendor(field_of(FieldType::boolean), {}, "true"), value(true));
    EXPECT_EQ(to_vendor(field_of(FieldType::decimal), {}, "12.5"), value("12.5"));
    EXPECT_EQ(to_vendor(field_of(FieldType::integer), {}, std::nullopt), value(nullptr));
}

TEST(MatchForm, IsTheSameForEverySpelling) {
    EXPECT_EQ(match_form(field_of(FieldType::email), "ADA@example.com"), "ada@example.com");
    EXPECT_EQ(match_form(field_of(FieldType::phone), "0912345678"), "+84912345678");
    EXPECT_EQ(match_form(field_of(FieldType::phone), "x"), std::nullopt);
    EXPECT_EQ(
        match_form(field_of(FieldType::text), "Straße"), match_form(field_of(FieldType::text), "STRASSE")
    );
    EXPECT_EQ(match_form(field_of(FieldType::text), " "), std::nullopt);
}

}  // namespace
}  // namespace crosswalk
