// Days and moments: a day counts where the account is, not in Greenwich.
#include "connector/mapping/compile/check.h"
#include "connector/mapping/model/translate.h"
#include "connector/mapping/model/zone.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using boost::json::value;

FieldPlan met_on(FieldType type) {
    FieldPlan out;
    out.name = "met_on";
    out.type = type;
    return out;
}

Binding place(std::string zone, FieldShape shape = FieldShape::unknown) {
    Binding out{.connection = "hub", .vendor_field = "met_on", .zone = std::move(zone)};
    out.form.shape = shape;
    return out;
}

std::string day(const value& raw, const Binding& at) {
    const Parsed taken = to_canonical(met_on(FieldType::date), at, raw);
    return taken.how == Parsed::How::value ? *taken.value : "(waits)";
}

std::string moment(const value& raw, const Binding& at) {
    const Parsed taken = to_canonical(met_on(FieldType::datetime), at, raw);
    return taken.how == Parsed::How::value ? *taken.value : "(waits)";
}

TEST(AMomentReadAsADay, IsTheDayItWasInTheZone) {
    const Binding phoenix = place("America/Phoenix");
    EXPECT_EQ(day("1775005784000", phoenix), "2026-03-31");
    EXPECT_EQ(day(1775005784000, phoenix), "2026-03-31");
    EXPECT_EQ(day("2026-04-01T01:09:44.000Z", phoenix), "2026-03-31");
    EXPECT_EQ(day("2026-04-01T01:09:44.000+0000", phoenix), "2026-03-31");
    EXPECT_EQ(day("2026-03-31T20:09:44-05:00", phoenix), "2026-03-31");
    EXPECT_EQ(day("2026-03-31T23:30:00Z", place("Asia/Ho_Chi_Minh")), "2026-04-01");
}

TEST(AMomentReadAsADay, WaitsWhereNoZoneIsSaidAndItsDayIsInDoubt) {
    const Parsed taken = to_canonical(met_on(FieldType::date), place(""), "1775005784000");
    EXPECT_EQ(taken.how, Parsed::How::unreadable);
    EXPECT_NE(taken.why.find("zone:"), std::string::npos) << taken.why;
    EXPECT_EQ(day("2026-04-01T01:09:44Z", place("")), "(waits)");
    EXPECT_EQ(day("2026-03-31T23:30:00-06:00", place("")), "2026-03-31") << "as it was written";
}

TEST(ADayReadAsADay, IsThatDayInEveryZone) {
    for (const char* zone : {"", "America/Phoenix", "Asia/Ho_Chi_Minh"}) {
        EXPECT_EQ(day("2026-04-01", place(zone)), "2026-04-01");
        EXPECT_EQ(day("1775001600000", place(zone)), "2026-04-01") << "a day, as HubSpot tells it";
        EXPECT_EQ(day("1775001600000", place(zone, FieldShape::date)), "2026-04-01");
    }
    EXPECT_EQ(day("1775001600000", place("America/Phoenix", FieldShape::datetime)), "2026-03-31")
        << "five in the afternoon, to the second";
}

TEST(ADayReadAsAMoment, IsItsFirstMomentInTheZone) {
    EXPECT_EQ(moment("2026-03-31", place("America/Phoenix")), "2026-03-31T07:00:00.000Z");
    EXPECT_EQ(moment("2026-01-15", place("Europe/Berlin")), "2026-01-14T23:00:00.000Z");
    EXPECT_EQ(moment("2026-07-15", place("Europe/Berlin")), "2026-07-14T22:00:00.000Z");
    EXPECT_EQ(moment("1775001600000", place("Europe/Berlin", FieldShape::date)), "2026-03-31T22:00:00.000Z");
    EXPECT_EQ(moment("2018-11-04", place("America/Sao_Paulo")), "2018-11-04T03:00:00.000Z")
        << "midnight was skipped: the day began at one";
    EXPECT_EQ(moment("2026-03-31", place("")), "(waits)");
}

TEST(ATimeWithoutAnOffset, IsOneOfTheZonesClocks) {
    EXPECT_EQ(moment("2026-03-29 01:30:00", place("Europe/Berlin")), "2026-03-29T00:30:00.000Z");
    EXPECT_EQ(moment("2026-03-29 02:30:00", place("Europe/Berlin")), "2026-03-29T01:30:00.000Z") << "skipped";
    EXPECT_EQ(moment("2026-10-25 02:30:00", place("Europe/Berlin")), "2026-10-25T00:30:00.000Z") << "twice";
    EXPECT_EQ(moment("2026-10-25T03:30", place("Europe/Berlin")), "2026-10-25T02:30:00.000Z");
    EXPECT_EQ(moment("2026-03-01T09:00-06:00", place("")), "2026-03-01T15:00:00.000Z") << "without seconds";
}

TEST(ADayWrittenWhereMomentsAreKept, IsItsFirstMomentAndComesBack) {
    const FieldPlan field = met_on(FieldType::date);
    for (const char* zone : {"America/Phoenix", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Kiritimati"})
        for (const char* when : {"2018-11-04", "2026-03-29", "2026-03-31", "2026-10-25", "2026-07-01"}) {
            const Binding at = place(zone, FieldShape::datetime);
            const value written = to_vendor(field, at, when);
            EXPECT_EQ(written.get_string().size(), 24u) << written;
            EXPECT_EQ(day(written, at), when) << zone;
        }
    EXPECT_EQ(to_vendor(field, place("Europe/Berlin", FieldShape::date), "2026-03-31"), value("2026-03-31"));
}

TEST(AMomentWrittenWhereDaysAreKept, IsItsDayInTheZone) {
    const FieldPlan field = met_on(FieldType::datetime);
    const Binding at = place("America/Phoenix", FieldShape::date);
    EXPECT_EQ(to_vendor(field, at, "2026-04-01T01:09:44.000Z"), value("2026-03-31"));
    EXPECT_EQ(
        to_vendor(field, place("America/Phoenix", FieldShape::datetime), "2026-04-01T01:09:44.000Z"),
        value("2026-04-01T01:09:44.000Z")
    );
}

TEST(Zones, AreThoseOfTheIanaDataBase) {
    for (const char* name : {"UTC", "America/Phoenix", "Asia/Ho_Chi_Minh", "Asia/Saigon"})
        EXPECT_TRUE(zone::is_known(name)) << name;
    for (const char* name : {"", "Mars/Phobos", "GMT+25", "Phoenix", "Etc/Unknown"})
        EXPECT_FALSE(zone::is_known(name)) << name;
}

const std::string kTools = R"(format: 1
connections:
  crm: { side: sales, kinds: { lead: Lead }, match_by: [email], zone: @ZONE@ }
fields:
  email: { type: email, both_ways: { crm: Email } }
  met_on: { type: @TYPE@, @FIELD@ both_ways: { crm: @PLACE@ } }
)";

Checked check(std::string zone, std::string type, std::string field, std::string at) {
    std::string text = kTools;
    for (const auto& [from, to] : std::map<std::string, std::string>{
             {"@ZONE@", zone}, {"@TYPE@", type}, {"@FIELD@", field}, {"@PLACE@", at}})
        text.replace(text.find(from), from.size(), to);
    return check_mapping(std::vector<MappingFile>{{"fields.yaml", text}}, {});
}

TEST(AZoneInAFile, OfThePlaceIsStrongerThanOfTheFieldAndThatThanOfTheConnection) {
    const auto zone_of = [](const Checked& checked) {
        return checked.ok() ? checked.mapping->field("met_on")->bindings.front().zone : checked.findings.front().text();
    };
    EXPECT_EQ(zone_of(check("Europe/Berlin", "date", "", "Met__c")), "Europe/Berlin");
    EXPECT_EQ(zone_of(check("Europe/Berlin", "date", "zone: Asia/Tokyo,", "Met__c")), "Asia/Tokyo");
    EXPECT_EQ(
        zone_of(check("Europe/Berlin", "datetime", "zone: Asia/Tokyo,", "{ field: Met__c, zone: UTC }")), "UTC"
    );
}

TEST(ClocksOfAZone, ChangeAtTheMomentTheOffsetDoes) {
    using namespace std::chrono_literals;
    const zone::Clocks berlin("Europe/Berlin");
    const auto at = [](const char* text) { return parse_iso(text)->at; };
    const auto offsets = berlin.offsets_between(at("2026-03-01T00:00:00Z"), at("2026-12-01T00:00:00Z"));
    ASSERT_EQ(offsets.size(), 3u);
    EXPECT_EQ(offsets[0].ahead, 1h);
    EXPECT_EQ(offsets[1].from, at("2026-03-29T01:00:00Z"));
    EXPECT_EQ(offsets[1].ahead, 2h);
    EXPECT_EQ(offsets[2].from, at("2026-10-25T01:00:00Z"));
    EXPECT_EQ(offsets[2].until, at("2026-12-01T00:00:00Z"));
    EXPECT_EQ(berlin.ahead_at(at("2026-03-29T00:59:59.999Z")), 1h);
    EXPECT_EQ(zone::Clocks("").ahead_at(at("2026-07-01T00:00:00Z")), 0h);
}

TEST(AZoneInAFile, ThatIsNoneIsRefusedWithTheNearestName) {
    const auto wrong = check("America/Pheonix", "date", "", "Met__c").findings;
    ASSERT_EQ(wrong.size(), 1u);
    EXPECT_EQ(wrong.front().code, "field.zone");
    EXPECT_EQ(wrong.front().remedy, "Did you mean 'America/Phoenix'?");
    EXPECT_EQ(check("UTC", "text", "zone: UTC,", "Met__c").findings.front().code, "field.setting_of_other_type");
    EXPECT_EQ(
        check("UTC", "text", "", "{ field: Met__c, zone: UTC }").findings.front().code,
        "field.setting_of_other_type"
    );
}

}  // namespace
}  // namespace crosswalk
