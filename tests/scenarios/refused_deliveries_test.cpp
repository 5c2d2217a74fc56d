// What a vendor may send is taken, however large; what is refused is counted, and seen.
#include <gmock/gmock.h>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;

class RefusedDeliveries : public ServiceFixture {
protected:
    std::int64_t refused(const char* connection, const char* status) const {
        const auto told = status_of(connection).at("refused").at("by_status").as_object();
        const auto found = told.find(status);
        return found == told.end() ? 0 : found->value().to_number<std::int64_t>();
    }
    std::string metrics() const {
        return call(service->admin_url(), "GET", "/metrics", {{"Authorization", "Bearer " + new_token()}}).body;
    }
};

TEST_F(RefusedDeliveries, AHundredEventsWithLongTextsAreTakenInOneDelivery) {
    open();
    const auto one = text_of_file(std::string(CROSSWALK_SOURCE_DIR) + "/deploy/demo/hubspot_property_change.json");
    const auto event = one.substr(one.find('{'), one.rfind('}') - one.find('{') + 1);
    std::string body = "[";
    for (int i = 0; i < 100; ++i)
        body += (i == 0 ? "" : ",") +
                replaced(event, {{"@NOW@", std::to_string(system_ms())},
                                 {"2219945400", std::to_string(2'219'945'400 + i)},
                                 {"\"propertyName\":\"phone\"", "\"propertyName\":\"notes_" + std::to_string(i) + "\""},
                                 {"+12025550143", std::string(12'000, 'x')}});
    ASSERT_GT(body.size(), 1'200'000U);
    const auto answer = hubspot_says(body + "]");
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(balances());
    EXPECT_EQ(status_of("hubspot").at("refused").at("total").to_number<int>(), 0);
}

TEST_F(RefusedDeliveries, AreCountedUnderTheirConnectionInStatusAndMetrics) {
    open();
    const std::string url = service->public_url(), hook = std::string("/hooks/activecampaign/") + kPathSecret;
    EXPECT_EQ(call(url, "POST", hook, {}, std::string(1'048'577, 'x')).status, 413);
    EXPECT_EQ(call(url, "POST", hook, {{"Content-Encoding", "gzip"}}, "x").status, 415);
    EXPECT_EQ(call(url, "POST", "/hooks/activecampaign/wrong", {}, "x").status, 401);
    EXPECT_EQ(call(url, "POST", "/hooks/hubspot", {}, "[]").status, 401);
    EXPECT_EQ(call(url, "POST", "/hooks/nobody", {}, "[]").status, 401);
    ASSERT_TRUE(soon([&] { return refused("activecampaign", "413") == 1; }));
    EXPECT_EQ(refused("activecampaign", "415"), 1);
    EXPECT_EQ(refused("activecampaign", "401"), 1);
    EXPECT_EQ(refused("hubspot", "401"), 1);
    EXPECT_EQ(status_of("salesforce").at("refused").at("total").to_number<int>(), 0);
    const auto shown = service->command({"status"});
    EXPECT_THAT(shown.out, HasSubstr("refused deliveries: activecampaign, 1 with 401, 1 with 413, 1 with 415"));
    const auto numbers = metrics();
    EXPECT_THAT(
        numbers, HasSubstr(R"(crosswalk_refused_deliveries_total{connection="activecampaign",status="413"} 1)")
    );
    EXPECT_THAT(numbers, HasSubstr(R"(crosswalk_refused_deliveries_total{connection="",status="401"} 1)"));
}

}  // namespace
}  // namespace crosswalk::doubles
