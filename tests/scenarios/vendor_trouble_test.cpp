// A vendor that cannot be reached, and one that refuses the credential: said clearly, and nothing is lost.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;

class VendorTrouble : public ServiceFixture {
protected:
    boost::json::value readyz() const {
        const auto answer = call(service->admin_url(), "GET", "/readyz");
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.json();
    }
};

TEST_F(VendorTrouble, WhatAVendorMissesWhileItIsAwayArrivesWhenItIsBack) {
    open();
    const int port = doubles.hubspot().port();
    doubles.hubspot().stop();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73; })) << "the others do not wait for it";
    ASSERT_TRUE(soon([&] { return text_of(status_of("hubspot"), "state") == "unreachable"; }));
    EXPECT_NE(text_of(status_of("hubspot"), "detail"), "");
    EXPECT_GE(status_of("hubspot").at("writes_waiting").to_number<int>(), 1);
    EXPECT_EQ(text_of(readyz().at("troubled").as_object(), "hubspot"), "unreachable");
    EXPECT_EQ(service->command({"status"}).exit_code, 1);

    doubles.hubspot().start(port);
    EXPECT_TRUE(soon([&] { return contact_score() == 73; }));
    EXPECT_TRUE(soon([&] { return text_of(status_of("hubspot"), "state") == "ok"; }));
    EXPECT_TRUE(readyz().at("troubled").as_object().empty());
    EXPECT_TRUE(balances());
}

TEST_F(VendorTrouble, AWrongCredentialIsNamedAndWhatWaitedIsSentWithTheRightOne) {
    prepare();
    folder.write("hubspot.token", "pat-na1-mistyped");
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] { return lead_score() == 41; }));
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73; }));
    ASSERT_TRUE(soon([&] { return text_of(status_of("hubspot"), "state") == "reconnect"; }));
    const auto shown = service->command({"status"});
    EXPECT_EQ(shown.exit_code, 1);
    EXPECT_THAT(shown.out, HasSubstr(text_of(status_of("hubspot"), "detail")));
    EXPECT_THAT(text_of(status_of("hubspot"), "detail"), HasSubstr("token"));
    EXPECT_EQ(shown.out.find("pat-na1-mistyped"), std::string::npos);
    EXPECT_EQ(text_of(readyz().at("troubled").as_object(), "hubspot"), "reconnect");
    EXPECT_EQ(service->log().find("pat-na1-mistyped"), std::string::npos);
    EXPECT_EQ(service->terminate(), 0);

    folder.write("hubspot.token", "pat-na1-demo");
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_TRUE(soon([&] { return contact_score() == 73; }));
    EXPECT_TRUE(balances());
    EXPECT_EQ(text_of(status_of("hubspot"), "state"), "ok");
    EXPECT_EQ(doubles.hubspot().contacts().size(), 2u);
}

TEST_F(VendorTrouble, ACertificateThatTheVendorDoesNotKnowIsNamedToo) {
    prepare();
    edit("crosswalk.yaml", "client_id: 3MVG9.crosswalk", "client_id: 3MVG9.somebody-else");
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] { return contact_score() == 41; }));
    ASSERT_TRUE(soon([&] { return text_of(status_of("salesforce"), "state") == "reconnect"; }));
    EXPECT_NE(text_of(status_of("salesforce"), "detail"), "");
    EXPECT_EQ(service->terminate(), 0);

    edit("crosswalk.yaml", "client_id: 3MVG9.somebody-else", "client_id: 3MVG9.crosswalk");
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_TRUE(soon([&] { return lead_score() == 41; }));
    EXPECT_TRUE(balances());
}

TEST_F(VendorTrouble, ASecretThatCannotBeReadKeepsTheServiceFromStarting) {
    prepare();
    std::filesystem::remove(folder.path() + "/hubspot.token");
    const auto done = service->command({"serve"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, AllOf(HasSubstr("crosswalk.yaml:"), HasSubstr("hubspot.token")));
}

}  // namespace
}  // namespace crosswalk::doubles
