// Genuine deliveries that cannot be read: the vendor hears its ok, a person hears why, and the rest goes on.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::IsEmpty;

struct BadBody {
    const char* name{};
    const char* instead_of_id{};  // what stands where "objectId":126514270042 stood
    const char* code{};
};

class BadBodies : public ServiceFixture, public ::testing::WithParamInterface<BadBody> {};

TEST_P(BadBodies, AreTakenBookedAndParkedWhileTheRestGoesOn) {
    open();
    const auto body = replaced(
        text_of_file(std::string(CROSSWALK_SOURCE_DIR) + "/deploy/demo/hubspot_property_change.json"),
        {{"@NOW@", std::to_string(system_ms())}, {R"("objectId":126514270042)", GetParam().instead_of_id}}
    );
    const auto answer = hubspot_says(body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    ASSERT_TRUE(soon([&] { return booked("hubspot", "deliveries", "undecodable") == 1; }));

    const auto item = parked(GetParam().code);
    EXPECT_EQ(text_of(item, "connection"), "hubspot");
    EXPECT_EQ(text_of(item, "what"), "event");
    EXPECT_NE(text_of(item, "says"), "");
    EXPECT_NE(text_of(item, "advice"), "");

    EXPECT_EQ(report_phone("+12025550143"), 200);
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143"; }));
    EXPECT_TRUE(balances());
}

INSTANTIATE_TEST_SUITE_P(
    AtTheEdge,
    BadBodies,
    ::testing::Values(
        BadBody{"AKeyTwice", R"("objectId":126514270042,"objectId":126514270043)", "json.duplicate_key"},
        BadBody{
            "BytesThatAreNotUtf8", "\"objectId\":126514270042,\"name\":\"\xC4\xEA\xA1\"", "json.encoding"},
        BadBody{"AnIdBeyond64Bits", R"("objectId":9223372036854775808)", "json.number"},
        BadBody{"ANumberThatIsNotFinite", R"("objectId":126514270042,"weight":1e400)", "json.number"},
        BadBody{"TextThatIsNotJson", R"("objectId":126514270042;)", "json.syntax"}
    ),
    [](const auto& about) { return about.param.name; }
);

class BadValues : public ServiceFixture {};

TEST_F(BadValues, AScoreOutOfRangeWaitsForAPersonAndNothingElseDoes) {
    open();
    EXPECT_EQ(report_score(173), 200);
    ASSERT_TRUE(soon([&] { return !parked("value.unreadable", "lead_score").empty(); }));
    const auto item = parked("value.unreadable", "lead_score");
    EXPECT_EQ(text_of(item, "connection"), "activecampaign");
    EXPECT_NE(text_of(item, "says").find("0 to 100"), std::string::npos) << text_of(item, "says");
    EXPECT_NE(text_of(item, "advice"), "");

    EXPECT_EQ(report_phone("+12025550143"), 200);
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143"; }));
    EXPECT_EQ(lead_score(), 41);

    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    EXPECT_TRUE(balances());
    EXPECT_TRUE(soon([&] { return parked("value.unreadable", "lead_score").empty(); })) << json::serialize(ask({"parked", "list"}));
}

TEST_F(BadValues, WhatIsParkedPassesOnceTheMappingAllowsIt) {
    open();
    EXPECT_EQ(report_score(173), 200);
    ASSERT_TRUE(soon([&] { return !parked("value.unreadable", "lead_score").empty(); }));
    edit("mappings/fields.yaml", "range: 0 to 100", "range: 0 to 200");
    std::filesystem::remove(folder.path() + "/mappings/fields.cases.yaml");
    ASSERT_EQ(service->command({"mapping", "activate"}).exit_code, 0);
    const auto id = parked("value.unreadable", "lead_score").at("id").as_int64();
    EXPECT_EQ(ask({"parked", "replay", std::to_string(id)}).at("replayed"), 1);
    EXPECT_TRUE(soon([&] { return lead_score() == 173 && contact_score() == 173; }));
    EXPECT_THAT(parked("value.unreadable", "lead_score"), IsEmpty());
}

}  // namespace
}  // namespace crosswalk::doubles
